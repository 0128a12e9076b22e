"""What can be done with a result: look at it, keep it, share it, compare it, understand it.

Buttons, after `a:<token>:`: `more` (refinements), `keep`, `image`, `sheet`, `link`, `why:<line>`,
`compare:<question>`; a number at the end is a page.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.calculator import Computed
from bot.content.flows import Flow
from bot.dialogue.comparison import KINDS, MONTH, ComparisonView, Side
from bot.dialogue.estimate_answers import rough_of
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.estimates import Estimates
from bot.dialogue.kines_comparison import KinesView
from bot.dialogue.links import payload_of
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.price_parts import Blurred
from bot.dialogue.receipt_view import Given, ReceiptView
from bot.dialogue.refinements import RHYTHM
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.session import Answer, Comparison, DialogueState

MOST_BUTTONS = 8
KINES = "kines"  # compared without asking anything
ASKED_FOR = {  # why there is no picture → the questions that would allow it
    "prix": ("prix",),
    "mutuelle": ("mutuelle_type",),
    "situation": ("ald_lien", "maternite_moment"),
    "deux-seances": ("deux_seances_conditions",),
    "tarif": ("acte",),
}
Describe = Callable[[DialogueState], tuple[tuple[str, str], ...]]


class AfterResult:
    """Answers the buttons of a result, for one day.

    Args:
        estimates: works out the answers.
        describe: gives the answers in words, for a sheet.
        address: turns what follows /start into what a patient can open.
    """

    def __init__(
        self, flow: Flow, renderer: Renderer, view: EstimateView, estimates: Estimates,
        *, describe: Describe, address: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._flow = flow
        self._renderer = renderer
        self._view = view
        self._receipts = ReceiptView(renderer, view)
        self._comparisons = ComparisonView(renderer, view, self._receipts)
        self._kines = KinesView(renderer, self._receipts)
        self._describe = describe
        self._address = address
        self._estimates = estimates

    def button(self, state: DialogueState) -> Button:
        """Return the button that opens the page of what can be kept."""
        return self._button(state, "garder", "keep")

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:
        """Return what a button shows, None when it shows nothing of ours."""
        outcome = self._outcome(state)
        if outcome is None or state.open is not None:
            return None
        if state.comparison is not None:
            return self._of_comparison(state, action)
        match action:
            case "why":
                return Shown(self._why(state, outcome, argument, page), is_edit=True)
            case "image" if argument == KINES:
                return self._two_kines(state, is_picture=True)
            case "image":
                return Shown(self._image(state, outcome), is_edit=False)
            case "sheet":
                return Shown(self._sheet(state, outcome), is_edit=False)
            case "link":
                return Shown(self._link(state), is_edit=False)
            case "compare" if argument == KINES:
                return self._two_kines(state, is_picture=False)
            case "compare" if not argument:
                return Shown(self._choices(state), is_edit=True)
            case _:
                return None

    def _outcome(self, state: DialogueState) -> Computed | None:
        outcome = self._estimates.outcome(state.answers)
        return outcome if isinstance(outcome, Computed) else None

    # --- pages --------------------------------------------------------------------------------

    def keep(self, state: DialogueState) -> tuple[Button, ...]:
        """Return the buttons of what can be done with a result."""
        named = (("image", "image"), ("feuille", "sheet"), ("comparer", "compare"),
                 ("lien", "link"), ("pourquoi", "why"), ("court", "short"))  # fmt: skip
        return tuple(self._button(state, label, action) for label, action in named)

    def _why(self, state: DialogueState, outcome: Computed, line: str, page: int) -> Panel:
        steps = self._view.explained(outcome)
        step = next((step for step in steps if step.id == line), None)
        html = self._view.why(step, outcome) if step else self._renderer.text("pourquoi.choix")
        lines = [
            Button(self._view.words(each).label, f"a:{state.token}:why:{each.id}:{page}")
            for each in steps
        ]
        short = self._button(state, "resultat", "short")
        return Panel(html, (*self.page(lines, page, state, f"why:{line}"), short))

    def page(
        self, buttons: list[Button], page: int, state: DialogueState, action: str
    ) -> tuple[Button, ...]:
        """Return what fits of some buttons above a last one, with the way to the others."""
        if len(buttons) < MOST_BUTTONS:
            return tuple(buttons)
        room = MOST_BUTTONS - 2
        pages = -(-len(buttons) // room)
        shown = buttons[page % pages * room : page % pages * room + room]
        other = (page + 1) % pages
        label = self._label("suite" if other else "debut")
        return (*shown, Button(label, f"a:{state.token}:{action}:{other}"))

    # --- to keep ------------------------------------------------------------------------------

    def _given(self, state: DialogueState, outcome: Computed) -> Given:
        situation = self._estimates.situation(state.answers)
        said = self._describe(state)
        return Given(situation, outcome, said, self.fewest(state), rough_of(state.answers))

    def fewest(self, state: DialogueState) -> Computed | None:
        """Return the estimate for the fewest sessions, when the patient gave a range."""
        answer = state.answers.get("nb_seances")
        if answer is None or not answer.is_range:
            return None
        least = Answer(values=(str(int(min(answer.numbers()))),))
        fewer = {**state.answers, "nb_seances": least}
        outcome = self._estimates.outcome(fewer)
        return outcome if isinstance(outcome, Computed) else None

    def _image(self, state: DialogueState, outcome: Computed) -> Panel:
        given = self._given(state, outcome)
        picture = self._receipts.picture(given)
        if isinstance(picture, Blurred):
            return self._no_image(state, picture)
        buttons = (self._button(state, "feuille", "sheet"), self._back(state))
        return Panel(self._receipts.caption(given), buttons, picture)

    def _no_image(self, state: DialogueState, blurred: Blurred) -> Panel:
        wanted = [name for reason in blurred.reasons for name in ASKED_FOR.get(reason, ())]
        asked = [
            Button(question.button or question.name, f"a:{state.token}:ask:{question.id}")
            for question in self._flow.questions
            if question.id in wanted
            and all(set(state.answers[n].values) & set(v) if n in state.answers else False
                    for n, v in question.when.items())
        ]  # fmt: skip
        return Panel(self._receipts.refusal(blurred), (*asked, self._back(state)))

    def _sheet(self, state: DialogueState, outcome: Computed) -> Panel:
        sheet = self._receipts.sheet(self._given(state, outcome))
        return Panel(self._renderer.text("feuille.legende"), (self._back(state),), sheet)

    def _link(self, state: DialogueState) -> Panel:
        payload = payload_of(state.answers, self._flow, self._renderer.today)
        if payload is None:
            html = self._renderer.text("lien.trop_long")
        else:
            address = self._address(payload)
            name = "donne" if "://" in address else "a_envoyer"
            html = self._renderer.text(f"lien.{name}", lien=address)
        return Panel(html, (self._back(state),))

    # --- to compare ---------------------------------------------------------------------------

    def _choices(self, state: DialogueState) -> Panel:
        buttons = [self._button(state, f"comparer_{kind}", f"compare:{question}")
                   for question, kind in KINDS.items()]  # fmt: skip
        if self._kines.compared(self._estimates.situation(state.answers)):
            buttons.append(self._button(state, "comparer_kines", f"compare:{KINES}"))
        short = self._button(state, "resultat", "short")
        return Panel(self._renderer.text("comparer.choix"), (*buttons, short))

    def compared(self, state: DialogueState, comparison: Comparison) -> Panel:
        """Return two estimates side by side."""
        sides = self._sides(state, comparison)
        if isinstance(sides, str):
            return Panel(sides, (self._button(state, "resultat", "drop"),))
        named = (("image", "image"), ("garder_b", "adopt"), ("resultat", "drop"),
                 ("terminer", "done"))  # fmt: skip
        buttons = tuple(self._button(state, label, action) for label, action in named)
        return Panel(self._comparisons.text(comparison.question, sides), buttons)

    def _two_kines(self, state: DialogueState, *, is_picture: bool) -> Shown | None:
        comparison = self._kines.compared(self._estimates.situation(state.answers))
        if comparison is None:
            return None
        back = self._back(state)
        if not is_picture:
            image = self._button(state, "image", f"image:{KINES}")
            door = Button(self._renderer.content.menu.portes["two_kines"].label, "o:two_kines")
            return Shown(Panel(self._kines.text(comparison), (image, door, back)), is_edit=False)
        picture = self._kines.picture(comparison)
        if isinstance(picture, Blurred):
            return Shown(Panel(self._receipts.refusal(picture), (back,)), is_edit=False)
        again = self._button(state, "comparaison", f"compare:{KINES}")
        panel = Panel(self._kines.caption(comparison), (again, back), picture)
        return Shown(panel, is_edit=False)

    def _of_comparison(self, state: DialogueState, action: str) -> Shown | None:
        comparison = state.comparison
        sides = self._sides(state, comparison) if comparison else ""
        if action != "image" or comparison is None or isinstance(sides, str):
            return None
        back = (self._button(state, "comparaison", "resume"),)
        picture = self._comparisons.picture(comparison.question, sides)
        if isinstance(picture, Blurred):
            return Shown(Panel(self._receipts.refusal(picture), back), is_edit=False)
        caption = self._comparisons.caption(comparison.question, sides)
        return Shown(Panel(caption, back, picture), is_edit=False)

    def _sides(self, state: DialogueState, comparison: Comparison) -> list[Side] | str:
        both = [dict(comparison.first or comparison.kept), dict(state.answers)]
        if comparison.question == MONTH:  # the eve and the day: no session may cross over
            both = [{n: a for n, a in answers.items() if n != RHYTHM} for answers in both]
        situations = [self._estimates.situation(answers) for answers in both]
        return self._comparisons.sides(comparison.question, situations)

    # --- words --------------------------------------------------------------------------------

    def _back(self, state: DialogueState) -> Button:
        return self._button(state, "resultat", "resume")

    def _button(self, state: DialogueState, label: str, action: str) -> Button:
        return Button(self._label(label), f"a:{state.token}:{action}")

    def _label(self, name: str) -> str:
        return plain(self._renderer.text(f"boutons.{name}"))
