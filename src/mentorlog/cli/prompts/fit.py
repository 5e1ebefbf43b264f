"""The question how well mentor and mentee fit, which a debrief and a review ask."""

from typing import TYPE_CHECKING

from mentorlog.cli.prompts.lines import PromptLabel, scale_hint
from mentorlog.journal.model.forms import RATING

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal


def ask_fit(talk: "Conversation", journal: "Journal") -> int | None:
    """Ask how well the two fit, from 1 to 5."""
    return talk.ask(
        "fit", PromptLabel("How well do the two of you fit", hint=scale_hint("not", "very", None)),
        RATING.reader(journal), about="1 not at all, 5 very well. It stays private.",
    )  # fmt: skip
