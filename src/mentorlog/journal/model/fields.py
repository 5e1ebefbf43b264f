"""The declared fields of records, from which storage, display, editing, search and exchange all follow.

A record's field is `Annotated[type, Column(...)]`. The type determines its choices (`Literal`) and whether it may be
empty (`| None`); Column has its other properties. Lists, JSON, edit, the log and the search index read these
declarations with `fields_of`, so that a new field appears in all of them.
"""

from collections.abc import Iterator
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from mentorlog.journal.model.forms import COUNT, DAY, MOMENT, NUMBER, TEXT, YES_NO, ChoiceForm, Form
from mentorlog.structs import Frozen, FrozenKeywordOnly, defaults, fields


class Column(Frozen):
    """The properties of a field that its type annotation cannot express."""

    label: str
    form: Form | None = None  # None: by the type
    in_list: bool = True  # a column of `list`, unless empty in every row; `show` and JSON always have it
    if_room: bool = False  # in the table of a terminal only where it fits
    hide_default: bool = False  # such a table leaves the cells of the usual value empty
    editable: bool = True  # `edit` may change it; a state is changed by its own verb
    searchable: bool = False  # its words are in the search index
    sql: str = ""  # SQL that computes it; it is then neither stored nor edited
    derived: bool = False  # computed by the record's `as_of`; neither stored nor edited
    private: bool = False  # hidden from all other readers, unless `private` of its record is no
    hide_from_manager: bool = False  # confidential between mentor and mentee: a manager never sees it
    option: str = ""  # the option that sets it, where that has another name; `edit` takes both
    table_default: Any = None  # the value, or the function that gives it, of an imported row without the field
    implies_state: str = ""  # the state that an import gives to a row with this field and without a state
    group: str = ""  # fields of one group are true together: where two machines wrote them, one machine's are taken


class Field(Frozen):
    """A declared field of a record: what its annotation and its Column say."""

    name: str
    column: Column
    form: Form
    optional: bool
    default: Any

    def __init__(self, name: str, column: Column, form: Form, optional: bool, default: Any) -> None:
        """Written out as that of `Span` is: a record has two dozen."""
        state = self.__dict__
        state["name"] = name
        state["column"] = column
        state["form"] = form
        state["optional"] = optional
        state["default"] = default

    @property
    def is_stored(self) -> bool:
        """Whether it is a column of the table."""
        return not (self.column.sql or self.column.derived)

    @property
    def is_editable(self) -> bool:
        """Whether `edit` may change it."""
        return self.is_stored and self.column.editable


_FORM_BY_TYPE: dict[Any, Form] = {bool: YES_NO, str: TEXT, int: COUNT, float: NUMBER, date: DAY, datetime: MOMENT}


def _form_for(value_type: Any) -> tuple[Form, bool]:
    """The form of a type, and whether it may be empty."""
    if isinstance(value_type, type):
        return _FORM_BY_TYPE[value_type], False
    if isinstance(value_type, UnionType) or NoneType in get_args(value_type):
        (inner,) = (part for part in get_args(value_type) if part is not NoneType)
        return _form_for(inner)[0], True
    if get_origin(value_type) is Literal:
        return ChoiceForm(get_args(value_type)), False
    return _FORM_BY_TYPE[value_type], False


_fields_cache: dict[type[FrozenKeywordOnly], tuple[Field, ...]] = {}
_table_fields_cache: dict[type[FrozenKeywordOnly], tuple[Field, ...]] = {}


def fields_of(record: type[FrozenKeywordOnly]) -> tuple[Field, ...]:
    """The declared fields of a record, in their order."""
    if record not in _fields_cache:
        _fields_cache[record] = tuple(_iter_fields(record))
    return _fields_cache[record]


def table_fields(record: type[FrozenKeywordOnly]) -> tuple[Field, ...]:
    """The fields of a record that are columns of its table, in their order."""
    if record not in _table_fields_cache:
        _table_fields_cache[record] = tuple(field for field in fields_of(record) if field.is_stored)
    return _table_fields_cache[record]


def field_groups(record: type[FrozenKeywordOnly]) -> dict[str, str]:
    """The group of each stored field of a record by its name; a field that stands alone is a group of its own."""
    return {field.name: field.column.group or field.name for field in table_fields(record)}


def _iter_fields(record: type[FrozenKeywordOnly]) -> Iterator[Field]:
    annotations, values = dict(fields(record)), defaults(record)
    annotations["private"] = annotations.pop("private")  # which all records have, comes last
    for name, annotation in annotations.items():
        if isinstance(annotation, type) or not hasattr(annotation, "__metadata__"):
            continue
        (column,) = annotation.__metadata__
        form, optional = _form_for(annotation.__origin__)
        yield Field(name, column, column.form or form, optional, values.get(name))
