"""The only module that opens content: reads every file, checks it whole, lists every mistake."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from bot.content.documents import Document, read_document, read_text
from bot.content.flows import Flow
from bot.content.guides import Guide
from bot.content.models import (
    Acronyms,
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
M = TypeVar("M", bound=BaseModel)
F = TypeVar("F", bound=Flow)
CONTENT_FOLDER = Path(__file__).resolve().parents[2] / "content"
PARAMETER_FILES = (
    "anciens_tarifs", "delais", "deplacement", "franchise", "seuils", "tarifs", "taux",
)  # fmt: skip
FAQ = "faq_fr.yaml"
ESTIMATE = "dialogues/estimate.yaml"
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
    if reader.problems:
        raise ContentError(tuple(sorted(set(reader.problems))))
    return content


class Reader:
    """Reads the files one by one and keeps every problem."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def content(self) -> Content:
        """Return what could be read; of a file that could not, an empty shape."""
        faq = self._by_id(FAQ, FaqEntry)
        self._file("sigles_fr.yaml", Acronyms)  # for the checks alone
        return Content(
            folder=self.folder,
            faq=faq,
            phrasings=self._phrasings(),
            off_topic=self._model("hors_sujet_fr.yaml", OffTopic),
            lexicon=self._lexicon(),
            thresholds=self._model("comprehension.yaml", Thresholds),
            urgencies=self._model("urgences_fr.yaml", UrgencyContent),
            values=self._model("valeurs_fr.yaml", ValuesContent),
            bareme=self._bareme(),
            flows=self._dialogues(Flow, [ESTIMATE]),
            guides=self._dialogues(Guide, self._guide_names()),
            examples=self._file("exemples.yaml", dict[str, dict[str, Any]]) or {},
            menu=self._file("menu_fr.yaml", Menu) or Menu(accueil=(), portes={}),
            commands=self._model("commandes_fr.yaml", Commands),
            texts=flatten(self._file("textes_fr.yaml", dict[str, Any]) or {}),
            templates=self._templates(),
            fingerprint="" if self.problems else fingerprint(self.folder),
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

    def _model(self, name: str, shape: type[M]) -> M:
        return self._file(name, shape) or shape.model_construct()

    def _by_id(self, name: str, shape: type[T]) -> dict[str, T]:
        document = self._document(name)
        if document is None:
            return {}
        found: dict[str, T] = {}
        for index, item in document.parse_items(TypeAdapter(shape), self.problems).items():
            item_id: str = item.id  # type: ignore[attr-defined]
            if item_id in found:
                message = f"l’identifiant « {item_id} » est déjà pris"
                self.problems.append(document.problem((index, "id"), message))
            found[item_id] = item
        return found

    def _phrasings(self) -> dict[str, tuple[str, ...]]:
        topics = self.documents[FAQ].ranks() if FAQ in self.documents else {}
        found: dict[str, tuple[str, ...]] = {}
        for name in self._names("formulations_fr", "*.yaml"):
            for topic, phrasings in (self._file(name, dict[str, tuple[str, ...]]) or {}).items():
                if topics and topic not in topics:
                    message = f"« {topic} » n’est pas un sujet de faq_fr.yaml"
                    self.problems.append(self.documents[name].problem((topic,), message))
                found[topic] = found.get(topic, ()) + phrasings
        return found

    def _lexicon(self) -> Lexicon:
        lexicon = self._model("lexique_fr.yaml", Lexicon)
        path = self.folder / COMMON_WORDS
        if not path.is_file():
            return lexicon
        lines = (read_text(self.folder, path, self.problems) or "").splitlines()
        common = {word for line in lines if not line.startswith("#") for word in line.split()}
        return lexicon.model_copy(update={"protect": lexicon.protect | common})

    def _names(self, folder: str, pattern: str) -> list[str]:
        paths = sorted((self.folder / folder).glob(pattern))
        return [path.relative_to(self.folder).as_posix() for path in paths]

    def _bareme(self) -> Bareme:
        parameters: dict[str, Parameter] = {}
        for name in PARAMETER_FILES:
            parameters |= self._by_id(f"parametres/{name}.yaml", Parameter)
        ifs = self._file("parametres/ifs.yaml", IfsArticles)
        return Bareme(
            parameters=parameters,
            acts=self._by_id("parametres/actes.yaml", Act),
            families=self._by_id("parametres/familles.yaml", Family),
            regimes=self._by_id("parametres/situations.yaml", Regime),
            sources=self._file("parametres/sources.yaml", dict[str, Source]) or {},
            period=self._model("parametres/periode.yaml", VerifiedPeriod),
            ifs_always=frozenset(ifs.toujours if ifs else ()),
            ifs_sometimes=frozenset(ifs.parfois if ifs else ()),
        )

    def _guide_names(self) -> list[str]:
        return [name for name in self._names("dialogues", "*.yaml") if name != ESTIMATE]

    def _dialogues(self, shape: type[F], names: Iterable[str]) -> dict[str, F]:
        found = [self._file(name, shape) for name in names]
        return {flow.dialogue: flow for flow in found if flow is not None}

    def _templates(self) -> dict[str, str]:
        paths = sorted((self.folder / "templates").glob("*.j2"))
        texts = {path.name: read_text(self.folder, path, self.problems) for path in paths}
        return {name: text for name, text in texts.items() if text is not None}


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
