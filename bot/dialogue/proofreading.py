"""Rendering every text as a patient would get it, to find what cannot be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from jinja2 import TemplateSyntaxError
from pydantic import ValidationError

from bot.content.documents import Document
from bot.content.loader import FAQ, Reader
from bot.content.models import Content
from bot.dialogue.faq import FaqView
from bot.dialogue.guide.checking import Known, check_guide
from bot.dialogue.guide.inspection import Inspection
from bot.dialogue.guide.reasons import FAILURES
from bot.dialogue.messages import MOST_DATA
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer, plain
from bot.errors import Problem
from bot.validation import Loc, say

LONGEST_MESSAGE = 4096
LONGEST_SHORT = 350
LONGEST_SENTENCE = 12  # words, in the simple version
TOKEN = "z" * 7
EXAMPLES, REGIMES, TEXTS = "exemples.yaml", "parametres/situations.yaml", "textes_fr.yaml"
_NO_FILTER = re.compile(r"No filter named '([^']*)'")
_UNKNOWN_NAME = re.compile(r"^'\w+' is undefined$")
_WORD = re.compile(r"[\w’'-]+")


def proofread(content: Content, reader: Reader, today: dt.date) -> Iterator[Problem]:
    """Yield every text that fails to render, is too long, or makes a button Telegram refuses."""
    return _Proofreader(content, reader, today).problems()


class _Proofreader:
    """Renders what could be read, and leaves aside what another check tells better."""

    def __init__(self, content: Content, reader: Reader, today: dt.date) -> None:
        self._content = content
        self._documents = reader.documents
        self._renderer = Renderer(content, today)
        self._is_whole = not reader.problems
        self._are_numbers_sound = not any(p.file.startswith("parametres/") for p in reader.problems)
        self._failed_examples: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        yield from self._check_examples()
        yield from self._check_answers()
        yield from self._check_texts()
        yield from self._check_templates()
        yield from self._check_flows()
        yield from self._check_guides()

    def _check_answers(self) -> Iterator[Problem]:
        if FAQ not in self._documents:
            return
        document, faq = self._documents[FAQ], FaqView(self._renderer)
        views: dict[str, Callable[[str], Panel]] = {
            "short": faq.short, "answer": faq.detail, "simple": faq.simple
        }  # fmt: skip
        for topic, index in document.ranks().items():
            for field, view in views.items() if topic in self._content.faq else ():
                yield from self._check_view(document, (index, field), topic, view)

    def _check_view(
        self, document: Document, loc: Loc, topic: str, view: Callable[[str], Panel]
    ) -> Iterator[Problem]:
        try:
            self._renderer.constant(getattr(self._content.faq[topic], str(loc[-1])))
            shown = plain(view(topic).html)
        except FAILURES as error:
            yield from self._failure(document, loc, error)
            return
        limit = LONGEST_SHORT if loc[-1] == "short" else LONGEST_MESSAGE
        is_fresh = self._content.faq[topic].review_before >= self._renderer.today
        if len(shown) > limit and is_fresh:  # an overdue answer is told elsewhere, and longer
            message = f"{len(shown)} caractères, {limit} au plus une fois affiché"
            yield document.problem(loc, f"{document.place(loc)} : {message}")
        if loc[-1] == "simple":
            yield from self._check_simple(document, loc, topic)

    def _check_simple(self, document: Document, loc: Loc, topic: str) -> Iterator[Problem]:
        for line in plain(self._renderer.constant(self._content.faq[topic].simple)).split("\n"):
            count = len(_WORD.findall(line))
            if count > LONGEST_SENTENCE:
                message = f"{count} mots, {LONGEST_SENTENCE} au plus : « {line} »"
                yield document.problem(loc, f"{document.place(loc)} : {message}")

    def _check_texts(self) -> Iterator[Problem]:
        for name, source in self._content.texts.items():
            yield from self._try_out(self._documents[TEXTS], name.split("."), source)
        if REGIMES in self._documents:
            document = self._documents[REGIMES]
            for index, regime in document.entries():
                yield from self._try_out(document, (index, "a_dire"), str(regime.get("a_dire", "")))

    def _try_out(self, document: Document, loc: Loc, source: str) -> Iterator[Problem]:
        try:
            self._renderer.try_out(source)
        except FAILURES as error:
            yield from self._failure(document, loc, error)

    def _check_templates(self) -> Iterator[Problem]:
        for name, source in self._content.templates.items():
            try:
                self._renderer.try_out(source)
            except FAILURES as error:
                if reason := self._reason(error):
                    line = getattr(error, "lineno", 1) or 1
                    yield Problem(f"templates/{name}", line, reason)

    def _check_examples(self) -> Iterator[Problem]:
        for name in self._content.examples if self._are_numbers_sound else ():
            try:
                self._renderer.example(name)
            except (LookupError, ValueError) as error:
                misshapen = error.errors() if isinstance(error, ValidationError) else []
                reason = " ; ".join(say(item) for item in misshapen) or _said(error)
                message = f"exemple non calculable : {reason}"
                yield self._documents[EXAMPLES].problem((name,), message)
                self._failed_examples.add(_said(error))

    def _check_flows(self) -> Iterator[Problem]:
        for name, document in self._documents.items():
            if not name.startswith("dialogues/") or not isinstance(document.data, Mapping):
                continue
            flow_id = str(document.data.get("dialogue"))
            flow = self._content.flows.get(flow_id) or self._content.guides.get(flow_id)
            for index, question in enumerate(flow.questions if flow else ()):
                for choice in question.choices:
                    data = f"q:{TOKEN}:{question.id}:{choice.id}"
                    if len(data.encode()) > MOST_DATA:
                        message = f"identifiants trop longs : « {question.id} » et « {choice.id} »"
                        yield document.problem(("questions", index), message)

    def _check_guides(self) -> Iterator[Problem]:
        known = Known.of(self._content, self._documents)
        for name, guide in self._content.guides.items():
            document = self._documents[f"dialogues/{name}.yaml"]
            wrong = list(check_guide(guide, document, self._content, known, self._renderer.today))
            yield from wrong
            if not wrong and self._is_whole:
                yield from Inspection(guide, document, self._renderer).problems()

    def _failure(self, document: Document, loc: Loc, error: Exception) -> Iterator[Problem]:
        if reason := self._reason(error):
            lines = error.lineno - 1 if isinstance(error, TemplateSyntaxError) else 0
            message = f"{document.place(loc)} : {reason}"
            yield Problem(document.name, document.line_in(loc, lines), message)

    def _reason(self, error: Exception) -> str:
        """Return what is wrong; nothing when another check tells it better."""
        said = _said(error)
        if wrong_filter := _NO_FILTER.search(said):
            return f"filtre inconnu : « {wrong_filter[1]} »"
        if isinstance(error, TemplateSyntaxError):
            return "« {{ » ou « {% » mal écrit : il faut son « }} », son « %} » ou son « end… »"
        if isinstance(error, KeyError) or _UNKNOWN_NAME.search(said):
            return ""
        if said in self._failed_examples or not self._are_numbers_sound:
            return ""
        if isinstance(error, LookupError):
            return said
        return "une valeur entre « {{ » et « }} » ne va pas avec son filtre"


def _said(error: Exception) -> str:
    return " ".join(str(error).split())
