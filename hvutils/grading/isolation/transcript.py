"""The transcript of a notebook: from what its kernel says to outputs as nbformat has them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hvutils.bundle import ANSWER_MIME, RETURNED_MIME
from hvutils.grading.isolation.messages import Message

__all__ = ["Transcript"]

_MAX_OUTPUTS = 1000
"""How many outputs of a cell are kept: a page with more shows nobody anything."""

_MAX_ALL, _MIN_OUTPUTS = 10_000, 20
"""How many outputs of a notebook are kept, and how many of each cell all the same."""

_MAX_LINES = 1000
"""How many lines of a traceback are kept."""

_MAX_SAME = 20
"""How many outputs with one display id follow its updates."""

_MAX_KEYS = 100
_MAX_NAME = 200

_MAX_JSON = 4 * 1024**2
"""How many bytes of a notebook's messages may hold JSON: read, it can take twenty times its size.
Answers and all the rest have so much each."""

# nbformat.v4.schema.json, mimebundle: these hold anything, all others text.
_JSON = re.compile(r"application/(.*\+)?json")
_ANSWERS = (ANSWER_MIME, RETURNED_MIME)


@dataclass
class _Cell:
    outputs: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0
    clear: bool = False


class Transcript:
    """The outputs of cells, as they come in.

    Args:
        cell_bytes: what one cell may say; what comes after that is dropped.
    """

    def __init__(self, cell_bytes: int) -> None:
        self._limit = cell_bytes
        self._cells: dict[int, _Cell] = {}
        self._shown: dict[str, list[dict[str, Any]]] = {}
        self._kept = 0
        self._json = {True: 0, False: 0}

    def begin(self, cell: int) -> None:
        """Note that a cell runs, whether it says anything or not."""
        self._cells.setdefault(cell, _Cell())

    def outputs(self) -> dict[int, list[dict[str, Any]]]:
        """Return the outputs by cell."""
        return {
            index: [_joined(output) for output in cell.outputs]
            for index, cell in self._cells.items()
        }

    def add(self, index: int, message: Message) -> bool:
        """Add what a message says to a cell.

        Returns:
            Whether the cell is still within its bounds.
        """
        cell = self._cells.setdefault(index, _Cell())
        cell.size += message.size
        if cell.size > self._limit:
            return False
        content = self._bounded(message)
        if message.kind == "clear_output":
            cell.clear = True
            if content.get("wait") is not True:
                self._clear(cell)
        elif message.kind == "update_display_data":
            self._update(content)
        elif (output := _output(message.kind, content)) is not None:
            if cell.clear:
                self._clear(cell)
            self._append(cell, output)
            self._remember(content, output)
        return True

    def note(self, index: int, name: str, words: str) -> None:
        """Add an error of ours to a cell."""
        cell = self._cells.setdefault(index, _Cell())
        error = {"output_type": "error", "ename": name, "evalue": words}
        cell.outputs.append({**error, "traceback": [f"{name}: {words}"]})

    def _bounded(self, message: Message) -> dict[str, Any]:
        """Return what a message says, without JSON beyond what a notebook may show of it."""
        data, metadata = message.content.get("data"), message.content.get("metadata")
        shown = data if isinstance(data, dict) and len(data) <= _MAX_KEYS else {}
        kinds = {mime: mime in _ANSWERS for mime in shown if _JSON.fullmatch(mime[:_MAX_NAME])}
        if not kinds and not metadata:
            return message.content
        # Metadata is no answer.
        for kind in {*kinds.values(), *((False,) if metadata else ())}:
            self._json[kind] += message.size
        left = {kind: size <= _MAX_JSON for kind, size in self._json.items()}
        kept = {
            mime: value for mime, value in shown.items() if mime not in kinds or left[kinds[mime]]
        }
        return {**message.content, "data": kept, "metadata": metadata if left[False] else {}}

    def _clear(self, cell: _Cell) -> None:
        cell.outputs.clear()
        cell.clear = False

    def _append(self, cell: _Cell, output: dict[str, Any]) -> None:
        last = cell.outputs[-1] if cell.outputs else {}
        if "text" in output and last.get("name") == output["name"]:
            last["text"] += output["text"]  # lists: a text would be copied each time
        elif len(cell.outputs) < (_MAX_OUTPUTS if self._kept < _MAX_ALL else _MIN_OUTPUTS):
            self._kept += 1
            cell.outputs.append(output)

    def _remember(self, content: dict[str, Any], output: dict[str, Any]) -> None:
        # Only what is shown can be shown anew; an error with such an id is somebody's invention.
        if "data" not in output or not _display_id(content) or len(self._shown) >= _MAX_OUTPUTS:
            return
        same = self._shown.setdefault(_display_id(content), [])
        # Each update changes all of them.
        if len(same) < _MAX_SAME:
            same.append(output)

    def _update(self, content: dict[str, Any]) -> None:
        bundle = _bundle(content)
        for output in self._shown.get(_display_id(content), ()):
            output.update(bundle)


def _display_id(content: dict[str, Any]) -> str:
    transient = content.get("transient")
    name = transient.get("display_id") if isinstance(transient, dict) else None
    return name if isinstance(name, str) else ""


def _output(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    match kind:
        case "stream":
            name, text = content.get("name"), content.get("text")
            if name in ("stdout", "stderr") and isinstance(text, str):
                return {"output_type": kind, "name": name, "text": [text]}
        case "display_data":
            return {"output_type": kind, **_bundle(content)}
        case "execute_result":
            count = content.get("execution_count")
            number = count if type(count) is int and count >= 0 else None
            return {"output_type": kind, "execution_count": number, **_bundle(content)}
        case "error":
            lines = content.get("traceback")
            shown = [str(line) for line in lines[:_MAX_LINES]] if isinstance(lines, list) else []
            name, words = str(content.get("ename", "")), str(content.get("evalue", ""))
            return {"output_type": kind, "ename": name, "evalue": words, "traceback": shown}
    return None


def _bundle(content: dict[str, Any]) -> dict[str, Any]:
    """Return data and metadata of what is shown, as far as nbformat's schema allows them."""
    data, metadata = content.get("data"), content.get("metadata")
    shown = data if isinstance(data, dict) and len(data) <= _MAX_KEYS else {}
    return {
        "data": {mime: value for mime, value in shown.items() if _allowed(mime, value)},
        "metadata": metadata if isinstance(metadata, dict) else {},
    }


def _allowed(mime: str, value: object) -> bool:
    if len(mime) > _MAX_NAME:
        return False
    return _JSON.fullmatch(mime) is not None or isinstance(value, str)


def _joined(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": "".join(output["text"])}
    return output
