"""The demo's events of what two people share: needs, the agreement, actions, lessons, challenges, skills, contacts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from mentorlog.journal.journal import Journal, Writing
from mentorlog.journal.model.records import actions, agreements, challenges, contacts, lessons, needs, reviews, skills
from mentorlog.journal.workflows import agreeing
from mentorlog.structs import replace

Event = dict[str, Any]
Act = tuple[str, Callable[[Writing, Event], int | None]]


def shared_acts(journal: Journal, ids: dict[str, int], today: date) -> dict[str, Act]:
    """Each event's command, and the change it makes. `ids` maps the names that events use to numbers."""

    def day(event: Event, name: str) -> date | None:
        return today + timedelta(days=event[name]) if name in event else None

    def link(event: Event, name: str) -> int | None:
        return ids[event[name]] if name in event else None

    def need(change: Writing, event: Event) -> int:
        return change.add(needs.Need(text=event["text"], weight=event["weight"])).number

    def score(change: Writing, event: Event) -> None:
        change.add(
            needs.Score(mentor=ids[event["mentor"]], need=ids[event["of"]], day=journal.today, value=event["value"])
        )

    def agreement(change: Writing, event: Event) -> int:
        names = ("purpose", "cadence", "minutes", "channel", "between_sessions", "notice", "feedback_manner", "lasts",
                 "ending")  # fmt: skip
        draft = agreeing.drafted(journal, change, ids[event["mentor"]])
        fields = {name: event[name] for name in names if name in event}
        return change.put(replace(draft, review_on=day(event, "review_day"), **fields)).number

    def point(change: Writing, event: Event) -> None:
        mentor = journal.one(agreements.Agreement, ids[event["of_agreement"]]).mentor
        draft = agreeing.drafted(journal, change, mentor)
        change.add(agreements.Point(agreement=draft.number, kind=event["kind"], of=event["of"], text=event["text"]))

    def agree(change: Writing, event: Event) -> None:
        mentor = journal.one(agreements.Agreement, ids[event["of"]]).mentor
        agreeing.agree(journal, change, mentor, journal.today)

    def action(change: Writing, event: Event) -> int:
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

    def action_done(change: Writing, event: Event) -> None:
        change.put(actions.done(journal.one(actions.Action, ids[event["of"]]), journal.today, event.get("note")))

    def lesson(change: Writing, event: Event) -> int:
        return change.add(
            lessons.Lesson(
                text=event["text"],
                session=link(event, "session"),
                skill=event.get("skill"),
                minutes=event.get("minutes"),
            )
        ).number

    def applied(change: Writing, event: Event) -> None:
        change.add(lessons.Application(lesson=ids[event["of"]], day=journal.today, text=event["text"]))
        change.put(replace(journal.one(lessons.Lesson, ids[event["of"]]), state="applied"))

    def challenge(change: Writing, event: Event) -> int:
        return change.add(
            challenges.Challenge(
                text=event["text"],
                kind=event["kind"],
                mentor=link(event, "mentor"),
                session=link(event, "session"),
                day=journal.today,
            )
        ).number

    def raised(change: Writing, event: Event) -> None:
        change.put(challenges.raised(journal.one(challenges.Challenge, ids[event["of"]]), journal.today))

    def resolved(change: Writing, event: Event) -> None:
        found = journal.one(challenges.Challenge, ids[event["of"]])
        change.put(challenges.resolved(found, event["outcome"], journal.today))

    def rating(change: Writing, event: Event) -> None:
        change.add(
            skills.Rating(
                skill=event["skill"],
                day=journal.today,
                value=event["value"],
                by=event.get("by", "self"),
                evidence=event.get("evidence"),
            )
        )

    def contact(change: Writing, event: Event) -> int:
        return change.add(
            contacts.Contact(
                name=event["name"],
                organisation=event.get("organisation"),
                through=link(event, "through"),
                introduced_on=journal.today,
                follow_up=day(event, "follow_up_day"),
            )
        ).number

    def followed(change: Writing, event: Event) -> None:
        change.put(contacts.followed_up(journal.one(contacts.Contact, ids[event["of"]]), event["outcome"]))

    def review(change: Writing, event: Event) -> int:
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
        "need": ("needs add", need),
        "need.score": ("mentors score", score),
        "agreement": ("agreement draft", agreement),
        "agreement.point": ("agreement add", point),
        "agreement.agree": ("agreement agree", agree),
        "agreement.change": ("agreement add", point),
        "agreement.agree_again": ("agreement agree", agree),
        "action": ("actions add", action),
        "action.done": ("actions done", action_done),
        "lesson": ("lessons add", lesson),
        "lesson.applied": ("lessons apply", applied),
        "challenge": ("challenges add", challenge),
        "challenge.raised": ("challenges raise", raised),
        "challenge.resolved": ("challenges resolve", resolved),
        "rating": ("skills rate", rating),
        "contact": ("contacts add", contact),
        "contact.followed": ("contacts followed-up", followed),
        "review": ("review", review),
    }
