"""Letters as they might be sent, and what a mentor means to answer: the truth by which a reading is judged."""

from random import Random
from typing import NamedTuple

from mentorlog.exchange.letters.answers import SentLetter
from mentorlog.journal.model.marks import Mark
from mentorlog.journal.model.prints import line_prints, parse_prints

QUESTIONS = (
    "Who decides about the budget, and how early do I have to ask?",
    "What would you cut first?",
    'You said "never plan alone": what do you mean by that, and would you say the same of a plan that is a draft?',
    "Wie würden Sie Herrn Müller-Lüdenscheidt überzeugen, dass der Plan trägt?",
    "Is a 1-5 scale, done by hand, good enough for risks?",
    "Would you rather have 3 short talks or 1 long one in the next 4 weeks, given that the project ends in December?",
    "Should I take part in the APM's PFQ course (4 days), or read on my own?",
)
ACTIONS = (
    "The template for the risk register",
    "Introduce me to Paul, who leads the programme office and knows how the money is spent",
    "Send the slides of “Scheduling – why plans fail”",
)
SKILLS = ("Communication", "Planning and scheduling", "Leadership: delegating", "Risk")
GOALS = ("Fewer late risks", "Pass the PFQ mock exams, 80 % right, by 12 March")
TEXTS = (
    "The sponsor does.",
    "Ask the sponsor, and ask early: a month is not too much.",
    "I would not do it.\nAsk Paul instead.",
    "Both, I think. It depends on how much time the team has, and on who is there in December; else the short ones.",
    "Three things:\n- scope\n- people\n- the 2 or 3 risks that nobody names",
    "Das hängt vom Plan ab – fragen Sie ihn!",
    "Yes.",
    "No idea, sorry :-)",
    "First the small ones.\n\nThen, if there is still time, the one that everybody fears.",
)
YES = {
    "action": (
        ("yes", ""),
        ("Yes", ""),
        ("done", ""),
        ("Done!", ""),
        ("y", ""),
        ("ja", ""),
        ("yes, sent on Monday", "sent on Monday"),
    ),
    "goal": (("agreed", ""), ("Yes", ""), ("I agree", ""), ("yes!", ""), ("OK", ""), ("oui", ""), ("Yes, agreed.", "")),
    "agreement": (("yes", ""), ("I agree", ""), ("Agreed.", ""), ("YES", ""), ("yes, thanks a lot", "thanks a lot")),
}
NO = ("no", "No.", "not yet", "nein")
RATINGS = (
    ("4", 4, ""), ("4/5", 4, ""), ("four", 4, ""), ("*2*", 2, ""), ("5 out of 5", 5, ""), ("3.", 3, ""), ("1", 1, ""),
    ("0", 0, ""), ("3 - asks before she starts", 3, "asks before she starts"),
)  # fmt: skip
DOUBTFUL = {
    "skill": (
        "4-5",
        "3 or 4",
        "4?",
        "6",
        "10",
        "3.5",
        "good",
        "better than last time",
        "4, maybe 5",
        "8/10",
        "you tell me",
    ),
    "action": ("yes, but only half of it", "maybe", "ja?", "almost", "next week", "yes and no", "I think so", "yes?"),
    "goal": ("yes, but later", "if you must", "agreed, except for the date", "hmm", "yes/no", "agreed?"),
    "agreement": ("yes, but not every week", "I have a question first", "yes, if we meet in person", "no?"),
}
DAYS = ("Thursday 10 December at 3pm", "10 Dec 2026, 15:00", "next Tuesday at 9:30", "2026-12-10 14:00")


class Truth(NamedTuple):
    """What is meant with a mark: the text that is typed, and the value it has; None where nobody can say."""

    typed: str
    value: bool | int | str | None = None
    remark: str = ""


class Sent(NamedTuple):
    """A letter: its lines before they are wrapped, what its reader is to know of it, and the truth of the reply."""

    lines: list[str]
    letter: SentLetter
    truths: dict[str, Truth]  # of the marks that are answered


def make_letter(random: Random) -> Sent:
    """A letter with some of all marks, and answers to some of them."""
    intro = (
        "thank you for yesterday. Could you answer these lines? A word is enough, and what you leave out stays open."
    )
    lines = ["Dear Ruth,", "", intro, ""]
    marks, texts, truths = dict[str, Mark](), dict[str, str](), dict[str, Truth]()

    def ask(mark: Mark, record_text: str, line: str) -> None:
        marks[mark.ref], texts[mark.ref] = mark, record_text
        lines.append(line)
        if random.random() < 0.3:
            lines.append("")
        if random.random() < 0.7:
            truths[mark.ref] = _truth(random, mark)

    lines.append("Questions")
    for number, text in enumerate(random.sample(QUESTIONS, random.randint(1, 4)), random.randint(1, 90)):
        ask(Mark(f"q{number}", _digest(random)), text, f"[q{number}] {text}")
    lines += ["", "What was promised"]
    for number, text in enumerate(random.sample(ACTIONS, random.randint(0, 2)), random.randint(1, 90)):
        ask(Mark(f"a{number}", _digest(random)), text, f"[a{number}] {text}. Done?")
    for number, text in enumerate(random.sample(SKILLS, random.randint(0, 3)), random.randint(1, 90)):
        ask(Mark(f"k{number}", _digest(random)), text, f"[k{number}] {text}, 0 to 5:")
    for number, text in enumerate(random.sample(GOALS, random.randint(0, 2)), random.randint(1, 90)):
        ask(Mark(f"g{number}", _digest(random)), text, f"[g{number}] {text}. Agreed, yes or no?")
    if random.random() < 0.5:
        digest = _digest(random)
        ask(Mark("v2", digest), "", f"[v2 {digest[:6]}] Do you agree to this, yes or no?")
    if random.random() < 0.6:
        ask(Mark("feedback"), "", "[feedback] One thing that I do well, one to do otherwise:")
    if random.random() < 0.6:
        ask(Mark("next"), "", "[next] Which day and time suits you?")
    lines += ["", "For your own record: session of 26 Nov, 60 min.", "", "Thank you,", "Ada", "",
              "Letter 4f9c-1a77, please leave this line in."]  # fmt: skip
    prints = parse_prints(line_prints("\n".join(lines)))
    return Sent(lines, SentLetter(marks, prints, texts, ("Ruth", "Ruth Klein")), truths)


def _digest(random: Random) -> str:
    return f"{random.getrandbits(48):012x}"


def _truth(random: Random, mark: Mark) -> Truth:
    noun = mark.noun
    if mark.ref == "next":
        typed = random.choice(DAYS)
        return Truth(typed, typed)
    if noun in ("question", ""):
        typed = random.choice(TEXTS)
        return Truth(typed, typed)
    if random.random() < 0.25:
        return Truth(random.choice(DOUBTFUL[noun]))
    if noun == "skill":
        return Truth(*random.choice(RATINGS))
    if random.random() < 0.2:
        return Truth(random.choice(NO), False)
    typed, remark = random.choice(YES[noun])
    return Truth(typed, True, remark)
