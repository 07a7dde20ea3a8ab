"""Fields: the settings of one table of a key, each taken once, the rest refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hvutils.errors import KeyFileError

__all__ = ["Fields"]

_MISSING = object()


class Fields:
    """The settings of one table of a key.

    Args:
        where: the key and the question, for messages.
        table: what stands there.

    Raises:
        KeyFileError: it is no table.
    """

    def __init__(self, where: str, table: object) -> None:
        if not isinstance(table, dict):
            raise KeyFileError(f"{where}: {table!r} is no table of settings")
        self.where = where
        self._left: dict[str, Any] = dict(table)

    def __contains__(self, name: object) -> bool:
        return name in self._left

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._left))

    def take(self, name: str, default: Any = _MISSING) -> Any:
        """Return a setting's value as TOML has it.

        Raises:
            KeyFileError: it is missing, and there is no default.
        """
        value = self._left.pop(name, default)
        if value is _MISSING:
            raise KeyFileError(f"{self.where}: {name!r} is missing")
        return value

    def number(self, name: str, default: Any = _MISSING) -> float:
        """Return a number that is not below zero."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
            raise KeyFileError(f"{self.where}: {name} = {value!r} is no number from 0 upwards")
        return float(value)

    def text(self, name: str, default: Any = _MISSING) -> str:
        """Return a text."""
        value = self.take(name, default)
        if not isinstance(value, str):
            raise KeyFileError(f"{self.where}: {name} = {value!r} is no text in quotes")
        return value

    def texts(self, name: str, default: Any = _MISSING) -> dict[str, str]:
        """Return a table of texts to what is said of each."""
        value = self.take(name, default)
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise KeyFileError(
                f"{self.where}: {name} is a table of words and what to say: "
                f'{name} = {{ "…" = "…" }}'
            )
        return dict(value)

    def names(self, name: str, default: Any = _MISSING) -> tuple[str, ...]:
        """Return a list of names."""
        value = self.take(name, default)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise KeyFileError(f'{self.where}: {name} = {value!r} is no list of names ["…", "…"]')
        return tuple(value)

    def tables(self, name: str, default: Any = _MISSING) -> list[Fields]:
        """Return a list of tables, each with its own settings."""
        value = self.take(name, default)
        if not isinstance(value, list):
            raise KeyFileError(f"{self.where}: {name} is a list of tables: {name} = [{{ … }}]")
        return [Fields(f"{self.where}, {name} {n}", row) for n, row in enumerate(value, 1)]

    def table(self, name: str, default: Any = _MISSING) -> Mapping[str, Any]:
        """Return a table as it stands."""
        value = self.take(name, default)
        if not isinstance(value, dict):
            raise KeyFileError(f"{self.where}: {name} = {value!r} is no table")
        return value

    def end(self) -> None:
        """Refuse what was not taken.

        Raises:
            KeyFileError: a setting is left that nothing knows.
        """
        for name in self._left:
            raise KeyFileError(
                f"{self.where}: {name!r} is no setting here: take it out, or mend it"
            )
