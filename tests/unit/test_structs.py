"""Frozen data: created by position or name, equal by value, never changed."""

from typing import ClassVar

import pytest

from mentorlog.structs import Frozen, FrozenKeywordOnly, asdict, defaults, fields, replace


class Point(Frozen):
    """A place."""

    x: int
    y: int = 0


class Tinted(Point):
    """A place with a colour."""

    colour: str = "red"


class Thing(FrozenKeywordOnly):
    """A class with class attributes, and a required field after an optional one."""

    kind: ClassVar[str] = "thing"
    sizes: "ClassVar[tuple[int, ...]]" = (1, 2)
    weight: int = 1
    name: str


def test_fields_are_given_by_position_or_name_and_defaults_apply() -> None:
    assert asdict(Point(3)) == {"x": 3, "y": 0} == asdict(Point(y=0, x=3))
    assert asdict(Tinted(1, 2, "blue")) == {"x": 1, "y": 2, "colour": "blue"}
    assert asdict(Thing(name="pen")) == {"weight": 1, "name": "pen"}


@pytest.mark.parametrize("values", [{}, {"x": 1, "z": 2}, {"y": 1}])
def test_a_field_that_is_missing_or_unknown_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="x, y"):
        Point(**values)
    with pytest.raises(TypeError, match="x, y"):
        Point(1, 2, 3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="x, y"):
        Point(1, x=2)  # type: ignore[misc]


def test_nothing_changes_it() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="frozen"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del point.x
    assert replace(point, x=2) == Point(2)
    assert point == Point(1)
    with pytest.raises(TypeError):
        replace(point, z=2)  # type: ignore[call-arg]


def test_it_equals_what_is_of_its_class_and_has_its_values() -> None:
    assert Point(1, 2) == Point(y=2, x=1)
    assert {Point(1, 2), Point(y=2, x=1)} == {Point(1, 2)}
    assert Tinted(1, 2) != Point(1, 2)
    assert repr(Tinted(1)) == "Tinted(x=1, y=0, colour='red')"


def test_it_matches_by_place() -> None:
    match Tinted(1, 2):
        case Tinted(x, y, colour):
            assert (x, y, colour) == (1, 2, "red")


def test_its_declarations_can_be_read() -> None:
    assert fields(Tinted) == {"x": int, "y": int, "colour": str}
    assert defaults(Thing) == {"weight": 1}
