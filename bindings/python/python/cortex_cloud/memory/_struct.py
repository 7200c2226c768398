"""How a typed memory becomes the dict that the engine keeps, and comes back from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from typing import Any, ClassVar, TypeVar

S = TypeVar("S", bound="Struct")


@dataclass(kw_only=True)
class Struct:
    """A part of a memory with named fields."""

    # The classes of fields that hold such parts, or lists of them, or enums.
    _classes: ClassVar[Mapping[str, type[Struct] | type[Enum]]] = {}
    # Fields that the engine fills in: left out while they are None.
    _filled: ClassVar[frozenset[str]] = frozenset()

    extra: dict[str, Any] = field(default_factory=dict)
    """What a newer version wrote here; kept as it is."""

    def to_dict(self) -> dict[str, Any]:
        """The dict that `put_memory` takes."""
        members = dict(self.extra)
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name != "extra" and not (value is None and one.name in self._filled):
                members[one.name] = _written(value)
        return members

    @classmethod
    def from_dict(cls: type[S], members: Mapping[str, Any]) -> S:
        """Reads a dict as the engine gives it. Raises `KeyError` for a field that is missing and
        `ValueError` for a name that is not known.
        """
        own = [one for one in fields(cls) if one.name != "extra"]
        for one in own:
            is_required = one.default is MISSING and one.default_factory is MISSING
            if is_required and one.name not in members:
                raise KeyError(f"{cls.__name__} has no {one.name}")
        known = {one.name for one in own}
        given = {name: cls._read(name, value) for name, value in members.items() if name in known}
        extra = {name: value for name, value in members.items() if name not in known}
        return cls(**given, extra=extra)

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        of = cls._classes.get(name)
        if of is None or value is None:
            return value
        read = of.from_dict if issubclass(of, Struct) else of
        return [read(one) for one in value] if isinstance(value, list) else read(value)


def _written(value: Any) -> Any:
    if isinstance(value, Struct):
        return value.to_dict()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return [_written(one) for one in value]
    return value
