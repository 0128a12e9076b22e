"""The shapes of the guided dialogues: questions, choices, when they are asked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from bot.content.parameters import DecimalText, Shape

Kind = Literal[
    "money", "sessions", "coverage", "integer", "decimal", "rhythm", "choice", "choices", "month",
    "date",
]  # fmt: skip
Stage = Literal["first", "refine", "follow"]
CHOICE_KINDS = frozenset({"choice", "choices"})


class Choice(Shape):
    """One possible answer.

    Attributes:
        id: what the calculation knows it by.
        label, words: its button, and the words that also mean it.
        alone: among several, it goes with no other: « aucune ».
        thresholds: parameters in sessions beyond which the caisse may have to agree first.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    label: str = Field(max_length=40)
    words: tuple[str, ...] = ()
    alone: bool = False
    thresholds: tuple[str, ...] = ()


class Question(Shape):
    """One question of a dialogue.

    Attributes:
        kind: how the answer is read.
        stage: `first` before any result, `refine` on request, `follow` when `when` holds.
        name: what the answer is called in the list « Modifier ».
        text, help: what is asked (one message), and one line of help.
        retry: the question put another way, with an example, after an unreadable answer.
        when: question id → answers for which this question has a meaning.
        above: question id → number that its answer must exceed for this question to have one.
        at_most: the question whose answer, a known number, this one may not exceed.
        unknown: what « je ne sais pas » is taken for, said to the patient.
        taken: the sentence said at once when it is.
        tries: usual answers, tried to know how much a refinement changes the amount.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind
    stage: Stage
    name: str = Field(max_length=40)
    button: str = Field(default="", max_length=40)
    text: str = Field(max_length=200)
    help: str = Field(default="", max_length=160)
    retry: str = Field(max_length=200)
    unknown: str
    taken: str = Field(default="", max_length=120)
    choices: tuple[Choice, ...] = ()
    max_selected: int = Field(default=1, ge=1, le=5)
    min: DecimalText | None = None
    max: DecimalText | None = None
    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    above: dict[str, DecimalText] = Field(default_factory=dict)
    at_most: str = ""
    tries: tuple[dict[str, str], ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Question:
        if self.kind in CHOICE_KINDS and len(self.choices) < 2:  # noqa: PLR2004
            raise ValueError("une question à choix a au moins deux choix (choices:)")
        if self.stage == "refine" and not self.button:
            raise ValueError("une précision (stage: refine) a un bouton (button:)")
        return self

    @property
    def named(self) -> str:
        """Return the name under which another dialogue may know its answer."""
        return self.id

    def choice(self, choice_id: str) -> Choice | None:
        """Return the choice of that id, if any."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


class Flow(Shape):
    """A guided dialogue: `dialogues/*.yaml`."""

    dialogue: Literal["estimate", "two_kines", "documents", "sessions", "letter"]
    title: str
    intro: str
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Flow:
        seen: set[str] = set()
        for question in self.questions:
            if question.id in seen:
                raise ValueError(f"deux questions portent l’identifiant « {question.id} »")
            for name in (*question.when, *question.above, *filter(None, [question.at_most])):
                if name not in seen:
                    raise ValueError(
                        f"« {question.id} » dépend de « {name} », qui doit venir avant elle"
                    )
            seen.add(question.id)
        for tried in (tried for question in self.questions for tried in question.tries):
            for name in tried.keys() - seen:
                raise ValueError(f"tries: il n’y a pas de question « {name} »")
        return self

    def question(self, question_id: str) -> Question:
        """Return the question of that id.

        Raises:
            KeyError: no such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)
