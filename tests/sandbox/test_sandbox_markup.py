"""HTML as Telegram reads it, entities in UTF-16 units, spaces around a text."""

from __future__ import annotations

import pytest

from bot.sandbox.entities import Entity, trimmed, with_found
from bot.sandbox.markup import parse_html
from bot.sandbox.refusals import RefusalError


def marks(source: str) -> list[tuple[str, str]]:
    text, entities = parse_html(source)
    units = text.encode("utf-16-le")
    return [(e.kind, units[2 * e.offset : 2 * e.end].decode("utf-16-le")) for e in entities]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("code", "code"),
        ("pre", "pre"),
        ("tg-spoiler", "spoiler"),
        ("blockquote", "blockquote"),
    ],
)
def test_each_tag_makes_its_entity(tag: str, kind: str) -> None:
    assert marks(f"🙂 <{tag}>mot 🙂</{tag.upper()}> après") == [(kind, "mot 🙂")]


def test_tags_with_attributes_make_their_entities() -> None:
    assert marks('<span class="tg-spoiler">x</span>') == [("spoiler", "x")]
    assert marks("<blockquote expandable>x</blockquote>") == [("expandable_blockquote", "x")]
    _, links = parse_html('<a href="https://example.org/?a=1&amp;b=2">x</a>')
    assert links == (Entity("text_link", 0, 1, url="https://example.org/?a=1&b=2"),)
    _, code = parse_html('<pre><code class="language-python">x</code></pre>')
    assert code == (Entity("pre", 0, 1, language="python"),)


def test_entities_nest_the_longest_first() -> None:
    assert marks("<b>a <i>b</i></b>") == [("bold", "a b"), ("italic", "b")]


def test_a_link_that_telegram_would_drop_leaves_its_text() -> None:
    for url in ("tel:+33123456789", "javascript:alert(1)", "nowhere", "ftp://example.org/", "//["):
        assert parse_html(f'<a href="{url}">texte</a>') == ("texte", ())


def test_only_four_named_references_are_decoded() -> None:
    assert parse_html("&lt;b&gt; &amp;amp; &quot; &#233;&#xe9; &nbsp; & &lt")[0] == (
        '<b> &amp; " éé &nbsp; & <'
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("5 < 6 > 4", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href=>x</a>", "Unexpected end of name token at byte offset 0"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_wrong_markup_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


def test_spaces_around_a_text_go_away_and_entities_follow() -> None:
    bold = Entity("bold", 4, 5)
    assert trimmed("\n  a bcd  ", [bold]) == ("a bcd", (Entity("bold", 1, 4),))
    assert trimmed("  x  ", [Entity("bold", 0, 5)]) == ("  x", (Entity("bold", 0, 3),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", [("bot_command", 0, 6)]),
        ("voir /aide.", [("bot_command", 5, 5)]),
        ("27/11 ou a/b ou </x>", []),
        ("voir https://www.ameli.fr/x?y=1.", [("url", 5, 26)]),
        ("(ameli.fr)", [("url", 1, 8)]),
        ("ecrire a x.y@example.org", [("email", 9, 15)]),
        ("60 € par séance, soit 12.50", []),
    ],
)
def test_commands_and_addresses_are_recognised(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert [(e.kind, e.offset, e.length) for e in with_found(text, ())] == expected


def test_nothing_is_recognised_inside_code_or_a_link() -> None:
    code = Entity("code", 0, 6)
    assert with_found("/start", [code]) == (code,)
