"""The demo's events of what two people share: needs, the agreement, actions, lessons, challenges, skills, contacts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from mentorlog.journal.journal import Journal, JournalWriter
from mentorlog.journal.model.records import actions, agreements, challenges, contacts, lessons, needs, reviews, skills
from mentorlog.journal.workflows import agreeing
from mentorlog.structs import replace

StoryEvent = dict[str, Any]
EventAction = tuple[str, Callable[[JournalWriter, StoryEvent], int | None]]


def joint_event_actions(journal: Journal, ids: dict[str, int], today: date) -> dict[str, EventAction]:
    """Each event's command, and the change it makes. `ids` maps the names that events use to numbers."""

    def day(event: StoryEvent, name: str) -> date | None:
        return today + timedelta(days=event[name]) if name in event else None

    def link(event: StoryEvent, name: str) -> int | None:
        return ids[event[name]] if name in event else None

    def add_need(change: JournalWriter, event: StoryEvent) -> int:
        return change.add(needs.Need(text=event["text"], weight=event["weight"])).number

    def score_mentor(change: JournalWriter, event: StoryEvent) -> None:
        change.add(
            needs.Score(mentor=ids[event["mentor"]], need=ids[event["of"]], day=journal.today, value=event["value"])
        )

    def draft_agreement(change: JournalWriter, event: StoryEvent) -> int:
        names = ("purpose", "cadence", "minutes", "channel", "between_sessions", "notice", "feedback_manner", "lasts",
                 "ending")  # fmt: skip
        draft = agreeing.ensure_draft(journal, change, ids[event["mentor"]])
        fields = {name: event[name] for name in names if name in event}
        return change.update(replace(draft, review_on=day(event, "review_day"), **fields)).number

    def add_point(change: JournalWriter, event: StoryEvent) -> None:
        mentor = journal.get(agreements.Agreement, ids[event["of_agreement"]]).mentor
        draft = agreeing.ensure_draft(journal, change, mentor)
        change.add(agreements.Point(agreement=draft.number, kind=event["kind"], of=event["of"], text=event["text"]))

    def make_agreement(change: JournalWriter, event: StoryEvent) -> None:
        mentor = journal.get(agreements.Agreement, ids[event["of"]]).mentor
        agreeing.agree_on_draft(journal, change, mentor, journal.today)

    def add_action(change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            actions.Action(
                text=event["text"],
                who=event.get("who", "me"),
                due=day(event, "due_day"),
                session=link(event, "session"),
                goal=link(event, "goal"),
                stretch=event.get("stretch", False),
            )
        ).number

    def complete_action(change: JournalWriter, event: StoryEvent) -> None:
        change.update(actions.done(journal.get(actions.Action, ids[event["of"]]), journal.today, event.get("note")))

    def add_lesson(change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            lessons.Lesson(
                text=event["text"],
                session=link(event, "session"),
                skill=event.get("skill"),
                minutes=event.get("minutes"),
            )
        ).number

    def apply_lesson(change: JournalWriter, event: StoryEvent) -> None:
        change.add(lessons.Application(lesson=ids[event["of"]], day=journal.today, text=event["text"]))
        change.update(replace(journal.get(lessons.Lesson, ids[event["of"]]), state="applied"))

    def add_challenge(change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            challenges.Challenge(
                text=event["text"],
                kind=event["kind"],
                mentor=link(event, "mentor"),
                session=link(event, "session"),
                day=journal.today,
            )
        ).number

    def raise_challenge(change: JournalWriter, event: StoryEvent) -> None:
        change.update(challenges.raised(journal.get(challenges.Challenge, ids[event["of"]]), journal.today))

    def resolve_challenge(change: JournalWriter, event: StoryEvent) -> None:
        found = journal.get(challenges.Challenge, ids[event["of"]])
        change.update(challenges.resolved(found, event["outcome"], journal.today))

    def rate_skill(change: JournalWriter, event: StoryEvent) -> None:
        change.add(
            skills.Rating(
                skill=event["skill"],
                day=journal.today,
                value=event["value"],
                by=event.get("by", "self"),
                evidence=event.get("evidence"),
            )
        )

    def add_contact(change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            contacts.Contact(
                name=event["name"],
                organisation=event.get("organisation"),
                through=link(event, "through"),
                introduced_on=journal.today,
                follow_up=day(event, "follow_up_day"),
            )
        ).number

    def follow_up_contact(change: JournalWriter, event: StoryEvent) -> None:
        change.update(contacts.followed_up(journal.get(contacts.Contact, ids[event["of"]]), event["outcome"]))

    def add_review(change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            reviews.Review(
                day=journal.today,
                mentor=link(event, "mentor"),
                since=day(event, "since_day"),
                until=journal.today,
                went_well="\n".join(event["went_well"]),
                to_change="\n".join(event["to_change"]),
                next_review=day(event, "next_review_day"),
            )
        ).number

    return {
        "need": ("needs add", add_need),
        "need.score": ("mentors score", score_mentor),
        "agreement": ("agreement draft", draft_agreement),
        "agreement.point": ("agreement add", add_point),
        "agreement.agree": ("agreement agree", make_agreement),
        "agreement.change": ("agreement add", add_point),
        "agreement.agree_again": ("agreement agree", make_agreement),
        "action": ("actions add", add_action),
        "action.done": ("actions done", complete_action),
        "lesson": ("lessons add", add_lesson),
        "lesson.applied": ("lessons apply", apply_lesson),
        "challenge": ("challenges add", add_challenge),
        "challenge.raised": ("challenges raise", raise_challenge),
        "challenge.resolved": ("challenges resolve", resolve_challenge),
        "rating": ("skills rate", rate_skill),
        "contact": ("contacts add", add_contact),
        "contact.followed": ("contacts followed-up", follow_up_contact),
        "review": ("review", add_review),
    }
