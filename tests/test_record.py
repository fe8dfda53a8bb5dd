"""Records are frozen dataclasses: whatever holds for those holds for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest

from cxm._record import Record


class Edge(Record):
    """A record with a default, a factory and a check of its own."""

    low: float
    high: float = 10
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("upside down")


@dataclass(frozen=True)
class Model:
    """The same as the standard library has it."""

    low: float
    high: float = 10
    names: Mapping[str, str] = field(default_factory=dict)


class Other(Record):
    low: float
    high: float = 10
    names: Mapping[str, str] = field(default_factory=dict)


@pytest.mark.parametrize("given", [((1,), {}), ((1, 2), {}), ((), {"low": 1}), ((1,), {"names": {"a": "b"}}), ((1, 2, {}), {})])
def test_it_holds_what_a_frozen_dataclass_holds(given):
    values, named = given
    ours, model = Edge(*values, **named), Model(*values, **named)
    assert vars(ours) == vars(model)
    assert repr(ours) == repr(model).replace("Model", "Edge")


@pytest.mark.parametrize("given", [((), {}), ((1, 2, {}, 4), {}), ((1,), {"low": 2}), ((1,), {"wide": True}), ((), {"high": 2})])
def test_what_a_dataclass_refuses_it_refuses(given):
    values, named = given
    for kind in (Model, Edge):
        with pytest.raises(TypeError):
            kind(*values, **named)


def test_it_is_a_dataclass_to_the_standard_library():
    assert is_dataclass(Edge)
    assert [one.name for one in fields(Edge)] == ["low", "high", "names"]
    assert replace(Edge(1), high=3) == Edge(1, 3)
    with pytest.raises(ValueError, match="upside down"):
        replace(Edge(1), high=0)


def test_it_cannot_be_changed():
    edge = Edge(1)
    with pytest.raises(FrozenInstanceError):
        edge.low = 2
    with pytest.raises(FrozenInstanceError):
        del edge.low
    assert edge == Edge(1)


def test_equal_records_are_of_one_class_and_hash_alike():
    assert Edge(1) == Edge(1.0)
    assert Edge(1) != Edge(2)
    assert Edge(1) != Other(1)
    assert hash(Other(1, 2, ())) == hash(Other(1, 2, ()))
    with pytest.raises(TypeError):
        hash(Edge(1, names={"a": "b"}))


def test_each_record_has_a_mapping_of_its_own():
    assert Edge(1).names is not Edge(1).names
