"""Invented papers: a letter, a list, and the longest of each that is ordinary."""

from __future__ import annotations

from bot.content.typography import NO_BREAK
from bot.receipts.papers import Block, Paper

LETTER = f"""[Nom et prénom]
[Adresse]

[Lieu], le [Date]

Objet{NO_BREAK}: un papier d’exemple

Madame, Monsieur,

Ceci est une lettre inventée pour l’essai. Elle coûte 12{NO_BREAK}€, cachet compris.

[Signature]"""
SENTENCE = "Voici une phrase inventée, ni longue ni courte, qui remplit la lettre peu à peu. "
ITEM = "Un papier au nom inventé, assez long pour prendre deux lignes, daté et signé n° {}"
HOSTILE = (
    "<b>gras</i> & <br> &amp; </para>",
    "mot" * 1_000,
    "une ligne\n" * 80,
    "👵🏽🦵 ☐ 中文 \u202e",
    "\x00\x07\ufffe\udcff\t\r\n\u2028",
    "",
)


def letter(ending: str = ".pdf", text: str = LETTER, foot: str = "") -> Paper:
    return Paper(f"lettre{ending}", "Une lettre d’exemple", (Block("text", text),), foot)


def checklist(ending: str = ".pdf") -> Paper:
    blocks = (
        Block("text", "Cochez ce que vous avez."),
        Block("heading", "Les ordonnances"),
        Block("box", "Une ordonnance par problème", "obligatoire", is_ticked=True),
        Block("box", "L’ancienne ordonnance", "conseillé"),
        Block("space"),
        Block("heading", "À garder"),
        Block("box", f"La facture{NO_BREAK}: 35,00{NO_BREAK}€"),
    )
    return Paper(f"liste{ending}", "Les papiers d’exemple", blocks, "Kinébot, essai.")


def longest_letter(ending: str) -> Paper:
    """Return a letter of 2,000 characters: short lines, then paragraphs."""
    head = LETTER.replace("[Adresse]", "[Adresse]\n[Code postal et ville]\n[Numéro]")
    while len(head) < 2_000:
        head = head.replace("\n\n[Signature]", f"\n\n{SENTENCE * 3}\n\n[Signature]")
    cut = head.removesuffix("[Signature]")[: 2_000 - len("\n\n[Signature]")]
    return letter(ending, f"{cut}\n\n[Signature]", "Kinébot, essai.")


def longest_list(ending: str) -> Paper:
    """Return a list of 14 items on two lines each, under five headings."""
    blocks = [Block("text", SENTENCE * 2)]
    for number in range(14):
        if number % 3 == 0:
            blocks.append(Block("heading", f"Une sorte de papiers n° {number}"))
        blocks.append(Block("box", ITEM.format(number), "obligatoire"))
    return Paper(f"liste{ending}", "Les papiers d’exemple", (*blocks,), SENTENCE * 2)


def hostile(ending: str, text: str) -> Paper:
    """Return a paper that says the text everywhere it can be said."""
    kinds = (Block("heading", text), Block("text", text), Block("box", text, text), Block("space"))
    return Paper(f"papier{ending}", text, kinds, text)


def words_of(paper: Paper) -> str:
    """Return all the words of a list, from top to bottom."""
    said = [paper.title]
    for block in paper.blocks:
        said += [block.text, block.note]
    return " ".join(" ".join([*said, paper.foot]).split())
