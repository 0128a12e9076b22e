"""Telegram's HTML, read as strictly as Telegram reads it.

Source: tdlib/td, `parse_html` of td/telegram/MessageEntity.cpp (May 2026), limited to the tags a
bot for patients needs. An error gives the offset in bytes, in Telegram's words.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlsplit

from bot.sandbox.entities import Entity, in_order, utf16_length
from bot.sandbox.refusals import RefusalError, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_SURROGATES = range(0xD800, 0xE000)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_END_OF_NAME = re.compile(r"[\s>]")
_ATTRIBUTE = re.compile(r"""([^\s=>/"']+)\s*(=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.\-]+(?=[\s>])))?""")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begins_at: int


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    text: str = ""
    offset: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    @property
    def end(self) -> int:
        return len(self.source)

    def read(self) -> None:
        while self.at < self.end:
            if self.source.startswith("</", self.at):
                self._close()
            elif self.source[self.at] == "<":
                self._open()
            else:
                self._characters()
        if self.opened:
            tag = self.opened[-1].tag
            self._fail(f'Can\'t find end tag corresponding to start tag "{tag}"')

    def _characters(self) -> None:
        match = _PLAIN.match(self.source, self.at)
        if match is not None:
            read, self.at = match.group(), match.end()
        else:
            read, self.at = _decoded(self.source, self.at)
        self.text += read
        self.offset += utf16_length(read)

    def _open(self) -> None:
        begin = self.at
        tag = self._name(begin + 1)
        if self.at == self.end:
            self._fail("Unclosed start tag", begin)
        if tag not in _KINDS:
            self._fail(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.opened.append(_Open(tag, attributes, self.offset, len(self.text)))

    def _name(self, begin: int) -> str:
        self.at = next((m.start() for m in _END_OF_NAME.finditer(self.source, begin)), self.end)
        return self.source[begin : self.at].lower()

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.at == self.end:
                self._fail(f'Unclosed start tag "{tag}"', begin)
            if self.source[self.at] == ">":
                self.at += 1
                return attributes
            match = _ATTRIBUTE.match(self.source, self.at)
            if match is None:
                self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            self.at = match.end()
            if match.group(2) is None and self.source.startswith("=", self._next_visible()):
                self._fail("Unexpected end of name token", begin)
            attributes[match.group(1)] = _unquoted(match.group(3) or "")

    def _next_visible(self) -> int:
        rest = self.source[self.at :]
        return self.at + len(rest) - len(rest.lstrip())

    def _skip_spaces(self) -> None:
        self.at = self._next_visible()

    def _close(self) -> None:
        begin = self.at
        if not self.opened:
            self._fail("Unexpected end tag", begin)
        tag = self._name(begin + 2)
        self._skip_spaces()
        if not self.source.startswith(">", self.at):
            self._fail("Unclosed end tag", begin)
        self.at += 1
        expected = self.opened[-1].tag
        if tag and tag != expected:
            self._fail("Unmatched end tag", begin, f', expected "</{expected}>", found "</{tag}>"')
        self._mark(self.opened.pop())

    def _mark(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        entity = _entity(opened, length, self.text[opened.begins_at :])
        if length == 0 or entity is None:
            return
        inner = self.entities[-1] if self.entities else None
        if inner and {inner.kind, entity.kind} == {"code", "pre"} and _same_range(inner, entity):
            language = inner.language or entity.language
            self.entities[-1] = Entity("pre", entity.offset, length, language=language)
        else:
            self.entities.append(entity)

    def _fail(self, words: str, begin: int | None = None, tail: str = "") -> NoReturn:
        place = "" if begin is None else f" at byte offset {len(self.source[:begin].encode())}"
        raise _parse_error(f"{words}{place}{tail}")


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text a reader sees and its entities.

    Raises:
        RefusalError: 400 "can't parse entities", for an unknown or unclosed tag.
    """
    reader = _Reader(source)
    reader.read()
    return reader.text, in_order(_without_language(entity) for entity in reader.entities)


def checked_link(url: str) -> str:
    """Return the address as Telegram keeps it, or "" when it would drop the link."""
    if url.startswith("tg://"):
        return url
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        is_usable = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
        is_usable = is_usable and parts.port != 0
    except ValueError:
        return ""
    return parts._replace(path=parts.path or "/").geturl() if is_usable else ""


def _parse_error(words: str) -> RefusalError:
    return bad_request(f"Can't parse entities: {words}")


def _decoded(source: str, at: int) -> tuple[str, int]:
    match = _REFERENCE.match(source, at)
    if match is None:
        return source[at], at + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code > sys.maxunicode or code in _SURROGATES:
        return "&", at + 1
    return chr(code), match.end()


def _unquoted(value: str) -> str:
    if value[:1] not in {'"', "'"}:
        return value.lower()
    inner, out, at = value[1:-1], "", 0
    while at < len(inner):
        character, at = _decoded(inner, at)
        out += character
    return out


def _entity(opened: _Open, length: int, content: str) -> Entity | None:
    kind, offset = _KINDS[opened.tag], opened.offset
    if kind == "text_link":
        url = checked_link(opened.attributes.get("href") or content)
        return Entity(kind, offset, length, url=url) if url else None
    if kind == "blockquote" and "expandable" in opened.attributes:
        return Entity("expandable_blockquote", offset, length)
    _, _, language = opened.attributes.get("class", "").partition("language-")
    return Entity(kind, offset, length, language=language if kind == "code" else "")


def _same_range(one: Entity, other: Entity) -> bool:
    return (one.offset, one.length) == (other.offset, other.length)


def _without_language(entity: Entity) -> Entity:
    if entity.kind == "code":
        return Entity("code", entity.offset, entity.length)
    return entity
