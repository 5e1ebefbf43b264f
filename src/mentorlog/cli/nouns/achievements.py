"""`mentorlog achievements`: keep wins, and celebrate them."""

from collections.abc import Sequence
from typing import Annotated, cast

from mentorlog.cli.context import open_journal, somebody
from mentorlog.cli.params.batch import each, told
from mentorlog.cli.params.lists import Asked, group, listing, lists
from mentorlog.cli.params.options import TOLD, Editor, ForGoal, On, Private, Refs, Spent, Title, long_text, option
from mentorlog.cli.params.sharing import For, Force, Form, Made, Open, Output, ShowWithheld, Wish, shared
from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import TEXT, choice_form, record_to_json
from mentorlog.journal.model.records.achievements import Achievement, celebrated
from mentorlog.journal.model.text import clean_text
from mentorlog.journal.model.text import clean_title as one_line
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Banner, Line, Span, line, ours
from mentorlog.structs import replace

FIRST = 'mentorlog achievements add "Chaired my first stand-up"'
FORMS = choice_form(("table", "plain", "csv", "json", "markdown", "html", "terminal"))  # terminal: as other pages say
app = group("achievement", FIRST, own_list=True)


@app.command()
def add(
    title: Title = None,
    evidence: Annotated[str | None, option("--evidence", TEXT, "What shows it.")] = None,
    goal: ForGoal = None,
    on: On = None,
    minutes: Spent = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Keep a win; the editor is for what shows it."""
    if editor:
        evidence = long_text(evidence, editor, "achievements add", lambda: f"What shows it: {title or ''}")
    if title is not None:
        return _kept(title, evidence, goal, on, minutes, private)
    if not somebody():
        raise UsageError("mentorlog achievements add needs TITLE.", 'Write it in quotes: achievements add "..."')
    from mentorlog.cli.prompts.conversation import Conversation

    with Conversation("achievements", "mentorlog achievements add") as talk:
        won = talk.required("title", "What did you achieve", one_line)
        return _kept(won, evidence or talk.one("evidence", "What shows it", clean_text), goal, on, minutes, private)


def _kept(title: str, evidence: str | None, goal: str | None, on: On, minutes: int | None, private: bool) -> Answer:
    journal = open_journal()
    with journal.change("achievements add") as change:
        kept = change.add(
            Achievement(
                title=title,
                evidence=evidence,
                goal=journal.resolve_optional("goal", goal),
                day=on or journal.today,
                minutes=minutes,
                private=private or None,
            )
        )
    shown = detail_lines(
        line(ours(f"for g{kept.goal}", "dim")) if kept.goal else (), day_note("", kept.day, journal.today)
    )
    then = NextStep(f'mentorlog achievements celebrate {kept.ref} --how "..."', "small wins count")
    return ChangeAnswer(change_sentence("Kept", kept), kept, details=shown, next_step=then)


@app.command()
def celebrate(
    refs: Refs,
    how: Annotated[str | None, option("--how", TEXT, "How: told my mentor, a treat, thanked a helper ...")] = None,
    on: On = None,
) -> Answer:
    """Celebrate a win."""
    journal = open_journal()
    wins = each(
        journal, "achievements celebrate", Achievement, refs, lambda win: celebrated(win, how, on or journal.today)
    )
    if len(refs) > 1:
        return told("Celebrated", wins, refs, NextStep("mentorlog report"))
    (win,) = wins
    lines: list[Line] = [line(Span(win.title, "title"))]
    if win.evidence:
        lines.append(line(Span(win.evidence, "dim")))
    if win.how:
        lines += [(), line(ours("Celebrated: "), Span(win.how, "quote"))]
    head = line(ours(" ★ Well done! ", "accent"), Span(f"{win.ref} ", "dim"))
    return PageAnswer("achievement", record_to_json(win), [Banner(head, lines)], (NextStep("mentorlog report"),))


@lists(app, "achievement")
def list_(
    asked: Asked,
    form: Annotated[str | None, option("--format", FORMS, "The form it takes; table unless given.", panel=TOLD)] = None,
    output: Output = None,
    force: Force = False,
    open_: Open = False,
    reader: For = "me",
    show_withheld: ShowWithheld = False,
) -> Answer:
    """Show the achievements."""
    page = None if form in (None, "table", "plain", "csv") else cast("Form", form)
    table = form if form in ("plain", "csv") else None
    wish = Wish(page, output, force, open_, reader, show_withheld)
    drawn = wish.chosen("terminal", "markdown", "html", "json")
    journal = open_journal()
    asked = replace(asked, form=table)
    if drawn == "terminal" and output is None and reader == "me":
        return listing(journal, "achievement", FIRST, asked)
    if table:
        raise UsageError(f"What is shared is no {table}.", "It can be markdown, html or json.")
    from mentorlog.cli.records.pages import achievements_page

    def made() -> Made:
        shown = listing(journal, "achievement", FIRST, asked)
        return achievements_page(journal, shown, cast("Sequence[Achievement]", shown.records))

    return shared(journal, wish, drawn, made)
