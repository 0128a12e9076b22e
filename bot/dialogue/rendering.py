"""Filling the texts: templates, dated numbers of the day, computed examples, typography."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, meta, nodes

from bot.calculator import Computed, NotComputable, estimate
from bot.content.models import Content
from bot.content.parameters import Bareme, Territory
from bot.content.templating import PlainGlobals
from bot.content.typography import typeset
from bot.dialogue import formats
from bot.dialogue.requests import EstimateRequest

NUMBERS = "nombres."
MOST_TEXTS = 4096  # kept ready: more than the content has
AMBIGUOUS = {"tarif"}  # a table of tariffs in the answers, one tariff in the estimate
_TAG = re.compile(r"<[^>]*>")


class Lookup:
    """Attribute access to a function of a name: `{{ p.franchise_acte }}`.

    Raises:
        LookupError: nothing has that name (a `KeyError`), or nothing on that day.
    """

    def __init__(self, find: Callable[[str], object]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what Jinja asks of any value
            raise AttributeError(name)
        return self._find(name)


@dataclass(frozen=True, slots=True)
class Example:
    """The amounts of one session that an answer may quote, in euros."""

    prix: Decimal
    tarif: Decimal
    secu_avant_franchise: Decimal
    franchise: Decimal
    secu: Decimal
    mutuelle: Decimal
    reste: Decimal
    ticket_moderateur: Decimal


class Renderer:
    """Renders every text of the content for one day."""

    def __init__(self, content: Content, today: dt.date) -> None:
        self.content = content
        self.today = today
        self._environment = self._make_environment()
        self._compile = lru_cache(maxsize=MOST_TEXTS)(self._environment.from_string)
        self._render = lru_cache(maxsize=MOST_TEXTS)(self._render_constant)
        self._around = lru_cache(maxsize=MOST_TEXTS)(self._text_around)
        self._names = lru_cache(maxsize=MOST_TEXTS)(self._names_in)

    def text(self, text_id: str, **values: Any) -> str:
        """Return the text of that id, as HTML.

        Raises:
            KeyError: no such text.
        """
        source = self.content.texts[text_id]
        return self._fill(source, values) if values else self._render(source)

    def around(self, text_id: str, label: str) -> str:
        """Return a text around a label of the content, as HTML."""
        return self._around(text_id, label)

    def template(self, name: str, **values: Any) -> str:
        """Return a file of `templates/` filled, as HTML."""
        return typeset(self._environment.get_template(name).render(**values).strip())

    def constant(self, source: str) -> str:
        """Return a text of the content that depends on the day only, as HTML."""
        return self._render(source)

    def fill(self, source: str, values: Mapping[str, Any]) -> str:
        """Return a text of the content filled with values, as HTML."""
        if self._names(source).isdisjoint(values):
            return self._render(source)
        return self._fill(source, values)

    def try_out(self, source: str) -> None:
        """Check the syntax of a text, and render it when it needs nothing but dated numbers.

        Raises:
            TemplateError: told with its reason.
        """
        template = self._environment.from_string(source)
        tree = self._environment.parse(source)
        names = {node.name for node in tree.find_all(nodes.Name)}
        if not meta.find_undeclared_variables(tree) and not names & AMBIGUOUS:
            template.render()

    def example(self, name: str) -> Example:
        """Return a computed example.

        Raises:
            LookupError: it cannot be computed on that day.
        """
        return self._example(name)

    def _text_around(self, text_id: str, label: str) -> str:
        return self.text(text_id, label=label)

    def _names_in(self, source: str) -> set[str]:
        """Return the names that a text takes from what it is filled with, or from the day."""
        return meta.find_undeclared_variables(self._environment.parse(source))

    def _render_constant(self, source: str) -> str:
        return self._fill(source, {})

    def _fill(self, source: str, values: Mapping[str, Any]) -> str:
        return typeset(self._compile(source).render(**values))

    def _make_environment(self) -> Environment:
        templates = self.content.templates
        environment = PlainGlobals(
            loader=FunctionLoader(templates.get),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = {
            key.removeprefix(NUMBERS): text
            for key, text in self.content.texts.items()
            if key.startswith(NUMBERS)
        }
        environment.filters |= {
            name: getattr(formats, name)
            for name in (
                "montant", "euros", "entre", "pourcent", "complement", "nombre", "ordinal",
                "suivante", "jour",
            )
        }  # fmt: skip
        environment.filters["capitalize_first"] = formats.capitalize_first
        environment.filters["lettres"] = formats.in_words(words)
        environment.globals.update(self._variables())
        return environment

    def _variables(self) -> dict[str, Any]:
        bareme, today = self.content.bareme, self.today
        return {
            "aujourdhui": today,
            "p": _parameters(bareme, today, "metropole"),
            "p_drom": _parameters(bareme, today, "drom"),
            "le": lambda day: _parameters(bareme, dt.date.fromisoformat(day), "metropole"),
            "tarif": _tariffs(bareme, today, "metropole"),
            "tarif_drom": _tariffs(bareme, today, "drom"),
            "tarif_le": lambda day: _tariffs(bareme, dt.date.fromisoformat(day), "metropole"),
            "tarif_bas": _families(bareme, today, "metropole", min),
            "tarif_haut": _families(bareme, today, "metropole", max),
            "tarif_bas_drom": _families(bareme, today, "drom", min),
            "tarif_haut_drom": _families(bareme, today, "drom", max),
            "ex": Lookup(self._example),
        }

    def _example(self, name: str) -> Example:
        fields = {"day": self.today, "sessions": 1, **self.content.examples[name]}
        at_tariff = fields.pop("price") == "tarif"
        price = None if at_tariff else self.content.examples[name]["price"]
        request = EstimateRequest.model_validate({**fields, "price": price})
        request.check_act(self.content.bareme)
        outcome = estimate(request.situation(self.today), self.content.bareme)
        if isinstance(outcome, Computed):
            return _example(outcome)
        reasons = outcome.reasons if isinstance(outcome, NotComputable) else ()
        said = [plain(self.text(f"refus.{note.id}", **note.values)) for note in reasons]
        raise LookupError(" ".join(said))


def _example(outcome: Computed) -> Example:
    session = outcome.per_session
    return Example(
        prix=session.price.low,
        tarif=session.tariff.low,
        secu_avant_franchise=session.amo_before_franchise.low,
        franchise=session.franchise.low,
        secu=session.amo.low,
        mutuelle=session.complementaire.low,
        reste=session.reste_a_charge.low,
        ticket_moderateur=session.tariff.low - session.amo_before_franchise.low,
    )


def _parameters(bareme: Bareme, day: dt.date, territory: Territory) -> Lookup:
    return Lookup(lambda name: bareme.amount_on(name, day, territory))


def _tariffs(bareme: Bareme, day: dt.date, territory: Territory) -> Lookup:
    return Lookup(lambda name: bareme.tariff_on(name, day, territory).amount)


def _families(
    bareme: Bareme, day: dt.date, territory: Territory, end: Callable[[list[Decimal]], Decimal]
) -> Lookup:
    def find(name: str) -> Decimal:
        acts = bareme.acts_of(name.replace("_", "-"))
        return end([bareme.tariff_on(act.id, day, territory).amount for act in acts])

    return Lookup(find)


def plain(html: str) -> str:
    """Return the text of a reply without markup, line by line."""
    return "\n".join(_without_tags(line) for line in html.split("\n"))


def _without_tags(line: str) -> str:
    return unescape(_TAG.sub("", line))
