"""The sheet: one page A4, every amount and source, the letters right, and nobody's name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.calculator import Batch, UnknownCoverage
from bot.content.typography import NO_BREAK
from bot.dialogue.receipt_view import Given, ReceiptView
from bot.receipts.cards import Picture, Section, Sheet
from bot.receipts.drawing import File, draw
from tests.receipts.conftest import Make

A4 = (595, 842)
SMALLEST = 6.5  # points
ANSWERS = (("Prix d’une séance", f"35,00{NO_BREAK}€"), ("Mutuelle", f"150{NO_BREAK}%"))


def reader_of(file: File) -> PdfReader:
    return PdfReader(BytesIO(file.content))


def text_of(file: File) -> str:
    """Return the words of a sheet, line cuts and no-break spaces as plain spaces."""
    words = " ".join(page.extract_text() for page in reader_of(file).pages)
    return " ".join(words.split())


@pytest.fixture(scope="module")
def sheet(receipts: ReceiptView, given_of: Make) -> Sheet:
    return receipts.sheet(given_of(ANSWERS))


def test_the_sheet_says_the_amounts_the_formulas_the_sources_and_the_dates(sheet: Sheet) -> None:
    text = text_of(draw(sheet))
    for said in (
        "Pour 10 séances à 35,00 € : 91,80 € à votre charge, soit 9,18 € par séance.",
        "Calculé le 21/11/2026, avec les règles en vigueur le 21/11/2026",
        "8,09 × 2,21 €", "60 % × 17,88 €", "10,73 €", "16,09 €", "17,12 €", "91,80 €",
        "01/01/2026", "31/03/2024",
        "Prix d’une séance", "NGAP, version en vigueur du 21/06/2026", "art. D160-9",
        "www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000049158651",
        "À faire confirmer", "cette estimation ne les engage pas",
        "Kinébot, estimation, pas un document officiel.",
    ):  # fmt: skip
        assert said in text, said


def test_accents_quotes_and_no_break_spaces_are_letters_of_the_embedded_font(
    sheet: Sheet,
) -> None:
    odd = Section(
        "Œuvre, ÉTÉ, ça", (f"«{NO_BREAK}d’où{NO_BREAK}» : 12{NO_BREAK}€ × 60{NO_BREAK}%",)
    )
    words = Sheet(**{name: getattr(sheet, name) for name in Sheet.__slots__} | {"sections": (odd,)})
    file = draw(words)
    raw = reader_of(file).pages[0].extract_text()
    assert "Œuvre, ÉTÉ, ça" in raw
    assert "« d’où » : 12 € × 60 %" in raw.replace(NO_BREAK, " ")
    assert not {"\ufffd", "■", "□"} & set(raw)
    fonts = reader_of(file).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    used = [font.get_object() for font in fonts.values()]
    embedded = [f for f in used if "/FontFile2" in f.get("/FontDescriptor", {})]
    assert {str(f["/BaseFont"]).partition("+")[2] for f in embedded} == {
        "OpenSans-Regular",
        "OpenSans-Bold",
    }


def test_no_line_begins_with_a_sign_that_a_no_break_space_holds_back(
    receipts: ReceiptView, longest: Given, sheet: Sheet
) -> None:
    for each in (sheet, receipts.sheet(longest)):
        lines = reader_of(draw(each)).pages[0].extract_text().splitlines()
        assert not [line for line in lines if line.lstrip().startswith(tuple("€%»:;?!"))]


def test_the_page_is_one_a4(sheet: Sheet) -> None:
    pages = reader_of(draw(sheet)).pages
    assert len(pages) == 1
    assert tuple(round(side) for side in pages[0].mediabox[2:]) == A4


def test_the_longest_sheet_still_holds_on_one_page(receipts: ReceiptView, longest: Given) -> None:
    sheet = receipts.sheet(longest)
    file = draw(sheet)
    assert len(reader_of(file).pages) == 1
    text = text_of(file)
    assert all(line.amount.replace(NO_BREAK, " ") in text for line in sheet.lines)
    assert all(reference.title in text for reference in sheet.sources)
    assert "pas un document officiel" in text
    assert sheet.stretches is not None
    assert [row[:1] + row[2:3] for row in sheet.stretches.rows] == [("2026", "140"), ("2027", "60")]
    assert all(cell.replace(NO_BREAK, " ") in text for row in sheet.stretches.rows for cell in row)


def test_no_letter_of_the_longest_sheet_is_too_small_to_read(
    receipts: ReceiptView, longest: Given
) -> None:
    sizes: set[float] = set()
    page = reader_of(draw(receipts.sheet(longest))).pages[0]
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add(size))
    assert min(size for size in sizes if size) >= SMALLEST


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        (
            {"sessions": 40, "sessions_after_december": 25, "day": dt.date(2026, 11, 2)},
            [("2026", "02/11/2026", "15", "17,88 €", "15,00 €", "137,70 €"),
             ("2027", "02/11/2026", "25", "17,88 €", "25,00 €", "229,50 €")],
        ),
        (
            {"sessions": 30,
             "schedule": (Batch(dt.date(2025, 12, 1), 10), Batch(dt.date(2026, 1, 5), 20))},
            [("2025", "01/12/2025", "10", "16,55 €", "10,00 €", "111,70 €"),
             ("2026", "05/01/2026", "20", "17,88 €", "20,00 €", "183,60 €")],
        ),
    ],
    ids=["two years", "two tariffs"],
)  # fmt: skip
def test_a_treatment_that_crosses_a_change_is_told_line_by_line(
    changes: dict[str, object], rows: list[tuple[str, ...]], receipts: ReceiptView, given_of: Make
) -> None:
    """By hand: 35 − 9,73 − 16,09 = 9,18 a session; at 16,55, 35 − 8,93 − 14,90 = 11,17."""
    sheet = receipts.sheet(given_of(**changes))
    assert sheet.stretches is not None
    found = [tuple(cell.replace(NO_BREAK, " ") for cell in row) for row in sheet.stretches.rows]
    assert found == rows
    text = text_of(draw(sheet))
    assert all(cell in text for row in rows for cell in row)
    assert f"Les {sum(int(row[2]) for row in rows)} séances, période par période" in text


def test_each_yearly_cap_says_its_year(receipts: ReceiptView, given_of: Make) -> None:
    """By hand: 100 sessions a year at 1,00 € of franchise reach the cap of 70,00 € twice."""
    sheet = receipts.sheet(given_of(sessions=200, sessions_after_december=100))
    said = [
        line.formula.replace(NO_BREAK, " ") for line in sheet.lines if "plafond de" in line.formula
    ]
    assert said == [
        f"plafond de 70,00 € pour l’année {year}, 0,00 € déjà retenus" for year in (2026, 2027)
    ]


def test_a_treatment_that_crosses_nothing_has_no_such_lines(sheet: Sheet) -> None:
    assert sheet.stretches is None
    assert "période par période" not in text_of(draw(sheet))


def test_a_sheet_holds_no_identity_and_no_time_of_day(sheet: Sheet) -> None:
    details = reader_of(draw(sheet)).metadata
    assert details is not None
    assert (details.author, details.creator, details.producer) == ("Kinébot",) * 3
    assert set(details) == {
        "/Author", "/CreationDate", "/Creator", "/Keywords", "/ModDate", "/Producer", "/Subject",
        "/Title", "/Trapped",
    }  # fmt: skip
    assert details.title == "Reste à payer chez le kiné : une estimation".replace(" :", "\u00a0:")
    assert details.creation_date is not None
    assert (details.creation_date.hour, details.creation_date.minute) == (0, 0)
    assert sheet.name == "kinebot-estimation-2026-11-21.pdf"


def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet) -> None:
    assert draw(sheet) == draw(sheet)


def test_the_bar_is_on_the_sheet_only_when_it_can_be_drawn(
    receipts: ReceiptView, given_of: Make, sheet: Sheet
) -> None:
    assert isinstance(sheet.picture, Picture)
    unknown = receipts.sheet(given_of(coverage=UnknownCoverage()))
    assert unknown.picture is None
    assert "Sans mutuelle : 252,70 €" in text_of(draw(unknown))


def test_each_line_points_at_its_source(sheet: Sheet) -> None:
    franchise = next(line for line in sheet.lines if line.label.startswith("Franchise"))
    assert sheet.sources[franchise.source - 1].title.endswith("D160-9")
    assert franchise.since == "31/03/2024"
    assert Decimal(franchise.amount.split("\u00a0")[0].replace(",", ".")) == 1
