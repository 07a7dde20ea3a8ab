"""Rosters of Canvas and Moodle: what is read, what would change, and what is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.cli import main
from hvutils.errors import KeyFileError
from hvutils.grading.classroom.roster import UserFrom, read_roster
from hvutils.grading.course.course import Course

from ..conftest import lay_out_course

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Recon (77),Final Score
,,,,,Manual Posting,
    Points Possible,,,,,24.00,(read only)
"Lovelace, Ada",4711,S-1,ada,HV 1,20.00,80
"Nguyễn, Ben",4712,S-2,Ben,HV 1,,0
"Lovelace, Ada",4711,S-1,ada,HV 2,20.00,80
"Student, Test",4999,,f8e1b5c7,HV 1,,
"""
MOODLE = """\
"First name",Surname,"ID number",Institution,Department,"Email address","Assignment: Recon (Real)"
Ada,Lovelace,33,,,ada@example.org,20.00
Ben,Nguyễn,34,,,ben@example.org,-
"""
GERMAN = "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\r\nAda;Løvelace;33;ada@example.org\r\n"
SPANISH = 'Nombre,Apellido(s),"Número de ID","Dirección de correo"\nAda,Pérez,33,ada@example.org\n'
FRENCH = (
    "Prénom\tNom\tNuméro d’identification\tAdresse de courriel\nAda\tLe Gall\t33\tada@example.org\n"
)
PARTICIPANTS = "First name,Last name,Email address,Groups\nAda,Lovelace,ada@example.org,A\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_canvas_rows_that_are_no_students_are_passed_over(tmp_path):
    roster = read_roster(write(tmp_path, CANVAS))
    assert roster.system == "Canvas"
    assert [(row.user, row.first, row.last, row.lms_id) for row in roster.people] == [
        ("ada", "Ada", "Lovelace", "4711"),
        ("ben", "Ben", "Nguyễn", "4712"),
    ]
    assert roster.remarks == ("line 6: ada is there twice, the same again: passed over",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("text", "last"),
    [
        (MOODLE, "Lovelace"),
        (GERMAN, "Løvelace"),
        (SPANISH, "Pérez"),
        (FRENCH, "Le Gall"),
        (PARTICIPANTS, "Lovelace"),
    ],
    ids=["moodle", "german", "spanish", "french", "participants"],
)
def test_headings_signs_and_encodings(tmp_path, text, last, encoding):
    roster = read_roster(write(tmp_path, text, encoding))
    first = roster.people[0]
    assert (roster.system, first.user, first.first, first.last) == ("Moodle", "ada", "Ada", last)
    assert first.lms_id == ("ada@example.org" if text == PARTICIPANTS else "33")
    assert "stands before the @" in roster.remarks[0]


def test_a_file_of_windows_is_read_and_said_so(tmp_path):
    roster = read_roster(write(tmp_path, GERMAN, "cp1252"))
    assert roster.people[0].last == "Løvelace"
    assert "Windows-1252" in roster.remarks[0]


@pytest.mark.parametrize(
    ("kind", "user"),
    [(UserFrom.EMAIL, "ada@example.org"), (UserFrom.MAILBOX, "ada"), (UserFrom.ID, "33")],
)
def test_the_user_name_can_be_chosen(tmp_path, kind, user):
    assert read_roster(write(tmp_path, MOODLE), kind).people[0].user == user


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        ("Eva,E,35,,,,", "line 4: no user name (mailbox): passed over"),
        ("Eva,E,35,,,../../etc@x.org,", "line 4: '../../etc' can be no user name: passed over"),
        ("Eva,E,35,,,a+b@x.org,", "line 4: 'a+b' can be no user name: passed over"),
        (
            "Eva,E,33,,,eva@example.org,",
            "line 4: eva has the same id as ada on line 2: passed over",
        ),
        ("Eva,E,36,,,ada@x.org,", "line 4: ada is there twice, and other data than on line 2: "),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path, row, remark):
    roster = read_roster(write(tmp_path, MOODLE + row + "\n"))
    assert [person.user for person in roster.people] == ["ada", "ben"]
    assert any(found.startswith(remark) for found in roster.remarks), roster.remarks


def test_no_id_in_the_platform_is_said(tmp_path):
    roster = read_roster(write(tmp_path, CANVAS.replace("4712", "")))
    assert roster.people[1].lms_id == ""
    assert any("ben has no id in Canvas" in remark for remark in roster.remarks)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no roster"),
        ("a,b,c\n1,2,3\n", "is no roster"),
        ("ID,Name\n1,x\n", "is no roster"),
        ("First name,Surname,Email address\n", "names no student"),
        ("First name,Surname,ID number\nAda,L,3\n", "no column for the user name"),
        ("\x00\x01", "is no roster"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path, text, words):
    with pytest.raises(KeyFileError, match=words):
        read_roster(write(tmp_path, text))


@given(st.binary(max_size=400))
def test_no_file_ends_in_anything_but_a_roster_or_a_sentence(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    for head in (b"", b"Student,ID,SIS Login ID,Section\n", GERMAN.encode()[:45]):
        path.write_bytes(head + data)
        try:
            assert read_roster(path).people
        except KeyFileError as error:
            assert len(str(error).splitlines()) == 1


@pytest.fixture
def course(repo_root, tmp_path) -> Course:
    course = Course(lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange"))
    with course.gradebook(make=True) as gradebook:
        gradebook.add_student("ada", first_name="Ada", email="ada@example.org")
        gradebook.add_student("zoe", first_name="Zoe")
    return course


def roster(course: Course, *words: str) -> int:
    return main(["course", "roster", *words, "--course", str(course.root)])


def students(course: Course) -> dict[str, tuple]:
    with course.gradebook() as gradebook:
        return {
            row.id: (row.first_name, row.last_name, row.email, row.lms_user_id)
            for row in gradebook.students
        }


def test_a_dry_run_says_what_would_change_and_changes_nothing(course, tmp_path, capsys):
    before = students(course)
    file = write(tmp_path, CANVAS)
    assert roster(course, str(file)) == 0
    said = capsys.readouterr().out
    assert "new      ben  Ben Nguyễn" in said
    assert "changed  ada  last name: (none) -> Lovelace" in said
    assert "kept     zoe" in said
    assert "nothing is changed yet" in said
    assert students(course) == before
    assert roster(course, str(file), "--apply") == 0
    # What the file leaves empty, Ada's e-mail address, stays.
    assert students(course) == {
        "ada": ("Ada", "Lovelace", "ada@example.org", "4711"),
        "ben": ("Ben", "Nguyễn", None, "4712"),
        "zoe": ("Zoe", None, None, None),
    }
    capsys.readouterr()
    assert roster(course, str(file)) == 0
    assert "same     2 students" in capsys.readouterr().out


def test_an_id_that_another_student_has_is_refused(course, tmp_path, capsys):
    file = write(tmp_path, CANVAS)
    roster(course, str(file), "--apply")
    other = write(tmp_path, CANVAS.replace(",ada,", ",ada2,"))
    before = students(course)
    assert roster(course, str(other), "--apply") == 2
    assert "'ada2' has the id '4711', which the gradebook has for 'ada'" in capsys.readouterr().err
    assert students(course) == before


def test_a_file_that_is_not_there_is_named(course, tmp_path, capsys):
    assert roster(course, str(tmp_path / "nope.csv")) == 2
    assert "nope.csv' cannot be read" in capsys.readouterr().err
