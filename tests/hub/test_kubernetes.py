"""The cluster's files: against the chart's own schema, and against each other."""

from __future__ import annotations

import importlib.util
import os
import re
import types
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

TOP = Path(__file__).resolve().parents[2] / "hub" / "kubernetes"
SCHEMA = "HV_Z2JH_SCHEMA"


def values() -> dict[str, Any]:
    return yaml.safe_load((TOP / "values.yaml").read_text())


def resources() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((TOP / "resources.yaml").read_text()))


@pytest.fixture(scope="module")
def cluster() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("cluster", TOP / "config" / "cluster.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    path = os.environ.get(SCHEMA)
    if not path:
        pytest.skip(f"{SCHEMA} names no copy of the chart's values.schema.yaml, which is not ours")
    return without_required(yaml.safe_load(Path(path).read_text()))


def without_required(node: Any) -> Any:
    """Return a schema that asks for nothing: the chart's defaults have the rest."""
    if isinstance(node, dict):
        kept = {k: v for k, v in node.items() if k != "required" or not isinstance(v, list)}
        return {k: without_required(v) for k, v in kept.items()}
    return [without_required(item) for item in node] if isinstance(node, list) else node


def test_the_values_fit_the_charts_schema(schema):
    faults = sorted(jsonschema.Draft7Validator(schema).iter_errors(values()), key=str)
    assert not [f"{list(fault.absolute_path)}: {fault.message}" for fault in faults]


def test_the_schema_refuses_what_it_does_not_know(schema):
    wrong = values()
    wrong["singleuser"]["memroy"] = {"limit": "1G"}
    wrong["hub"]["db"]["type"] = "postgresql"
    assert len(list(jsonschema.Draft7Validator(schema).iter_errors(wrong))) >= 2


def test_grading_pods_state_what_isolation_needs(cluster):
    (worker,) = [r for r in resources() if r["metadata"]["name"] == "dask-worker" and "spec" in r][
        :1
    ]
    pod = worker["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["securityContext"] == cluster.GRADING_CONTAINER
    assert pod["hostUsers"] is cluster.GRADING_POD["hostUsers"] is False
    assert cluster.GRADING_CONTAINER["procMount"] == "Unmasked"
    assert cluster.GRADING_CONTAINER["seccompProfile"] == {"type": "Unconfined"}
    assert cluster.GRADING_CONTAINER["capabilities"] == {"drop": ["ALL"]}


def test_every_pod_says_what_it_takes_and_no_pod_knows_the_cluster():
    for one in resources():
        if one["kind"] not in ("Deployment", "StatefulSet"):
            continue
        pod = one["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["resources"]["requests"]["memory"], one["metadata"]["name"]


def test_what_policies_select_is_there(cluster):
    labels = {"component": "hub"} | {}
    there = [labels, {"hypervisors/role": "grading"}, {"app": "backup"}]
    for one in resources():
        template = one.get("spec", {}).get("template")
        if template:
            there.append(template["metadata"]["labels"] if "metadata" in template else {})
    policies = [one for one in resources() if one["kind"] == "NetworkPolicy"]
    selected = re.findall(r"'matchLabels': (\{[^}]*\})", str(policies))
    assert len(selected) >= 8
    for text in selected:
        assert yaml.safe_load(text.replace("'", '"')) in there, text


def test_volumes_that_are_claimed_are_made(cluster):
    made = {one["metadata"]["name"] for one in resources() if "Claim" in one["kind"]}
    text = str(resources()) + str(values()) + str(cluster.grading("hypervisors", 1))
    assert set(re.findall(r"'claimName': '([^']+)'", text)) <= made


def test_the_exchanges_modes_are_those_of_one_machine(cluster):
    """Written twice, for a cluster has no Python of ours when its volume is made."""
    from hub.courses import Course
    from hub.exchange import _wanted

    (job,) = [one for one in resources() if one["metadata"]["name"].startswith("exchange-")]
    script = job["spec"]["template"]["spec"]["containers"][0]["args"][0]
    course = Course("hypervisors", 1)
    for folder, mode in _wanted(Path("exchange"), course, real_users=True).items():
        name = "." if folder.name == course.name else folder.name
        assert re.search(rf"chmod {mode:o} {re.escape(name)}(\s|$)", script), folder
    assert f"{cluster.FIRST_COURSE + 1}:{cluster.FIRST_PEOPLE + 1} ." in script


class Fake:
    """A spawner, as far as the hub's configuration looks at it."""

    def __init__(self, name: str, number: int) -> None:
        self.user = types.SimpleNamespace(name=name, id=number)
        self.environment: dict[str, str] = {}
        self.image = "student:1"
        self.init_containers: list[dict[str, Any]] = []


@pytest.fixture
def people(cluster, tmp_path, monkeypatch):
    courses = tmp_path / "courses.toml"
    courses.write_text(
        '[hypervisors]\nplace = 1\ninstructors = ["ines"]\ngraders = ["gwen"]\nstudents = ["ada"]\n'
    )
    monkeypatch.setattr(cluster, "COURSES", courses)
    monkeypatch.setattr(cluster, "PEOPLE", tmp_path / "people")
    return cluster


def test_a_student_gets_a_number_and_no_grading_pod(people):
    ada = Fake("ada", 7)
    assert people.uid_of(ada) == 100_007 and people.groups_of(ada) == [61_001]
    assert [profile["slug"] for profile in people.profiles(ada)] == ["student"]
    assert "instructor" not in str(people.profiles(ada))


def test_the_staff_may_start_a_grading_pod(people):
    for name in ("ines", "gwen"):
        student, grade = people.profiles(Fake(name, 1))
        pod = grade["kubespawner_override"]
        assert student["default"] and pod["uid"] == 60_001
        assert pod["container_security_context"] == people.GRADING_CONTAINER


def test_a_new_home_is_given_to_its_user_and_nothing_else_is(people):
    """A new volume is root's; fsGroup would, with some drivers, give the exchange away too."""
    ada = Fake("ada", 7)
    people.prepare(ada)
    (home,) = ada.init_containers
    assert home["command"] == ["chown", "100007:100007", "/home/jovyan"]
    assert [mount["name"] for mount in home["volumeMounts"]] == ["home"]
    assert home["securityContext"]["capabilities"] == {"drop": ["ALL"], "add": ["CHOWN"]}
    storage = values()["singleuser"]["storage"]
    assert storage["dynamic"]["volumeNameTemplate"] == people.HOME
    assert storage["homeMountPath"] == people.HOME_PATH
    # A grading pod has no home volume.
    assert people.grading("hypervisors", 1)["init_containers"] == []


def test_the_hubs_pod_mounts_nothing_of_the_exchange():
    """Its fsGroup may be given all that it mounts."""
    mounted = {volume["name"] for volume in values()["hub"]["extraVolumes"]}
    assert mounted == {"people", "courses", "hub-config"}


def test_names_are_written_down_once_each(people):
    for name, number in (("ada", 7), ("ines", 8), ("ada", 7)):
        people.prepare(Fake(name, number))
    lines = (people.PEOPLE / "passwd").read_text().splitlines()
    assert [line.split(":")[0] for line in lines] == ["ada", "ines"]
    assert lines[0].split(":")[2] == "100007"


def test_a_stranger_gets_no_server(people):
    with pytest.raises(ValueError, match="'eve' is not enrolled"):
        people.prepare(Fake("eve", 9))
    with pytest.raises(Exception, match="not enrolled in a course of this hub"):
        people.enrol(None, None, {"name": "eve"})


def test_nothing_of_a_place_is_left_in_the_files():
    """What is an administrator's to fill in is in capitals."""
    for file in TOP.rglob("*"):
        if file.suffix in (".yaml", ".py", ".Dockerfile"):
            hosts = set(re.findall(r"https?://[\w.-]+", file.read_text()))
            assert {h for h in hosts if "EXAMPLE" not in h} <= set(), file
