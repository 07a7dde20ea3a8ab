"""The gradebook's connection, and what its failures mean in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from hvutils.errors import GradebookError, MissingPackageError, OutputError

__all__ = [
    "check_course",
    "check_gradebook",
    "check_there",
    "engine_of",
    "is_there",
    "open_gradebook",
    "said_in_words",
]

_PATIENCE = 5
"""How long a locked gradebook is waited for, in seconds."""

_LOCKED = (
    "the gradebook {where} is locked by another program: let it end (a formgrader that is saving, "
    "nbgrader, sqlite3), and run the command again"
)
_READ_ONLY = (
    "the gradebook {where} cannot be written: make it and its folder writable for this user, "
    "and run the command again"
)
_FULL = (
    "the disk of the gradebook {where} is full: what is graded is recorded; make room and run the "
    "command again, and it goes on from there"
)
_OLD = (
    "the gradebook {where} is of another version of nbgrader: back it up, and run "
    "nbgrader db upgrade"
)
_NONE = "there is no gradebook {where} yet: build the assignment first with hv course build"
_BROKEN = "the gradebook {where} is no database, or a damaged one: restore it from a backup"

# What the databases say, in small letters, and what it means; SQLite first, then PostgreSQL.
_WORDS = (
    ("database is locked", _LOCKED),
    ("database table is locked", _LOCKED),
    ("readonly database", _READ_ONLY),
    ("read-only transaction", _READ_ONLY),
    ("permission denied", _READ_ONLY),
    ("unable to open database file", _READ_ONLY),
    ("database or disk is full", _FULL),
    ("disk i/o error", _FULL),
    ("no space left on device", _FULL),
    ("no such table", _OLD),
    ("no such column", _OLD),
    ("undefinedtable", _OLD),
    ("undefinedcolumn", _OLD),
    ("file is not a database", _BROKEN),
    ("malformed", _BROKEN),
)


def open_gradebook(url: str) -> Engine:
    """Open a gradebook, and prove that it can be written.

    Args:
        url: its address, as ``CourseDirectory.db_url`` has it.

    Raises:
        GradebookError: it is not there, is locked, cannot be written, or is no gradebook.
        MissingPackageError: the driver of its database is not installed.
    """
    check_there(url)
    engine = engine_of(url)
    if not _prove_writable(engine):
        raise GradebookError(_NONE.format(where=_where(engine)))
    return engine


def check_there(url: str) -> None:
    """Check that there is a gradebook, without opening it.

    Args:
        url: its address, as ``CourseDirectory.db_url`` has it.

    Raises:
        GradebookError: there is none.
        MissingPackageError: the driver of its database is not installed.
    """
    engine = engine_of(url)
    if not is_there(engine):
        raise GradebookError(_NONE.format(where=engine.url.database or ""))


def check_gradebook(url: str) -> None:
    """Check that a gradebook can be written, where there is one already.

    Args:
        url: its address, as ``CourseDirectory.db_url`` has it.

    Raises:
        GradebookError: it is locked, cannot be written, or is no gradebook.
        MissingPackageError: the driver of its database is not installed.
    """
    engine = engine_of(url)
    if is_there(engine):
        _prove_writable(engine)
    engine.dispose()


def check_course(url: str, name: str) -> None:
    """Check that a gradebook can be written, where it does not know the course yet.

    nbgrader adds the course to each gradebook that it opens, also to read in it.

    Args:
        url: its address, as ``CourseDirectory.db_url`` has it.
        name: the course, as ``CourseDirectory.course_id`` has it.

    Raises:
        GradebookError: it cannot be read; or it has to be written, and cannot be.
        MissingPackageError: the driver of its database is not installed.
    """
    engine = engine_of(url)
    if not is_there(engine):
        return
    known = text("SELECT count(*) FROM course WHERE id = :name")
    with said_in_words(engine), engine.connect() as connection:
        tables = engine.dialect.has_table(connection, "course")
        written = not tables or connection.execute(known, {"name": name}).scalar() == 0
    engine.dispose()
    if written:
        check_gradebook(url)


def _prove_writable(engine: Engine) -> bool:
    """Prove that a gradebook can be written; ``False`` where it has no tables yet."""
    if engine.dialect.name == "sqlite":
        _plain_transactions(engine)
    with said_in_words(engine), engine.connect() as connection:
        if not engine.dialect.has_table(connection, "submitted_assignment"):
            return False
        connection.rollback()
        with connection.begin():
            # Nothing is changed: a transaction that may write is begun, and rolled back.
            connection.execute(text("UPDATE course SET id = id WHERE 1 = 0"))
            connection.get_transaction().rollback()  # type: ignore[union-attr]
    return True


def engine_of(url: str) -> Engine:
    """Return the engine of an address, without asking it anything.

    Raises:
        GradebookError: it is no address.
        MissingPackageError: the driver of its database is not installed.
    """
    try:
        address = make_url(url)
        timeout = {"timeout": _PATIENCE} if address.get_backend_name() == "sqlite" else {}
        return create_engine(address, connect_args=timeout)
    except (ArgumentError, NoSuchModuleError):
        raise GradebookError(
            f"{url!r} is no address of a gradebook: mend CourseDirectory.db_url in "
            "nbgrader_config.py"
        ) from None
    except ModuleNotFoundError as error:
        raise MissingPackageError(
            f"the gradebook is at {address.render_as_string()}, and the package {error.name!r} is "
            "not installed: pip install 'hvutils[postgresql]'"
        ) from None


def is_there(engine: Engine) -> bool:
    """Return whether there is a gradebook, without opening it."""
    # Left alone, SQLite makes an empty file of a name that it does not find.
    name = engine.url.database or ""
    made = engine.dialect.name == "sqlite" and not name.startswith("file:")
    return not made or Path(name).exists()


def _plain_transactions(engine: Engine) -> None:
    """Begin each transaction as one that writes: so a lock is seen at its start, and waited for."""

    @event.listens_for(engine, "connect")
    def _no_magic(connection: object, record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]


@contextmanager
def said_in_words(engine: Engine) -> Iterator[None]:
    """Raise the database's failures as sentences of ours.

    Raises:
        GradebookError: the gradebook cannot be used.
        OutputError: its disk is full.
    """
    try:
        yield
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        # PostgreSQL's driver names the fault in the class of the exception.
        marks = f"{type(error.orig).__name__} {said}".lower()
        for words, sentence in _WORDS:
            if words in marks:
                kind = OutputError if sentence is _FULL else GradebookError
                raise kind(sentence.format(where=_where(engine))) from None
        raise GradebookError(f"the gradebook {_where(engine)} cannot be used: {said}") from None
    except SQLAlchemyError as error:
        said = " ".join(str(error).split())
        raise GradebookError(f"the gradebook {_where(engine)} cannot be used: {said}") from None


def _where(engine: Engine) -> str:
    # Never the password.
    return engine.url.database or "" if engine.dialect.name == "sqlite" else repr(engine.url)
