"""What must hold whatever is typed: exact reading, no factor, no exception, determinism."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from .spelled import in_letters

FIELDS = ("price", "sessions", "coverage")
FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
KEYCAPS = {str(digit): f"{digit}\ufe0f\u20e3" for digit in range(10)}
PRICES = st.one_of(
    st.integers(1, 300).map(Decimal),
    st.integers(10, 3000).map(lambda tenths: Decimal(tenths) / 10),
    st.integers(100, 30000).map(lambda cents: Decimal(cents) / 100),
)
PIECES = st.sampled_from(
    [
        "35", "12,50", "1613", "0", "-20", "3O", "€", "euros", "e", "séances", "fois", "par",
        "semaine", "pendant", "mois", "%", "mutuelle", "pas", "non", "entre", "et", "à", "ou",
        "dont", "déjà faites", "à renouveler", "x", "/", "-", "+", "?", ",", ".", "environ",
        "une dizaine", "trente", "cinq", "cent", "vingt", "virgule", "les", "pour", "ALD", "06",
        "12 34 56 78", "14h30", "12/03/2026", "8 ans", "kiné", "ostéo", "en plus de la Sécu",
        "½", "3️⃣", "３", "en tout", "je crois", "\n", "  ", "aucune", "demi", "2e", "6e mois",
    ]
)  # fmt: skip
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def _cents(price: Decimal) -> str:
    return f"{int(price * 100) % 100:02d}"


def _spelled(price: Decimal) -> str:
    euros = f"{in_letters(int(price))} euros"
    cents = int(price * 100) % 100
    return f"{euros} et {in_letters(cents)} centimes" if cents else euros


WAYS = {
    "with a point": lambda p: f"{p}",
    "with a comma": lambda p: f"{p}".replace(".", ","),
    "with a comma and the sign": lambda p: f"{p:.2f} €".replace(".", ","),
    "with the sign in the middle": lambda p: f"{int(p)}€{_cents(p)}",
    "with the word in the middle": lambda p: f"{int(p)} euros {_cents(p)}",
    "as a text message": lambda p: f"c {int(p)}e{_cents(p)} la seance",
    "in letters": _spelled,
    "with the sign first": lambda p: f"€{p:.2f}",
    "in fullwidth digits": lambda p: f"{p:.2f} euros".translate(FULLWIDTH),
    "with keycaps": lambda p: "".join(KEYCAPS.get(c, c) for c in f"{p:.2f}"),
    "with a no-break space": lambda p: f"la séance à {p:.2f}\u202f€".replace(".", ","),
}


@pytest.mark.parametrize("way", WAYS)
@relaxed
@given(price=PRICES)
def test_a_price_is_read_back_exactly(values, way, price):
    reading = values.read("price", WAYS[way](price))

    lost_comma = reading.value is None and reading.ambiguous
    assert reading.value == price or (lost_comma and reading.proposal is not None)
    assert reading.unit == "eur"
    assert reading.ambiguous == (price > 100) or lost_comma


@relaxed
@given(
    price=PRICES, way=st.sampled_from(sorted(WAYS)), hedge=st.sampled_from(["environ", "je crois"])
)
def test_an_approximated_price_keeps_its_value_and_is_read_back(values, price, way, hedge):
    reading = values.read("price", f"{hedge} {WAYS[way](price)}")

    assert (reading.value, reading.ambiguous) == (price, True)


@relaxed
@given(
    low=st.integers(1, 150),
    gap=st.integers(1, 100),
    form=st.sampled_from(["entre {} et {}", "de {} à {}", "{} ou {}", "{}-{} €"]),
)
def test_two_bounds_are_both_kept(values, low, gap, form):
    assume(gap <= low * 3)
    reading = values.read("price", form.format(low, low + gap))

    assert reading.value is None
    assert reading.range == (low, low + gap)
    assert reading.ambiguous


@relaxed
@given(count=st.integers(1, 200))
def test_a_number_of_sessions_is_read_back_in_digits_and_letters(values, count):
    digits = values.read("sessions", f"{count} séances")
    letters = values.read("sessions", in_letters(count) if count > 1 else "une")

    assert digits.value == letters.value == count
    assert digits.ambiguous == (count > 60)


@relaxed
@given(
    percent=st.integers(100, 400),
    form=st.sampled_from(["{}", "{}%", "{} %", "{} pour cent", "mutuelle à {}%", "{}% BR"]),
)
def test_a_percentage_of_a_hundred_or_more_is_plain(values, percent, form):
    reading = values.read("coverage", form.format(percent))

    assert (reading.value, reading.unit, reading.ambiguous) == (percent, "percent", False)


@relaxed
@given(often=st.integers(1, 5), weeks=st.integers(2, 12))
def test_a_rhythm_is_multiplied_and_read_back(values, often, weeks):
    reading = values.read("sessions", f"{often} fois par semaine pendant {weeks} semaines")

    assert (reading.value, reading.ambiguous) == (often * weeks, True)


@relaxed
@given(digits=st.integers(1000, 9999))
def test_a_price_without_its_comma_is_never_taken_as_it_stands(values, digits):
    reading = values.read("price", str(digits))

    assert reading.value is None
    assert reading.ambiguous
    assert reading.proposal == Decimal(digits) / 100


@relaxed
@given(
    price=PRICES, sessions=st.integers(2, 60), percent=st.sampled_from([100, 125, 150, 200, 300])
)
def test_three_values_in_a_sentence_keep_their_places(slots, price, sessions, percent):
    text = f"{sessions} séances à {price:.2f} € avec une mutuelle à {percent} %"
    found = slots.read(text)

    assert found.price.value == price
    assert found.sessions.value == sessions
    assert found.coverage.value == percent


@settings(relaxed, max_examples=300)
@given(pieces=st.lists(PIECES, max_size=12))
def test_no_mixture_of_our_words_makes_the_readers_raise_or_change_their_mind(
    values, slots, pieces
):
    text = " ".join(pieces)

    for field in FIELDS:
        assert values.read(field, text) == values.read(field, text)
    assert slots.read(text) == slots.read(text)


@settings(relaxed, max_examples=200)
@given(text=st.text(max_size=200))
def test_no_text_at_all_makes_the_readers_raise(values, slots, text):
    for field in FIELDS:
        reading = values.read(field, text)
        assert reading.value is None or reading.value >= 0
    slots.read(text)


@relaxed
@given(pieces=st.lists(PIECES, max_size=8))
def test_what_is_sure_is_usual(values, pieces):
    reading = values.read("price", " ".join(pieces))

    if reading.value is not None and not reading.ambiguous:
        assert 1 <= reading.value <= 100
        assert reading.range is None


@pytest.mark.parametrize(
    "piece", ["trente ", "quatre vingt ", "1 ", "35 € ", "x1", "pas ", "½", "10 séances "]
)
def test_a_message_as_long_as_telegram_allows_is_read(values, slots, piece):
    text = (piece * 4096)[:4096]

    for field in FIELDS:
        values.read(field, text)
    slots.read(text)


@pytest.mark.parametrize("join", ["-", " "])
@pytest.mark.parametrize("unit", ["cinq", "sept", "huit", "neuf", "trois"])
@pytest.mark.parametrize("tens", ["vingt", "trente", "quarante", "cinquante", "cent vingt"])
def test_a_compound_number_with_a_letter_lost_is_never_silently_its_tens(values, tens, unit, join):
    right = values.read("price", f"{tens}-{unit}").value
    for lost in range(len(unit)):
        typed = f"{tens}{join}{unit[:lost]}{unit[lost + 1 :]}"
        reading = values.read("price", typed)
        assert reading.value == right or reading.ambiguous, typed
