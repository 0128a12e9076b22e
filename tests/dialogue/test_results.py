"""Every result a patient may get: short enough, few buttons, and each of its lines explained."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from bot.calculator import Computed, estimate
from bot.content.loader import load_content
from bot.dialogue.engine import Engine
from bot.dialogue.estimate_answers import situation_of
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.estimates import Estimates
from bot.dialogue.refinements import Refinements
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.session import Answer, DialogueState
from tests.conftest import TODAY

CONTENT = load_content()
FLOW = CONTENT.flows["estimate"]
LONGEST, MOST_BUTTONS = 800, 8


def answers(**said: str) -> dict[str, Answer]:
    return {name: Answer(values=(value,)) if value else Answer() for name, value in said.items()}


PRICES = ("", "16.13", "17.88", "18.79", "35")
COVERAGES = ("aucune", "pourcentage", "forfait-seance", "forfait-an", None)
SITUATIONS = ("general", "ald", "c2s", "mineur", "alsace-moselle")
OTHERS: tuple[dict[str, str], ...] = (
    {},
    {"acte": "jambe"},
    {"territoire": "drom"},
    {"bilan": "oui"},
    {"franchise_deja": "40"},
)


def common() -> Iterator[dict[str, Answer]]:
    """Yield what most patients answer, in every combination."""
    for price, coverage, situation, other in product(PRICES, COVERAGES, SITUATIONS, OTHERS):
        said = {"prix": price, "nb_seances": "12", "situation": situation, **other}
        said |= {"ald_lien": "oui"} if situation == "ald" else {}
        said |= {"maternite_moment": "du-6e-mois-a-j12"} if situation == "maternite" else {}
        said |= {"mutuelle_type": coverage} if coverage else {}
        said |= {"mutuelle_pourcent": "150"} if coverage == "pourcentage" else {}
        said |= {"mutuelle_forfait": "5"} if coverage == "forfait-seance" else {}
        said |= {"mutuelle_forfait_an": "200"} if coverage == "forfait-an" else {}
        yield answers(**said)


def test_every_common_result_fits_in_800_characters_and_eight_buttons(engine: Engine) -> None:
    script = engine.forms["estimate"].script
    checked = 0
    for said in common():
        state = DialogueState(flow="estimate", token="zzzzzz", answers=said)
        panel = script.result(state)
        assert len(plain(panel.html)) <= LONGEST, said
        assert 4 < len(panel.buttons) <= MOST_BUTTONS, said
        assert any(button.data.endswith(":detail") for button in panel.buttons), said
        checked += 1
    assert checked > 500


@pytest.mark.parametrize("price", PRICES)
@pytest.mark.parametrize("situation", ["ald", "maternite"])
def test_even_an_open_situation_stays_under_a_thousand_characters(
    price: str, situation: str, engine: Engine
) -> None:
    said = answers(prix=price, nb_seances="12", situation=situation, franchise_deja="40")
    state = DialogueState(flow="estimate", token="zzzzzz", answers=said)
    assert len(plain(engine.forms["estimate"].script.result(state).html)) <= 1000


RARE: tuple[dict[str, str], ...] = (
    {"mutuelle_type": "aucune"},
    {"mutuelle_type": "pourcentage", "mutuelle_pourcent": "150"},
    {"mutuelle_type": "pourcentage", "mutuelle_pourcent": "90", "mutuelle_incluse": "non"},
    {"mutuelle_type": "forfait-seance", "mutuelle_forfait": "5"},
    {"mutuelle_type": "forfait-an", "mutuelle_forfait_an": "200"},
    {"situation": "c2s"},
    {"situation": "ame"},
    {"situation": "ald", "ald_lien": "oui"},
    {"situation": "ald"},
    {"situation": "accident-travail"},
    {"situation": "aspa"},
    {"situation": "maternite", "maternite_moment": "apres-perinee-ou-abdominaux"},
    {"territoire": "mayotte"},
    {"acte": "perinee", "bilan": "oui"},
    {"acte": "neuro-autre", "mois_debut": "2027-08-01"},
    {"acte": "bilan-seul"},
    {"franchise_deja": "70"},
    {"nb_seances": "90", "mutuelle_type": "aucune"},
    {"nb_seances": "40", "mois_debut": "2025-11-01", "rythme": "2"},
    {"par_jour": "deux", "deux_seances_conditions": "oui", "autres_soins_jour": "3"},
    {"par_jour": "deux", "deux_seances_conditions": "non"},
    {"domicile": "oui-justifie", "km": "12", "terrain": "montagne"},
    {"nb_seances": ""},
    {"prix": ""},
)  # fmt: skip


@pytest.mark.parametrize(
    "said", RARE, ids=lambda said: " ".join(f"{k}={v}" for k, v in said.items())
)
def test_every_line_of_a_result_is_explained_with_its_official_source(
    said: dict[str, str],
) -> None:
    view = EstimateView(Renderer(CONTENT, TODAY))
    given = answers(**{"prix": "35", "nb_seances": "12", **said})
    outcome = estimate(situation_of(given, TODAY), CONTENT.bareme)
    assert isinstance(outcome, Computed)
    explained = view.explained(outcome)
    assert {step.id for step in explained} == {step.id for step in outcome.steps}
    for step in explained:
        title, *_, source = plain(view.why(step, outcome)).replace("\u00a0", " ").split("\n")
        assert title.startswith(view.words(step).label)
        is_exempt = step.id == "franchise" and not step.terms["due"] and "situation" in said
        assert ("L160-15" if is_exempt else step.source.title) in source
        assert step.source.url, f"{step.id} has no address to read more"


def test_without_a_tariff_only_what_is_left_to_pay_is_explained() -> None:
    view = EstimateView(Renderer(CONTENT, TODAY))
    given = answers(prix="50", nb_seances="10", acte="non-remboursable", mutuelle_type="aucune")
    outcome = estimate(situation_of(given, TODAY), CONTENT.bareme)
    assert isinstance(outcome, Computed)
    assert [step.id for step in view.explained(outcome)] == ["reste", "total"]


# --- the order of the refinements -----------------------------------------------------------------

SPECIFIED = (
    "mutuelle_type", "situation", "acte", "territoire", "bilan", "franchise_deja", "par_jour",
)  # fmt: skip


def offered(**said: str) -> list[str]:
    refinements = Refinements(FLOW, Estimates(CONTENT.bareme, TODAY))
    given = answers(**{"prix": "35", "nb_seances": "10", **said})
    needs_rhythm = refinements.matters(given)
    return [question.id for question in refinements.offered(given, needs_rhythm=needs_rhythm)]


def test_on_an_ordinary_price_the_order_of_effects_is_the_recommended_one() -> None:
    """§1.2: mutuelle → situation → zone → outre-mer → bilan → franchises → deux séances."""
    found = [name for name in offered() if name in SPECIFIED]
    assert found == list(SPECIFIED)


def test_a_guarantee_that_pays_all_leaves_first_what_changes_the_franchise() -> None:
    found = offered(mutuelle_type="pourcentage", mutuelle_pourcent="600")
    assert found.index("franchise_deja") < found.index("acte")
    assert found.index("franchise_deja") < found.index("territoire")


def test_what_changes_nothing_comes_after_what_does() -> None:
    """With the C2S nothing is left to pay: no refinement moves the amount, none is hidden."""
    assert set(SPECIFIED) - {"situation"} <= set(offered(situation="c2s"))
    found = offered(acte="non-remboursable", mutuelle_type="aucune")
    assert found[-1] == "conventionne"


def test_a_question_that_has_no_meaning_yet_is_not_offered() -> None:
    assert "apres_31_decembre" not in offered(nb_seances="")
    assert "apres_31_decembre" in offered()
    assert "rythme" not in offered()


@pytest.mark.parametrize(
    "question", [q for q in FLOW.questions if q.stage == "refine"], ids=lambda q: q.id
)
def test_not_knowing_a_refinement_leaves_the_amount_as_it_was(question) -> None:  # type: ignore[no-untyped-def]
    before = answers(prix="35", nb_seances="10")
    after = {**before, question.id: Answer()}
    assert situation_of(after, TODAY) == situation_of(before, TODAY)


@pytest.mark.parametrize(
    ("said", "question", "taken"),
    [
        ({"mutuelle_type": "pourcentage"}, "mutuelle_pourcent", "100"),
        ({"mutuelle_type": "pourcentage", "mutuelle_pourcent": "90"}, "mutuelle_incluse", "oui"),
        ({"mutuelle_type": "forfait-seance"}, "mutuelle_forfait", "0"),
        ({"par_jour": "deux"}, "autres_soins_jour", "0"),
        ({"domicile": "oui-justifie"}, "km", "0"),
        ({"domicile": "oui-justifie", "km": "5"}, "terrain", "plaine"),
    ],
)
def test_not_knowing_a_follow_up_is_the_answer_that_the_dialogue_announces(
    said: dict[str, str], question: str, taken: str
) -> None:
    before = answers(**{"prix": "35", "nb_seances": "10", **said})
    unknown = situation_of({**before, question: Answer()}, TODAY)
    assert unknown == situation_of({**before, question: Answer(values=(taken,))}, TODAY)


def test_two_sessions_a_day_are_spread_two_by_two() -> None:
    given = answers(prix="35", nb_seances="7", rythme="2", par_jour="deux")
    schedule = situation_of(given, TODAY).schedule
    assert [batch.sessions for batch in schedule] == [2, 2, 2, 1]
    assert [(batch.day - TODAY).days for batch in schedule] == [0, 7, 14, 21]


def test_a_rhythm_without_a_number_of_sessions_or_beside_the_next_year_is_left_aside() -> None:
    assert situation_of(answers(prix="35", nb_seances="", rythme="2"), TODAY).schedule == ()
    both = answers(prix="35", nb_seances="10", rythme="2", apres_31_decembre="4")
    assert situation_of(both, TODAY).schedule == ()
    assert situation_of(both, TODAY).sessions_after_december == 4
    assert situation_of(answers(prix="35", nb_seances="10", km="3"), TODAY).km == Decimal(3)
