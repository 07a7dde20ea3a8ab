"""Rosters: the class as Canvas and Moodle export it, read from CSV.

Read are Canvas's gradebook export and Moodle's participants list and gradebook export: with or
without a byte-order mark, with commas, semicolons or tabs, with headings in the languages of the
table below. Other columns are passed over. Nothing of the file is trusted: a row that cannot be
used is named with its line and the reason.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hvutils.captures.names import CONTROLS
from hvutils.errors import KeyFileError

__all__ = ["Person", "Roster", "UserFrom", "read_roster"]

MAX_BYTES = 20 * 1024**2


class UserFrom(StrEnum):
    """Which column is the user name on the hub."""

    LOGIN = "login"
    EMAIL = "email"
    MAILBOX = "mailbox"
    ID = "id"


@dataclass(frozen=True)
class Person:
    """A student of a roster.

    Args:
        user: the user name on the hub.
        first: the first name, or an empty string.
        last: likewise.
        email: likewise.
        lms_id: by which the learning platform knows the student, or an empty string.
        line: the line of the file.
    """

    user: str
    first: str
    last: str
    email: str
    lms_id: str
    line: int


@dataclass(frozen=True)
class Roster:
    """A class as a file states it.

    Args:
        system: ``Canvas`` or ``Moodle``.
        people: its students, in the file's order.
        remarks: what was passed over or guessed, a sentence each.
    """

    system: str
    people: tuple[Person, ...]
    remarks: tuple[str, ...]


# Headings, in small letters. Canvas's stand in lib/gradebook_exporter.rb and gradebook_importer.rb
# (instructure/canvas-lms, read in 2026); its identifying columns are never translated. Moodle's are
# of its language packs: English from grade/import/csv/tests/load_data_test.php (moodle/moodle), the
# others as exports of such sites show them.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "canvas_id": ("id",),
    "sis_id": ("sis user id",),
    "login": (
        "sis login id",
        *("username", "anmeldename", "nom d'utilisateur", "nombre de usuario"),
    ),
    "whole": ("student", "full name", "vollständiger name", "nom complet"),
    "first": ("firstname", "first name", "vorname", "prénom", "nombre"),
    "last": (
        *("lastname", "last name", "surname", "nachname"),
        *("nom", "nom de famille", "apellido(s)", "apellidos"),
    ),
    "email": (
        *("email address", "email", "e-mail-adresse", "adresse de courriel"),
        *("dirección de correo", "dirección email", "correo electrónico"),
    ),
    "idnumber": ("id number", "id-nummer", "numéro d'identification", "número de id"),
}
_NEEDS: Mapping[UserFrom, tuple[str, ...]] = {
    UserFrom.LOGIN: ("login",),
    UserFrom.EMAIL: ("email",),
    UserFrom.MAILBOX: ("email",),
    UserFrom.ID: ("idnumber", "sis_id"),
}
_FIELD_OF = {heading: field for field, headings in _HEADINGS.items() for heading in headings}
# Rows of Canvas's export that are no students.
_NO_STUDENT = re.compile(
    r"\s*(points possible|manual posting|muted|student, test|test student)", re.I
)
# nbgrader keeps submissions in folders of the user's name, and parts names at "+".
_USER = re.compile(r"[\w][\w.@-]{0,119}")


def read_roster(path: Path, user_from: UserFrom | None = None) -> Roster:
    """Read a roster.

    Args:
        path: the CSV file.
        user_from: which column is the user name; by default the login where there is one, else
            what stands before the ``@`` of the e-mail address.

    Raises:
        KeyFileError: the file cannot be read, or is no roster.
    """
    text, remarks = _decoded(path)
    rows, fields = _table(text, path)
    system = "Canvas" if "canvas_id" in fields else "Moodle"
    chosen = user_from or (UserFrom.LOGIN if "login" in fields else UserFrom.MAILBOX)
    needs = {UserFrom.LOGIN: ("login",), UserFrom.ID: ("idnumber", "sis_id")}.get(
        chosen, ("email",)
    )
    if not set(needs) & set(fields):
        raise KeyFileError(
            f"{path.name} has no column for the user name ({chosen.value}); choose another one "
            f"with --user ({', '.join(UserFrom)})"
        )
    if user_from is None and chosen is UserFrom.MAILBOX:
        remarks.append(
            "there is no column of user names: what stands before the @ of the e-mail address is "
            "taken; choose with --user"
        )
    people = tuple(_unique(_people(rows, fields, system, chosen, remarks), remarks))
    if not people:
        raise KeyFileError(f"{path.name} names no student")
    return Roster(system, people, tuple(remarks))


def _decoded(path: Path) -> tuple[str, list[str]]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KeyFileError(f"{str(path)!r} cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise KeyFileError(f"{path.name} is larger than {MAX_BYTES} bytes: that is no roster")
    # Excel saves "Unicode text" as UTF-16 with a mark, and "CSV" in the Windows code page.
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        remark = "the file is no UTF-8: it is read as Windows-1252; check the names"
        return data.decode("cp1252", errors="replace"), [remark]


def _table(text: str, path: Path) -> tuple[list[tuple[int, list[str]]], dict[str, int]]:
    """Return the rows with their lines, and which column has which field."""
    best: dict[str, int] = {}
    sign = ","
    head = text.lstrip("\r\n").split("\n", 1)[0]
    for delimiter in ",;\t":
        with suppress(csv.Error):
            fields = _fields(next(csv.reader([head], delimiter=delimiter), []))
            if len(fields) > len(best):
                best, sign = fields, delimiter
    known = set(best)
    if not known & {"canvas_id", "email", "login", "idnumber"} or len(known) < 2:
        raise KeyFileError(
            f"{path.name} is no roster: its first line names no columns of Canvas's gradebook "
            "export or of Moodle's participants or gradebook export"
        )
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=sign)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise KeyFileError(f"{path.name}, line {reader.line_num}: {error}") from None
    return rows[1:], best


def _fields(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for n, heading in enumerate(headings):
        field = _FIELD_OF.get(" ".join(heading.replace("’", "'").lower().split()))
        if field is not None:
            found.setdefault(field, n)
    return found


def _people(
    rows: Iterable[tuple[int, list[str]]],
    fields: Mapping[str, int],
    system: str,
    chosen: UserFrom,
    remarks: list[str],
) -> Iterator[Person]:
    for line, row in rows:

        def cell(field: str, row: list[str] = row) -> str:
            n = fields.get(field, -1)
            return CONTROLS.sub("", row[n]).strip() if 0 <= n < len(row) else ""

        if _NO_STUDENT.match(cell("whole")) or not any(map(cell, fields)):
            continue
        user = _user(cell, chosen)
        if not user:
            remarks.append(f"line {line}: no user name ({chosen.value}): passed over")
            continue
        if not _USER.fullmatch(user):
            remarks.append(f"line {line}: {user!r} can be no user name: passed over")
            continue
        last, _, first = (part.strip() for part in cell("whole").partition(","))
        if not first:
            first, _, last = cell("whole").rpartition(" ")
        lms_id = cell("canvas_id") if system == "Canvas" else cell("idnumber") or cell("email")
        if not lms_id:
            remarks.append(f"line {line}: {user} has no id in {system}: marks cannot be sent there")
        yield Person(
            user, cell("first") or first, cell("last") or last, cell("email"), lms_id, line
        )


def _user(cell: Callable[[str], str], chosen: UserFrom) -> str:
    user = next(filter(None, map(cell, _NEEDS[chosen])), "")
    if chosen is UserFrom.MAILBOX:
        user = user.partition("@")[0]
    # Source: jupyterhub.auth.Authenticator.normalize_username makes names small.
    return user.lower()


def _unique(people: Iterable[Person], remarks: list[str]) -> Iterator[Person]:
    users: dict[str, Person] = {}
    ids: dict[str, Person] = {}
    for person in people:
        if (before := users.get(person.user)) is not None:
            same = _data(before) == _data(person)
            # Who is in two sections stands there twice.
            how = "the same again" if same else f"and other data than on line {before.line}"
            remarks.append(f"line {person.line}: {person.user} is there twice, {how}: passed over")
            continue
        if person.lms_id and (before := ids.get(person.lms_id)) is not None:
            remarks.append(
                f"line {person.line}: {person.user} has the same id as {before.user} on line "
                f"{before.line}: passed over"
            )
            continue
        users[person.user] = ids[person.lms_id] = person
        yield person


def _data(person: Person) -> tuple[str, ...]:
    return person.first, person.last, person.email, person.lms_id
