"""A class of 200 simulated students, the same on every run, in a real gradebook and a record.

``python -m tests.grading.classroom.simulated FOLDER`` writes the class report of it, to look at.
"""

from __future__ import annotations

import random
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import SubmittedNotebook

from hvutils.grading.course.course import Course
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import GradedItem, GradedRecord, append_record, record_path

ASSIGNMENT = "recon"
DUE = datetime(2026, 11, 20, 22, 0)
# A server, what it runs on, what it is taken for, how hard it is, and the misconception.
SERVERS = (
    ("amber", "vmware", "none", 0.15, "A VMware guest prints VMware everywhere: three lines do."),
    ("birch", "none", "kvm", 0.35, "vmx is a capability of the CPU, not a sign of a guest."),
    ("cedar", "hyper-v", "none", 0.30, "systeminfo's line says that a hypervisor was detected."),
    ("dogwood", "kvm", "qemu", 0.20, "QEMU is the device model; KVM runs the guest."),
    ("elder", "xen", "none", 0.45, "A dom0 sees bare metal's DMI strings and is a guest of Xen."),
    ("fir", "virtualbox", "vmware", 0.12, ""),
    ("gorse", "nitro", "kvm", 0.55, "Nitro is KVM's, but the cloud's own: DMI says Amazon EC2."),
    ("hazel", "kvm", "hyper-v", 0.60, "Hyper-V's CPUID leaves are enlightenments that KVM lends."),
)
COLUMNS = ("platform", "role", "type", "evidence")
REFLECTION = "reflection"


@dataclass(frozen=True)
class Simulated:
    """A simulated student: how able, and which story."""

    name: str
    first: str
    last: str
    able: float
    story: str


def students(count: int, dice: random.Random) -> list[Simulated]:
    """Return the class; the first ones have stories, the others are many."""
    firsts = ("Ada", "Ben", "Chloé", "Dev", "Ewa", "Finn", "Gita", "Håkon", "Iris", "Juan", "Kofi")
    lasts = ("Lovelace", "Nguyễn", "O'Brien", "Ørsted", "Patel", "Quist", "Rossi", "Sørensen")
    stories = ("copied", "copies", "hostile", "held", "contained", "silent", "extra", "absent")
    made = []
    for n in range(count):
        first, last = firsts[n % len(firsts)], lasts[n // len(firsts) % len(lasts)]
        able = min(0.97, max(0.05, dice.gauss(0.68, 0.2)))
        story = stories[n] if n < len(stories) else "absent" if n % 41 == 0 else ""
        if story == "hostile":
            first, last = "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>'
        if story in ("copied", "copies"):
            able = 0.35
        made.append(Simulated(f"s{n:03}", first, last, able, story))
    return made


def items(student: Simulated, dice: random.Random) -> list[GradedItem]:
    """Return what a student answered, marked."""
    drawn = dice.sample(SERVERS, 4)
    answered = [_choice(student, dice)]
    for n, (server, truth, taken, hard, why) in enumerate(drawn):
        for column in COLUMNS:
            answered.append(
                _cell(student, f"srv-{n + 1}", server, truth, taken, hard, why, column, dice)
            )
    for _ in range(6):
        right = dice.random() < student.able + 0.1
        answered.append(
            GradedItem(
                f"vendor-prefix('{dice.randrange(16**6):06x}')",
                "'00:50:56'" if right else "'00-50-56'" if dice.random() < 0.7 else "None",
                Outcome.RIGHT if right else Outcome.WRONG,
                0.5 if right else 0.0,
                0.5,
                question="vendor-prefix",
                notebook=ASSIGNMENT,
            )
        )
    return answered


def _choice(student: Simulated, dice: random.Random) -> GradedItem:
    right = dice.random() < student.able + 0.15
    why = "" if right else "Absence of evidence is not bare metal."
    said = "nothing either way" if right else "it is bare metal"
    outcome = Outcome.RIGHT if right else Outcome.WRONG
    return GradedItem(
        *("empty-grep", said, outcome, float(right), 1.0),
        question="empty-grep",
        misconception=why,
        notebook=ASSIGNMENT,
    )


def _cell(student, host, server, truth, taken, hard, why, column, dice) -> GradedItem:
    share = student.able * (1 - hard) + (0.25 if column == "role" else 0.0)
    luck = dice.random()
    expert = {
        "platform": truth,
        "role": "host" if truth == "none" else "guest",
        "type": "undetermined" if truth == "vmware" else "type-1",
        "evidence": f"dmidecode.txt:{len(server)}",
    }[column]
    item = GradedItem(
        f"{host} · {column}",
        expert,
        Outcome.RIGHT,
        1.0,
        1.0,
        question="audit",
        truth=expert,
        subject=server,
        aspect=column,
        notebook=ASSIGNMENT,
    )
    if student.story == "silent" or luck > 0.97:
        return replace(item, given="", outcome=Outcome.MISSING, points=0.0)
    if luck < share:
        return item
    if column == "evidence" and luck < share + 0.2:
        return replace(item, given="lspci.txt:3", outcome=Outcome.PARTLY, points=0.5)
    if column == "evidence":
        said, behind = f"lsmod.txt:{dice.randrange(1, 90)}", ""
    elif column == "platform" and dice.random() < 0.75:
        said, behind = taken, why
    else:
        said = dice.choice(("vmwear", "kvm", "xen", "type-2", "type-1", "cloud"))
        behind = ""
    if said == expert:
        return item
    return replace(item, given=said, outcome=Outcome.WRONG, points=0.0, misconception=behind)


def copy(mine: list[GradedItem], theirs: list[GradedItem]) -> list[GradedItem]:
    """Return what a student has who takes another's table, place by place."""
    given = {(item.question, item.item): item.given for item in theirs}
    made = []
    for item in mine:
        said = given.get((item.question, item.item), item.given)
        if item.question == "audit" and said:
            right = said == item.truth
            outcome = Outcome.RIGHT if right else Outcome.WRONG
            item = replace(item, given=said, outcome=outcome, points=float(right), misconception="")
        made.append(item)
    return made


def lay_out(folder: Path, source: Path, count: int = 200, *, due: datetime | None = DUE) -> Path:
    """Write the class into a course folder: gradebook, submissions and record.

    Args:
        folder: the course's folder; it is made.
        source: a checkout, whose source and configuration are taken.
        count: how many students.
        due: the due date, or None.
    """
    dice = random.Random(20261124)
    shutil.copytree(source / "source", folder / "source")
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nload_subconfig('nbgrader_config.py', path={str(source)!r})\n"
    )
    with Course(folder).gradebook(make=True) as gradebook:
        gradebook.add_assignment(ASSIGNMENT, duedate=due)
        gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for name, points in (
            ("empty-grep", 1),
            ("audit", 16),
            ("vendor-prefix", 3),
            (REFLECTION, 4),
        ):
            gradebook.add_grade_cell(
                name, ASSIGNMENT, ASSIGNMENT, max_score=points, cell_type="code"
            )
        before: list[GradedItem] = []
        for student in students(count, dice):
            answered = items(student, dice)
            if student.story == "copies":
                answered = copy(answered, before)
            before = answered
            _write(folder, gradebook, student, answered, dice)
    return folder


def _write(folder, gradebook, student, answered, dice) -> None:
    gradebook.update_or_create_student(
        student.name, first_name=student.first, last_name=student.last
    )
    if student.story == "absent":
        return
    late = dice.random() < 0.08
    stamp = DUE + timedelta(
        minutes=dice.randrange(20, 2600) if late else -dice.expovariate(1 / 1500)
    )
    there = folder / "submitted" / student.name / ASSIGNMENT
    there.mkdir(parents=True)
    (there / f"{ASSIGNMENT}.ipynb").write_text("{}")
    submission = gradebook.update_or_create_submission(
        ASSIGNMENT, student.name, timestamp=stamp.replace(microsecond=0)
    )
    notebook: SubmittedNotebook = submission.notebooks[0]
    if late and gradebook.find_assignment(ASSIGNMENT).duedate is not None:
        notebook.late_submission_penalty = 2.0
    for grade in notebook.grades:
        if grade.name == REFLECTION:
            grade.needs_manual_grade = dice.random() < 0.1 or student.story == "held"
            if not grade.needs_manual_grade:
                grade.manual_score = round(4 * min(1.0, student.able + 0.15) * 2) / 2
            continue
        grade.auto_score = sum(item.points for item in answered if item.question == grade.name)
        grade.needs_manual_grade = False
        if student.story == "extra" and grade.name == "audit":
            grade.extra_credit = 1.5
    gradebook.db.commit()
    _record(folder, student, stamp, answered)


def _record(folder: Path, student: Simulated, stamp: datetime, answered: list[GradedItem]) -> None:
    incidents: tuple[str, ...] = ()
    held = ""
    if student.story == "hostile":
        incidents = ("cell 4 ran longer than 30 s and was stopped", "<b>a tag</b> in Markdown")
        answered = [
            replace(item, given="<img src=x onerror=alert(3)>", outcome=Outcome.WRONG, points=0.0)
            if item.question == "empty-grep"
            else item
            for item in answered
        ]
    if student.story == "contained":
        incidents = ("the cell audit was there twice: the first one counts",)
    if student.story == "held":
        held = "the answers name servers of another set: confirm with hv course alias s003 OTHER"
        answered = []
    record = GradedRecord(
        student.name,
        f"{stamp:%Y-%m-%dT%H:%M:%SZ}",
        "2026-11-24T12:00:00Z",
        "5f0c91d2ab34",
        incidents,
        held,
        tuple(answered),
    )
    path = record_path(folder, ASSIGNMENT)
    if student.name in ("s010", "s011", "s012"):
        # Marked once more after a row of the key was mended.
        old = [
            replace(item, points=0.0, outcome=Outcome.WRONG) if item.item == "empty-grep" else item
            for item in answered
        ]
        append_record(path, replace(record, key_version="0a11d00fbeef", items=tuple(old)))
    append_record(path, record)


if __name__ == "__main__":
    from hvutils.cli import main

    target = Path(sys.argv[1])
    checkout = Path(__file__).resolve().parents[3]
    lay_out(target / "course", checkout, *map(int, sys.argv[2:]))
    page, rows = str(target / "report.html"), str(target / "report.csv")
    where = ["--course", str(target / "course"), "--html", page, "--csv", rows]
    main(["course", "report", ASSIGNMENT, *where])
