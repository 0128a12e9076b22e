"""The ids of every text the code asks for: one missing, or one too many, is an error."""

from __future__ import annotations

TEXT_IDS = frozenset(
    """
    accueil.bonjour accueil.aide accueil.menu accueil.groupe accueil.porte
    accueil.confidentialite accueil.efface
    commandes.start commandes.menu commandes.estimer commandes.aide commandes.annuler
    commandes.effacer commandes.confidentialite
    profil.nom profil.description profil.resume
    groupes.deux-kines groupes.changement groupes.ordonnance groupes.couts groupes.situations
    groupes.vie-pratique groupes.bot
    boutons.detail boutons.detail_reponse boutons.simple boutons.court boutons.menu
    boutons.autre boutons.suite
    boutons.debut boutons.inconnu boutons.retour boutons.modifier boutons.annuler
    boutons.reprendre boutons.recommencer boutons.terminer boutons.fini boutons.oui boutons.non
    boutons.prendre_tarif boutons.garder_prix boutons.epoque boutons.mon_soin boutons.autre_soin
    boutons.coche boutons.vide
    boutons.garder boutons.image boutons.feuille boutons.comparer boutons.lien boutons.pourquoi
    boutons.resultat boutons.comparaison boutons.garder_b
    boutons.comparer_mutuelle boutons.comparer_prix boutons.comparer_tarif
    boutons.comparer_kines
    pourquoi.choix pourquoi.titre pourquoi.a_confirmer pourquoi.tarif pourquoi.part-secu
    pourquoi.franchise pourquoi.mutuelle pourquoi.reste pourquoi.depassement pourquoi.bilan
    pourquoi.deplacement pourquoi.total pourquoi.plafond-annuel
    image.titre image.rembourse image.a_vous image.premiere image.note image.legende image.refus
    image.part.secu image.part.mutuelle image.part.tarif image.part.depassement
    image.part.franchise image.part.libre image.part_dite image.part.c2s
    image.part.reste-depassement image.en_plus.bilan image.en_plus.deplacement
    image.raison.prix image.raison.mutuelle image.raison.situation image.raison.deux-seances
    image.raison.tarif image.raison.fourchette image.raison.forfait-annuel
    feuille.fichier feuille.legende feuille.titre feuille.date feuille.reponses feuille.inconnu
    feuille.colonnes.ligne feuille.colonnes.calcul feuille.colonnes.montant
    feuille.colonnes.depuis feuille.colonnes.source
    feuille.periodes.titre feuille.periodes.annee feuille.periodes.regles
    feuille.periodes.seances feuille.periodes.tarif feuille.periodes.franchises
    feuille.periodes.reste
    feuille.rubriques.hypotheses feuille.rubriques.autres feuille.rubriques.a_confirmer
    feuille.hypotheses_dites feuille.autre feuille.confirmer feuille.sources feuille.avertissement
    comparer.choix comparer.demande.premier comparer.demande.second comparer.sans_changement
    comparer.titre.mutuelle comparer.titre.prix comparer.titre.tarif
    comparer.cote comparer.cote_dit comparer.prix comparer.prix_tarif comparer.avant comparer.apres
    comparer.mutuelle.aucune comparer.mutuelle.incluse comparer.mutuelle.en-plus
    comparer.mutuelle.forfait comparer.mutuelle.forfait-annuel comparer.mutuelle.inconnue
    comparer.lignes.prix comparer.lignes.tarif comparer.lignes.secu comparer.lignes.mutuelle
    comparer.lignes.reste comparer.lignes.total
    comparer.resultat comparer.legende comparer.duree
    comparer.conclusion.egal comparer.conclusion.plus comparer.conclusion.moins
    kines.titre kines.un kines.deux kines.note kines.resultat kines.cote_dit kines.legende
    kines.autre
    kines.part.secu kines.part.mutuelle kines.part.tarif kines.part.franchise
    kines.lignes.jours kines.lignes.bilans kines.lignes.prix kines.lignes.secu
    kines.lignes.mutuelle kines.lignes.franchise kines.lignes.deplacement kines.lignes.reste
    lien.donne lien.a_envoyer lien.ouvert lien.illisible lien.trop_long
    reponse.pied reponse.sources reponse.source
    reponse.source_sans_adresse reponse.verifie reponse.deux_sujets reponse.a_revoir
    reponse.inconnue
    clarifie.question
    inconnu.message inconnu.vide inconnu.trop_long
    langues.en langues.es langues.de langues.pt langues.ar langues.other
    recu.photo recu.voice recu.document recu.sticker recu.location recu.other recu.modifie
    recu.personnel
    dialogue.repris dialogue.oublie dialogue.annule dialogue.rien dialogue.perime
    relire.valeur relire.en_plus relire.prix relire.deplacement relire.depassement relire.renouveler
    relire.deja-faites relire.unite relire.duree relire.tout relire.tout_tarif relire.tout_prix
    relire.mois relire.lequel relire.est_prix relire.est_nb_seances relire.est_mutuelle_pourcent
    relire.est_mutuelle_forfait relire.domicile relire.plein relire.plein_ald relire.plein_mutuelle
    dialogue.liste dialogue.sans
    dialogue.cote dialogue.reponse dialogue.ne_sait_pas dialogue.trop dialogue.hors_bornes
    dialogue.aussi dialogue.termine
    valeurs.euros valeurs.fourchette valeurs.environ valeurs.pourcent valeurs.seances
    valeurs.seance valeurs.euros_seance valeurs.km valeurs.de_a valeurs.ou valeurs.nombre
    valeurs.euros_an valeurs.par_semaine estimation.troncon estimation.remarque
    estimation.votre_soin
    estimation.detail_titre estimation.detail_pas estimation.depuis estimation.confirmer
    estimation.conseils estimation.hypotheses estimation.conditions_reunies
    estimation.conditions_non_reunies
    estimation.impossible
    pas.tarif.nom pas.tarif.formule pas.part-secu.nom pas.part-secu.formule pas.franchise.nom
    pas.franchise.formule pas.mutuelle.nom pas.mutuelle.formule pas.reste.nom pas.reste.formule
    pas.depassement.nom pas.depassement.formule pas.bilan.nom pas.bilan.formule
    pas.deplacement.nom pas.deplacement.formule pas.total.nom pas.total.formule
    pas.plafond-annuel.nom pas.plafond-annuel.formule
    hypotheses.prix-au-tarif hypotheses.mutuelle-inconnue hypotheses.contrat-responsable
    hypotheses.acte-courant hypotheses.sans-situation hypotheses.metropole
    hypotheses.plafond-non-atteint hypotheses.bilan-non-compte
    hypotheses.bilan-non-compte-sans-prix hypotheses.une-par-jour
    hypotheses.deplacement-non-compte hypotheses.franchise-deplacement
    hypotheses.non-remboursable hypotheses.ancien-tarif hypotheses.prix-sous-tarif
    hypotheses.tarif-d-un-acte hypotheses.regles-donnees
    a_confirmer.suites-accouchement a_confirmer.c2s-depassement a_confirmer.ame
    a_confirmer.mayotte a_confirmer.hausse-annoncee a_confirmer.plafond-annuel
    a_confirmer.deplacement-taux
    autres.autre-plafond autres.si-situation autres.si-mutuelle autres.si-conditions
    autres.regles-du-jour
    refus.valeur-inconnue refus.date-non-verifiee refus.acte-sans-tarif refus.prix-libre-inconnu
    mois.1 mois.2 mois.3 mois.4 mois.5 mois.6 mois.7 mois.8 mois.9 mois.10 mois.11 mois.12
    mutuelle.contrat mutuelle.aucune mutuelle.c2s mutuelle.incluse mutuelle.en-plus mutuelle.forfait
    mutuelle.inconnue
    hypotheses.forfait-annuel hypotheses.tarif-du-jour hypotheses.date-de-remboursement
    hypotheses.terrain-plaine autres.hausse-annoncee autres.si-hausse
    autres.franchise-suites
    refus.non-conventionne mutuelle.forfait-annuel
    dialogue.entendu dialogue.autre dialogue.rien_demande
    guide.verdict guide.pourquoi guide.apporter guide.ligne guide.rappel valeurs.jour
    guide.confiance.haute guide.confiance.moyenne guide.confiance.faible
    guide.niveau.obligatoire guide.niveau.conseille guide.niveau.a_demander
    guide.liste.titre guide.liste.entete guide.liste.obligatoire guide.liste.conseille
    guide.liste.a_demander guide.liste.coche guide.liste.legende guide.liste.usage
    guide.liste.feuille guide.liste.copie guide.lettre.avant guide.lettre.corps
    guide.lettre.a_qui guide.lettre.joindre guide.lettre.delai guide.lettre.document
    boutons.copier boutons.word boutons.lettre boutons.autre_lettre boutons.rappel
    commandes.deuxkines commandes.documents commandes.seances commandes.lettres
    panne.message
    """.split()  # noqa: SIM905 — sixty lines of quotes would hide the list
)
