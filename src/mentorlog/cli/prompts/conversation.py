"""Conversations: plain prompts that can be skipped, explained and taken back, with every answer kept in a draft.

Prompts are plain lines, so that they work with screen readers, over ssh and in tests. Where stdout is a terminal too,
a line can be edited while it is typed.

The questions of a conversation are a function that only asks. It is called anew after each step back, where the
answers given so far answer for the person, and once before each question, to count how many there are.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from mentorlog import clock
from mentorlog.cli.context import CliContext, is_line_editable
from mentorlog.cli.prompts.drafts import Draft, Given, conversation_words, drafts_folder, reopen_latest
from mentorlog.cli.prompts.lines import (
    Hint,
    Key,
    Prompt,
    PromptLabel,
    draw_prompt,
    intro_lines,
    print_refusal,
    read_answer,
)
from mentorlog.cli.prompts.single import FIRST_QUESTION, ask, ask_to_keep
from mentorlog.errors import Ambiguous, Interrupted, MentorlogError, NotFound, UsageError
from mentorlog.journal.text import format_count
from mentorlog.render.answers import relative_day
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line, ours
from mentorlog.render.terminal.screen import stderr

T = TypeVar("T")
_REFUSALS = (UsageError, NotFound, Ambiguous)  # of an answer, which is asked for again
_RESUME_EXPLANATION = (
    "yes goes on where you stopped. later leaves it waiting, and begins anew. drop lets it go, and begins anew."
)
_SHORT = 3  # characters of a refused line that is typed anew sooner than mended
_NO_EXPLANATION = "Answer in your own words, or press Enter to leave it out."


class _StepBack(Exception):
    """The person goes back to the question before."""


class Conversation:
    """A few questions whose answers stay in a draft until they are in the journal.

    It is a context manager: a block that ends early keeps the draft, and the next one offers to go on from it.
    """

    def __init__(self, cli: CliContext, name: str, resume_command: str, ref: str = "") -> None:
        """`name` names the draft, `resume_command` is what a person types to go on from it.

        `ref` is the record that the conversation is about: a draft about one is not offered for another.
        """
        self._name = name
        self._resume_command = resume_command
        self._folder = drafts_folder(cli.journal_path)
        self._ref = ref
        self._draft = Draft(self._folder, f"{name}-{ref}" if ref else name, command=resume_command)
        self._given: dict[str, Given] = {}
        self._questions: Callable[[], object] = lambda: None
        self._asked: list[str] = []  # keys, in the order of this round
        self._shown: set[str] = set()  # keys whose answers stand on the screen
        self._is_counting = False
        self._has_ended = False
        self._has_gone_back = False

    def __enter__(self) -> "Conversation":
        names = [f"{self._name}-{self._ref}", self._name] if self._ref else [self._name]
        for name in names:  # drafts of older versions do not say which record they are about
            if (old := reopen_latest(self._folder, name)) is not None:
                self._offer_resume(old)
                break
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._draft.discard()
            return
        interrupted = issubclass(kind, (KeyboardInterrupt, EOFError))
        if self._asked and not interrupted:  # the next call asks the last one again, to change what was refused
            last = self._asked[-1]
            self._store(last, Given(self._given[last].texts, is_done=False, half_line=self._given[last].half_line))
        kept = self._draft.answer_count > 0
        if kept:
            self._draft.close()
        else:
            self._draft.discard()
        if interrupted:
            raise Interrupted(
                "\nStopped; nothing is in the journal yet.", self._hint_to_go_on() if kept else ""
            ) from None
        if kept:
            for text in self._hint_to_go_on().split("\n"):
                print_note(line(ours(text)))

    def _hint_to_go_on(self) -> str:
        """How to go on from the draft, and how to let it go."""
        return (
            f"What you typed is kept: {self._resume_command} goes on from it.\n"
            f"To let it go: mentorlog drafts drop {self._draft.name}"
        )

    def _offer_resume(self, old: Draft) -> None:
        title = conversation_words(self._name)
        start = relative_day(old.started_at, clock.now().date())
        answers = format_count(old.answer_count, "answer")
        print_note(line(ours(f"{title}, begun {start}, is not finished ({answers}).")))
        choice = ask("Go on with it: yes, later or drop", _parse_resume_choice, about=_RESUME_EXPLANATION, offer="yes")
        if choice == "later":
            old.close()
        elif choice == "drop":
            old.drop()
            print_note(line(ours(f"Let go. To have it back: mentorlog drafts restore {old.name}")))
        else:
            self._draft = old
            self._given = old.read_given()

    def hold(self, questions: Callable[[], T]) -> T:
        """Ask questions, and give what they return. `questions` only asks and reads, since it runs several times."""
        self._questions = questions
        for text in intro_lines():
            print_note(line(text))
        print_note(())
        while True:
            self._asked = []
            try:
                answers = questions()
            except _StepBack:
                continue
            if not stderr().accessible:
                print_note(())
            return answers

    def ask(
        self,
        key: str,
        question: str | PromptLabel,
        read: Callable[[str], T],
        *,
        about: str = "",
        offer: str = "",
        shown_offer: str = "",
        doubt: Callable[[T], str] | None = None,
    ) -> T | None:
        """One answer, parsed by `read`; None where it was skipped. What `read` refuses is asked again.

        A question may be its label alone. `about` explains it. Enter takes `offer`, which the prompt shows as
        `shown_offer` if that is given. Where `doubt` has something to say about a value, the person is asked whether
        to keep it.
        """
        given = self._begin(key)
        if self._is_counting or self._has_ended:
            return _read_first(given.texts or ([offer] if offer and self._is_counting else []), read)
        if given.is_done or (given.is_done is None and given.texts):
            try:
                value = read(given.texts[0]) if given.texts else None
            except _REFUSALS:
                given.half_line = given.texts.pop(0)  # what was valid then is not now, as a day that has passed
            else:
                self._show(key, question, given.texts)
                return value
        is_again = False
        while True:
            taken = given.texts[0] if given.texts else offer
            prompt = self._prompt(question, given.texts[0] if given.texts else shown_offer or offer)
            answer = self._read(key, given, prompt._replace(is_again=is_again), about)
            is_again = True
            if answer is Key.BACK:
                self._step_back()
                continue
            if answer is Key.END:
                self._has_ended = True
                return _read_first(given.texts, read)
            text = taken if answer in ("", Key.TAKE) else "" if isinstance(answer, Key) else answer
            try:
                value = read(text) if text else None
            except _REFUSALS as error:
                if text.strip().lower() == "help":
                    print_refusal(UsageError(about or _NO_EXPLANATION))
                else:
                    self._draft.keep_half_line(key, text)
                    if len(text) > _SHORT:  # a number would have to be cleared before the next
                        given.half_line = text
                    print_refusal(error)
                continue
            if doubt and value is not None and (clause := doubt(value)):
                if is_line_editable():  # elsewhere Enter would take again what the answer is no to
                    self._hold_back(key, text)
                if not ask_to_keep(clause):
                    is_again = False
                    continue
            self._store(key, Given([text] if text else [], is_done=True))
            return value

    def ask_several(
        self, key: str, label: str, read: Callable[[str], T], *, each: str = "one", about: str = ""
    ) -> list[T]:
        """Answers until an empty line; `each` names one of them."""
        given = self._begin(key)
        if self._is_counting or self._has_ended:
            return _read_all(given.texts, read)
        self._show(key, label, given.texts, each)
        at, asked_at = len(given.texts), -1
        while not given.is_done:
            earlier = given.texts[at] if at < len(given.texts) else ""
            first = self._prompt(label, earlier)._replace(is_again=asked_at == 0)
            asked_at = at
            prompt = _further_prompt(each, earlier) if at else first
            answer = self._read(key, given, prompt, about)
            if answer is Key.BACK:
                if at == 0:
                    self._step_back()
                at = max(0, at - 1)
            elif answer is Key.END:
                self._has_ended = True
                break
            elif answer is Key.OMIT and earlier:
                del given.texts[at]
                self._store(key, given)
            elif isinstance(answer, Key) or not answer:
                if not earlier:
                    given = Given(given.texts, is_done=True)
                    self._store(key, given)
                at += 1
            else:
                at = self._add_lines(key, given, answer, at, read)
        return _read_all(given.texts, read)

    def _add_lines(self, key: str, given: Given, answer: str, at: int, read: Callable[[str], object]) -> int:
        """Put the lines of an answer in their place, up to one that is refused; the place of the next one."""
        parts = [part for part in answer.split("\n") if part.strip()]
        for index, part in enumerate(parts):
            try:
                read(part)
            except _REFUSALS as error:
                given.half_line = "\n".join(parts[index:])
                print_refusal(error)
                break
            given.texts[at : at + 1] = [part]
            at += 1
        self._store(key, given)
        return at

    def ask_about(
        self,
        key: str,
        ref: str,
        text: str,
        question: str,
        read: Callable[[str], T],
        *,
        about: str = "",
        offer: str = "",
        doubt: Callable[[T], str] | None = None,
    ) -> T | None:
        """Like `ask`, about a record, which is named; `question` says below it what may be answered."""
        return self.ask(key, PromptLabel(text, ref, Hint(question)), read, about=about, offer=offer, doubt=doubt)

    def ask_required(self, key: str, label: str, read: Callable[[str], T], *, about: str = "") -> T:
        """An answer that is required. Raises UsageError where the person ends without it."""
        while (value := self.ask(key, label, read, about=about)) is None:
            if self._is_counting:
                break
            if self._has_ended:
                raise UsageError("Nothing was noted: one answer is needed.", f"To try again: {self._resume_command}")
            print_note(line(ours("  This one is needed; . ends without it.", "warn")))
            self._given.pop(key, None)
            self._asked.pop()
        return value  # type: ignore[return-value]  # None only while questions are counted, where nobody looks at it

    def _begin(self, key: str) -> Given:
        self._asked.append(key)
        return self._given.setdefault(key, Given([]))

    def _prompt(self, question: str | PromptLabel, offer: str) -> Prompt:
        position = len(self._asked)
        asked = PromptLabel(question) if isinstance(question, str) else question
        return Prompt(asked, position, max(position, self._count()), offer)

    def _count(self) -> int:
        """How many questions there are if what is not answered yet is skipped."""
        asked, self._asked, self._is_counting = self._asked, [], True
        try:
            with suppress(MentorlogError):
                self._questions()
            return len(self._asked)
        finally:
            self._asked, self._is_counting = asked, False

    def _read(self, key: str, given: Given, prompt: Prompt, about: str) -> str | Key:
        """One line, after each explanation that was asked for."""

        def keep(half: str) -> None:
            if half.strip() and half.strip() not in {sign.value for sign in Key}:
                self._hold_back(key, half)

        answer = read_answer(prompt, about or _NO_EXPLANATION, keep, typed=given.half_line, earlier=prompt.offer)
        if answer not in (Key.BACK, Key.END):  # with these the question stays open, and so does its line
            given.half_line = ""
        self._shown.add(key)
        return answer

    def _hold_back(self, key: str, text: str) -> None:
        """Keep a line that is no answer yet: it stands in the prompt again, also in one that goes on from the draft."""
        self._given[key].half_line = text
        self._draft.keep_half_line(key, text)

    def _step_back(self) -> None:
        """Open the question before again. Raises _StepBack, unless there is none."""
        if len(self._asked) < 2:
            print_note(line(ours(f"  {FIRST_QUESTION}", "dim")))
            return
        if is_line_editable() and not self._has_gone_back:
            print_note(line(ours("  The arrow up brings your earlier answer into the line.", "dim")))
        self._has_gone_back = True
        before = self._asked[-2]
        self._shown.discard(before)
        self._store(before, Given(self._given[before].texts, is_done=False))
        raise _StepBack

    def _store(self, key: str, given: Given) -> None:
        self._given[key] = given
        self._draft.store(key, given)
        if given.half_line:
            self._draft.keep_half_line(key, given.half_line)

    def _show(self, key: str, question: str | PromptLabel, texts: list[str], each: str = "") -> None:
        """Show an answer from the draft as if it had just been typed, once; `each` names one of several."""
        if key in self._shown:
            return
        self._shown.add(key)
        for at, text in enumerate(texts):
            prompt = _further_prompt(each, "") if at else self._prompt(question, "")
            print_note(line(ours(draw_prompt(prompt)), *line(text)))


def _read_first(texts: list[str], read: Callable[[str], T]) -> T | None:
    return next(iter(_read_all(texts[:1], read)), None)


def _read_all(texts: list[str], read: Callable[[str], T]) -> list[T]:
    """What can be read of answers that were valid when they were given."""
    values: list[T] = []
    for text in texts:
        with suppress(*_REFUSALS):
            values.append(read(text))
    return values


def _further_prompt(each: str, earlier: str) -> Prompt:
    """The prompt for one more answer to the same question; `earlier` was given in its place."""
    return Prompt(PromptLabel(f"another {each}"), offer=earlier, goes_on=True)


def _parse_resume_choice(text: str) -> str:
    word = text.strip().lower()
    for choice, words in {"yes": "yes y", "later": "later l no n", "drop": "drop delete d"}.items():
        if word in words.split():
            return choice
    raise UsageError("That is none of yes, later, drop.", "Write one of them, or y, l, d.")
