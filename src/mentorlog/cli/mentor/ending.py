"""The end of a mentorship: what becomes of what is open, why, and whether the mentor stays a contact."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.model.forms import YES_NO, ChoiceForm
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.text import clean_text
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence
from mentorlog.render.terminal.page import line, ours

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

_FATES = ChoiceForm(("keep", "drop", "carry on", "hand on"))


def ask_ending(
    talk: "Conversation", journal: "Journal", items: list[tuple[str, str]]
) -> tuple[list[str], str | None, bool]:
    """The refs of what is dropped, the reason, and whether the mentor stays a contact."""
    dropped = [
        item
        for item, title in items
        if talk.ask_about(
            f"open {item}", item, title, "keep or drop it", _FATES.reader(journal), offer="keep",
            about="keep: you go on with it alone or with your next mentor. drop: you let it go.",
        )
        == "drop"
    ]  # fmt: skip
    reason = talk.ask(
        "reason", "Why you part, without blame", clean_text, about="For yourself; the goodbye does not quote it."
    )
    keep = talk.ask(
        "contact", "Keep them as a contact, yes or no", YES_NO.reader(journal), offer="no",
        about="A contact is somebody whom you may write to again, with the day you last did.",
    )  # fmt: skip
    return dropped, reason, bool(keep)


def save_ending(
    journal: "Journal", mentor: Mentor, day: date, reason: str | None, dropped: list[str], contact: bool
) -> Answer:
    """End the mentorship in one change, and tell what was reached."""
    from mentorlog.journal.workflows.ending import end_mentorship, mentorship_results

    with journal.change("mentors end") as change:
        ended, changed_refs = end_mentorship(
            journal, change, journal.get(Mentor, mentor.number), day, reason, dropped, add_contact=contact
        )
    details = [line(ours("You reached: ", "dim"), text) for text in mentorship_results(journal, ended)]
    if changed_refs:
        details.append(line(ours(f"also changed: {', '.join(changed_refs)}", "dim")))
    step = NextStep(f"mentorlog mentors message {ended.ref} --kind closing", "a word of thanks")
    sentence = change_sentence("Ended with", ended)
    return ChangeAnswer(sentence, ended, details=details, next_step=step, also=changed_refs)
