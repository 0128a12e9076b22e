"""Rendering every text as a patient would get it, to find what cannot be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from jinja2 import TemplateError, TemplateSyntaxError

from bot.content.documents import Document
from bot.content.loader import FAQ, Reader
from bot.content.models import Content
from bot.dialogue.faq import FaqView
from bot.dialogue.messages import MOST_DATA
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer, plain
from bot.errors import Problem

LONGEST_MESSAGE = 4096
LONGEST_SHORT = 350
LONGEST_SENTENCE = 12  # words, in the simple version
TOKEN = "z" * 6
_NO_FILTER = re.compile(r"No filter named '([^']*)'")
_WORD = re.compile(r"[\w’'-]+")


def proofread(content: Content, reader: Reader, today: dt.date) -> Iterator[Problem]:
    """Yield every text that fails to render, is too long, or makes a button Telegram refuses."""
    renderer = Renderer(content, today)
    faq = FaqView(renderer)
    document = reader.documents[FAQ]
    views: dict[str, Callable[[str], Panel]] = {
        "short": faq.short, "answer": faq.detail, "simple": faq.simple
    }  # fmt: skip
    for index, topic in enumerate(content.faq):
        for field, view in views.items():
            yield from _check_view(document, index, topic, field, view)
        yield from _check_simple(document, index, topic, renderer)
    yield from _check_texts(content, reader, renderer)
    yield from _check_flows(content, reader)


def _check_view(
    document: Document, index: int, topic: str, field: str, view: Callable[[str], Panel]
) -> Iterator[Problem]:
    try:
        length = len(plain(view(topic).html))
    except (TemplateError, AttributeError, LookupError, ValueError, TypeError) as error:
        yield document.problem((index, field), f"{topic}, {field} : {_reason(error)}")
        return
    limit = LONGEST_SHORT if field == "short" else LONGEST_MESSAGE
    if length > limit:
        message = f"{topic}, {field} : {length} caractères, {limit} au plus une fois affiché"
        yield document.problem((index, field), message)


def _check_simple(
    document: Document, index: int, topic: str, renderer: Renderer
) -> Iterator[Problem]:
    try:
        lines = plain(renderer.constant(renderer.content.faq[topic].simple)).split("\n")
    except (TemplateError, AttributeError, LookupError, ValueError, TypeError):
        return  # already told
    for line in lines:
        count = len(_WORD.findall(line))
        if count > LONGEST_SENTENCE:
            message = f"{topic}, simple : {count} mots, {LONGEST_SENTENCE} au plus : « {line} »"
            yield document.problem((index, "simple"), message)


def _check_texts(content: Content, reader: Reader, renderer: Renderer) -> Iterator[Problem]:
    document = reader.documents["textes_fr.yaml"]
    for name, source in content.texts.items():
        try:
            renderer.try_out(source)
        except (TemplateError, AttributeError, LookupError, TypeError) as error:
            yield document.problem(name.split("."), f"{name} : {_reason(error)}")
    for name in content.templates:
        try:
            renderer.try_out(content.templates[name])
        except TemplateError as error:
            line = getattr(error, "lineno", 1) or 1
            yield Problem(f"templates/{name}", line, _reason(error))
    for name in content.examples:
        try:
            renderer.example(name)
        except (LookupError, ValueError) as error:
            examples = reader.documents["exemples.yaml"]
            yield examples.problem((name,), f"exemple non calculable : {_reason(error)}")


def _check_flows(content: Content, reader: Reader) -> Iterator[Problem]:
    for flow in content.flows.values():
        document = next(
            d for d in reader.documents.values()
            if d.name.startswith("dialogues/") and d.data.get("dialogue") == flow.dialogue
        )  # fmt: skip
        for index, question in enumerate(flow.questions):
            for choice in question.choices:
                data = f"q:{TOKEN}:{question.id}:{choice.id}"
                if len(data.encode()) > MOST_DATA:
                    message = f"identifiants trop longs : « {question.id} » et « {choice.id} »"
                    yield document.problem(("questions", index), message)


def _reason(error: Exception) -> str:
    said = " ".join(str(error).split())
    if filtre := _NO_FILTER.search(said):
        return f"filtre inconnu : « {filtre[1]} »"
    if isinstance(error, TemplateSyntaxError):
        return "« {{ » ou « {% » mal écrit : il faut son « }} », son « %} » ou son « end… »"
    return said or type(error).__name__
