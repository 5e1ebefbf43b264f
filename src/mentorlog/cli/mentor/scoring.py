"""The questions in which a mentor is scored, need by need."""

from typing import TYPE_CHECKING

from mentorlog.cli.prompts.lines import PromptLabel, scale_hint
from mentorlog.journal.model.forms import SCORE
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.needs import Need, Score

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal


def ask_scores(talk: "Conversation", journal: "Journal", number: int, needs: list[Need]) -> list[tuple[int, int]]:
    """Ask how far a mentor meets each need, beside the score of last time; the needs by number with their scores."""
    latest = {score.need: score.value for score in journal.read(Score, "mentor IS ?", (number,), order="day, number")}
    scores = []
    for need in needs:
        hint = scale_hint("not", "fully", latest.get(need.number), 0)
        value = talk.ask(
            f"{ref_of('mentor', number)} {need.ref}", PromptLabel(need.text, need.ref, hint), SCORE.reader(journal),
            about="How far this mentor meets the need; Enter leaves it without a score.",
        )  # fmt: skip
        if value is not None:
            scores.append((need.number, value))
    return scores
