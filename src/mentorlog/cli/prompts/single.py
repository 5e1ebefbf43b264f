"""One question outside any conversation: a confirmation, or which record is meant.

The keys are those of a conversation, so that nobody has to know which kind of question they are asked.
"""

from collections.abc import Callable
from typing import TypeVar

from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts.lines import Key, Prompt, PromptLabel, print_refusal, read_answer
from mentorlog.errors import Ambiguous, Interrupted, NotFound, UsageError
from mentorlog.journal.model.forms import YES_NO
from mentorlog.render.tell import draw_page, print_note
from mentorlog.render.terminal.page import Page, line, ours
from mentorlog.render.terminal.screen import stderr

T = TypeVar("T")
FIRST_QUESTION = "This is the first question."


def ask(label: str, read: Callable[[str], T], *, about: str, offer: str = "") -> T:
    """One answer that is required; Enter takes `offer`, and `about` explains the question.

    Raises Interrupted where the person ends it, and at the end of input.
    """
    prompt, refused = Prompt(PromptLabel(label), offer=offer), ""
    try:
        while True:
            answer = read_answer(prompt, about, earlier=refused)
            prompt = prompt._replace(is_again=True)
            if answer is Key.END:
                raise Interrupted("Stopped.", "Nothing was changed.")
            if answer is Key.BACK:
                print_note(line(ours(f"  {FIRST_QUESTION} A full stop ends.", "dim")))
                continue
            text = offer if answer in ("", Key.TAKE) else "" if isinstance(answer, Key) else answer
            if not text:
                print_note(line(ours(f"  An answer is needed. {about} A full stop ends.", "warn")))
                continue
            try:
                return read(text)
            except (UsageError, NotFound, Ambiguous) as error:
                refused = text
                print_refusal(error)
    except (EOFError, KeyboardInterrupt):
        raise Interrupted("\nStopped.", "Nothing was changed.") from None


def ask_yes_no(question: str, *, about: str, offer: str = "no") -> bool:
    """Whether the answer is yes; Enter takes `offer`. Raises Interrupted where the person ends it."""
    return ask(
        f"{question}, yes or no",
        lambda text: YES_NO.parse(text, None),  # type: ignore[arg-type] # yes needs no context
        about=about,
        offer=offer,
    )


def ask_to_keep(clauses: str, count: int = 1) -> bool:
    """Ask whether to keep what is far out; Enter does not. Raises Interrupted where the person ends it."""
    it, about = ("it", "a slip") if count == 1 else ("them", "slips")
    return ask_yes_no(
        f"{clauses}.\nKeep {it}", about=f"yes keeps what you typed. no or Enter changes nothing, if that was {about}."
    )


def confirm(cli: CliContext, page: Page, question: str, subject: str) -> None:
    """Show a page and ask whether to go on. `subject` is that of the error where nobody is there to answer.

    Raises that UsageError, and Interrupted where the answer is no.
    """
    if not cli.is_interactive():
        raise UsageError(f"{subject} asks first, and there is nobody to ask.", "Add --yes.")
    draw_page(page, stderr())
    if not ask_yes_no(question, about="yes or y does it. no, n or Enter leaves everything as it is."):
        raise Interrupted("Stopped.", "Nothing was changed.")
