"""The list of a noun: its records as a table, or as the picture that its noun has."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.record import Record, record_to_json
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.records.columns import OWNER_FIELD, Names, RecordTable
from mentorlog.render.terminal.page import Gap, Lines, Page, line
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.queries.listing import ListResult


class Listing(Answer):
    """Records of one noun as a table."""

    use_pager = True
    for_owner = True

    def __init__(
        self,
        record: type[Record],
        result: "ListResult",
        today: date,
        *,
        subset: bool = False,
        about: str = "",
        steps: Sequence[NextStep] = (),
        owners: Mapping[int, str] | None = None,
        names: "Names | None" = None,
    ) -> None:
        """`subset` says that not all records were asked for; `about` is a sentence for an empty list.

        `owners` says in a word whose each record is, by number, where there are several mentors to tell apart; `names`
        what to call the records that these link to.
        """
        self.record = record
        self.records = result.records
        self.today = today
        self.kind = f"{record.noun}.list"
        self.steps = steps
        self._result = result
        self._is_subset = subset
        self._about = about
        self._owners = owners or {}
        self._names = names or {}

    def data(self) -> Any:
        return map(record_to_json, self.records)

    def page(self, screen: Screen) -> Page:
        if not self.records:
            return [Lines([line(self._empty_sentence()), *([line(self._about)] if self._about else [])])]
        page: Page = [*self.record_page(screen)]
        if omissions := self.omissions():
            page += [Gap(), Lines([line(text) for text in omissions])]
        return page

    def record_page(self, screen: Screen) -> Page:
        """The records as a table, and what all of them have in common."""
        is_drawn = screen.is_terminal and not screen.accessible
        table = RecordTable(
            self.records,
            self.today,
            self._names,
            owners=self._owner_column(),
            without=self._unsaid_columns(),
            summarised=is_drawn and len(self.records) > 1,
            one_line=True,
        )
        common = table.common_line(self.record.live_word if self._result.live_only else "")
        page: Page = [table.grid()]
        return [*page, Gap(), Lines([common])] if common else page

    def _unsaid_columns(self) -> Sequence[str]:
        """With one mentor nothing is said of whose a record is."""
        mentors = [number for noun, number in self._names if noun == "mentor"]
        return () if len(mentors) > 1 else ("mentor",)

    def fields(self) -> list[Field]:
        """The columns for another format: listed fields that any record has a value for, and whose it is."""
        listed = [field for field in fields_of(self.record) if field.column.in_list and self._has_values(field)]
        if self._owner_column() is None:
            return listed
        return [*(field for field in listed if field.name != "mentor"), OWNER_FIELD]

    def value(self, field: Field, record: Record) -> Any:
        """What stands in a column for a record; None where that is empty."""
        return self._owners.get(record.number) if field is OWNER_FIELD else getattr(record, field.name)

    def _owner_column(self) -> Mapping[int, str] | None:
        """Whose each record is, where that differs, or where a column would name mentors anyhow."""
        names_them = any(
            field.name == "mentor" and field.column.in_list and self._has_values(field)
            for field in fields_of(self.record)
        )
        return self._owners if len(set(self._owners.values())) >= (1 if names_them else 2) else None

    @property
    def heading(self) -> str:
        """A heading for these records: open, all, or those that were chosen."""
        if self._result.live_only and self.record.live_word:
            return self.record.live_word.capitalize()
        return "Chosen" if self._is_subset else "All"

    def omissions(self) -> list[str]:
        """Sentences about what is not shown, and how to see it."""
        sentences = []
        if self._result.settled_counts:
            states = [f"{count} {state}" for state, count in self._result.settled_counts]
            sentences.append(f"{' and '.join(filter(None, (', '.join(states[:-1]), states[-1])))} not shown: --all")
        if self._result.remaining_count:
            word = "earlier" if self._result.keeps_newest else "more"
            sentences.append(f"{self._result.remaining_count} {word} not shown: --limit")
        return sentences

    def _has_values(self, field: Field) -> bool:
        return any(getattr(record, field.name) not in (None, field.default) for record in self.records)

    def _empty_sentence(self) -> str:
        live = f"{self.record.live_word} " if self._result.live_only and self.record.live_word else ""
        omissions = self.omissions()
        end = " like that" if self._is_subset else " yet" if not (live or omissions) else ""
        return " ".join([f"No {live}{KINDS[self.record.noun].display_plural}{end}.", *omissions])
