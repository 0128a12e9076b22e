"""The only module that opens content: reads every file, checks it whole, lists every mistake."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.content.documents import Document, read_document
from bot.content.flows import Flow
from bot.content.models import (
    Commands,
    Content,
    FaqEntry,
    Lexicon,
    Menu,
    OffTopic,
    Thresholds,
)
from bot.content.parameters import (
    Act,
    Bareme,
    Family,
    IfsArticles,
    Parameter,
    Regime,
    Source,
    VerifiedPeriod,
)
from bot.content.urgencies import UrgencyContent
from bot.content.values import ValuesContent
from bot.errors import ContentError, Problem

T = TypeVar("T")
CONTENT_FOLDER = Path(__file__).resolve().parents[2] / "content"
PARAMETER_FILES = (
    "anciens_tarifs", "delais", "deplacement", "franchise", "seuils", "tarifs", "taux",
)  # fmt: skip
FAQ = "faq_fr.yaml"
COMMON_WORDS = "mots_courants_fr.txt"
LEARNT_FROM = (
    FAQ, "formulations_fr", "hors_sujet_fr.yaml", "lexique_fr.yaml", COMMON_WORDS,
)  # fmt: skip


def load_content(folder: Path = CONTENT_FOLDER) -> Content:
    """Read and check the whole content folder.

    Raises:
        ContentError: with every mistake found, file and line.
    """
    reader = Reader(folder)
    content = reader.content()
    if reader.problems or content is None:
        raise ContentError(tuple(sorted(set(reader.problems))))
    return content


class Reader:
    """Reads the files one by one and keeps every problem."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def content(self) -> Content | None:
        """Return the content, or None when a file could not be read at all."""
        faq = self._by_id(FAQ, FaqEntry)
        phrasings = self._phrasings(set(faq))
        off_topic = self._file("hors_sujet_fr.yaml", OffTopic)
        lexicon = self._lexicon()
        thresholds = self._file("comprehension.yaml", Thresholds)
        urgencies = self._file("urgences_fr.yaml", UrgencyContent)
        values = self._file("valeurs_fr.yaml", ValuesContent)
        bareme = self._bareme()
        texts = flatten(self._file("textes_fr.yaml", dict[str, Any]) or {})
        examples = self._file("exemples.yaml", dict[str, dict[str, Any]])
        flows = self._flows()
        menu = self._file("menu_fr.yaml", Menu)
        commands = self._file("commandes_fr.yaml", Commands)
        required = (
            menu,
            commands,
            off_topic,
            lexicon,
            thresholds,
            urgencies,
            values,
            bareme,
            examples,
        )
        if any(part is None for part in required):
            return None
        assert off_topic and lexicon and thresholds and urgencies and values  # noqa: S101, PT018
        assert bareme and menu and commands and examples is not None  # noqa: S101, PT018
        return Content(
            folder=self.folder,
            faq=faq,
            phrasings=phrasings,
            off_topic=off_topic,
            lexicon=lexicon,
            thresholds=thresholds,
            urgencies=urgencies,
            values=values,
            bareme=bareme,
            flows=flows,
            examples=examples,
            menu=menu,
            commands=commands,
            texts=texts,
            templates=self._templates(),
            fingerprint=fingerprint(self.folder),
        )

    def _document(self, name: str) -> Document | None:
        path = self.folder / name
        if not path.is_file():
            self.problems.append(Problem(name, 1, "ce fichier manque"))
            return None
        document = read_document(self.folder, path, self.problems)
        if document:
            self.documents[name] = document
        return document

    def _file(self, name: str, shape: type[T]) -> T | None:
        document = self._document(name)
        return document.parse(TypeAdapter(shape), self.problems) if document else None

    def _by_id(self, name: str, shape: type[T]) -> dict[str, T]:
        document = self._document(name)
        if document is None:
            return {}
        items = document.parse(TypeAdapter(list[shape]), self.problems) or []  # type: ignore[valid-type]
        found: dict[str, T] = {}
        for index, item in enumerate(items):
            item_id: str = item.id  # type: ignore[attr-defined]
            if item_id in found:
                message = f"l’identifiant « {item_id} » est déjà pris"
                self.problems.append(document.problem((index, "id"), message))
            found[item_id] = item
        return found

    def _phrasings(self, topics: set[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in self._names("formulations_fr", "*.yaml"):
            for topic, phrasings in (self._file(name, dict[str, tuple[str, ...]]) or {}).items():
                if topics and topic not in topics:
                    message = f"« {topic} » n’est pas un sujet de faq_fr.yaml"
                    self.problems.append(self.documents[name].problem((topic,), message))
                found[topic] = found.get(topic, ()) + phrasings
        return found

    def _lexicon(self) -> Lexicon | None:
        lexicon = self._file("lexique_fr.yaml", Lexicon)
        path = self.folder / COMMON_WORDS
        if lexicon is None or not path.is_file():
            return lexicon
        lines = path.read_text(encoding="utf-8").splitlines()
        common = {word for line in lines if not line.startswith("#") for word in line.split()}
        return lexicon.model_copy(update={"protect": lexicon.protect | common})

    def _names(self, folder: str, pattern: str) -> list[str]:
        paths = sorted((self.folder / folder).glob(pattern))
        return [path.relative_to(self.folder).as_posix() for path in paths]

    def _bareme(self) -> Bareme | None:
        parameters: dict[str, Parameter] = {}
        for name in PARAMETER_FILES:
            parameters |= self._by_id(f"parametres/{name}.yaml", Parameter)
        period = self._file("parametres/periode.yaml", VerifiedPeriod)
        ifs = self._file("parametres/ifs.yaml", IfsArticles)
        sources = self._file("parametres/sources.yaml", dict[str, Source])
        acts = self._by_id("parametres/actes.yaml", Act)
        families = self._by_id("parametres/familles.yaml", Family)
        regimes = self._by_id("parametres/situations.yaml", Regime)
        if period is None or ifs is None or sources is None:
            return None
        return Bareme(
            parameters=parameters,
            acts=acts,
            families=families,
            regimes=regimes,
            sources=sources,
            period=period,
            ifs_always=frozenset(ifs.toujours),
            ifs_sometimes=frozenset(ifs.parfois),
        )

    def _flows(self) -> dict[str, Flow]:
        flows = [self._file(name, Flow) for name in self._names("dialogues", "*.yaml")]
        return {flow.dialogue: flow for flow in flows if flow is not None}

    def _templates(self) -> dict[str, str]:
        paths = sorted((self.folder / "templates").glob("*.j2"))
        return {path.name: path.read_text(encoding="utf-8") for path in paths}


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Turn nested texts into « menu.accueil » → text."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{name}.")
        else:
            flat[name] = str(value)
    return flat


def fingerprint(folder: Path) -> str:
    """Return a digest of every file the compiled index learns from."""
    digest = hashlib.sha256()
    for path in _learnt_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _learnt_files(folder: Path) -> Iterable[Path]:
    for name in LEARNT_FROM:
        path = folder / name
        yield from sorted(path.glob("*.yaml")) if path.is_dir() else [path] * path.is_file()
