"""The pods that KubeSpawner makes for the cluster, and its files by the schemas of Kubernetes.

There is no cluster: what would be sent to one is looked at. `make test-pods` brings what it needs.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import types
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).resolve().parents[2] / "hub" / "kubernetes"
PACKAGES = TOP.parents[1] / "test-output" / "pods"
# The first with user namespaces on by default, which grading pods need, and a newer one.
VERSIONS = ("1.33", "1.36")

# A run of its own: beside the browser's event loop, asyncio.run begins no other.
if os.environ.get("HV_PODS") != "1":
    pytest.skip("make test-pods brings KubeSpawner and runs this", allow_module_level=True)
sys.path.append(str(PACKAGES))
sys.path.append(str(TOP / "config"))

import cluster  # noqa: E402
import kubernetes_validate  # noqa: E402
from jupyterhub.objects import Hub  # noqa: E402
from kubernetes_asyncio.client import ApiClient  # noqa: E402
from kubespawner import KubeSpawner  # noqa: E402
from traitlets.config import Config  # noqa: E402

VALUES = yaml.safe_load((TOP / "values.yaml").read_text())["singleuser"]
COURSES = """
[hypervisors]
place = 1
instructors = ["ines"]
graders = ["gwen"]
students = ["ada"]
"""


@pytest.fixture
def config(tmp_path, monkeypatch) -> Config:
    """What the chart makes of values.yaml, and then our own configuration."""
    # There is no cluster, and none is asked.
    monkeypatch.setattr("kubernetes_asyncio.config.load_incluster_config", lambda: None)
    monkeypatch.setattr(cluster, "COURSES", tmp_path / "courses.toml")
    monkeypatch.setattr(cluster, "PEOPLE", tmp_path / "people")
    cluster.COURSES.write_text(COURSES)
    storage, c = VALUES["storage"], Config()
    spawner = c.KubeSpawner
    # The chart's own defaults for users, which ours must take the place of.
    spawner.uid, spawner.fs_gid = 1000, 100
    spawner.image = f"{VALUES['image']['name']}:{VALUES['image']['tag']}"
    spawner.cpu_guarantee, spawner.cpu_limit = VALUES["cpu"]["guarantee"], VALUES["cpu"]["limit"]
    spawner.mem_guarantee = VALUES["memory"]["guarantee"]
    spawner.mem_limit = VALUES["memory"]["limit"]
    home = storage["dynamic"]["volumeNameTemplate"]
    claim = {"persistentVolumeClaim": {"claimName": "claim-{user_server}"}}
    spawner.volumes = {home: {"name": home, **claim}} | {
        volume["name"]: volume for volume in storage["extraVolumes"]
    }
    spawner.volume_mounts = {home: {"name": home, "mountPath": storage["homeMountPath"]}} | {
        f"{place}-{mount['name']}": mount
        for place, mount in enumerate(storage["extraVolumeMounts"])
    }
    cluster.configure(c)
    return c


class User:
    """A user of the hub, as far as a spawner looks."""

    def __init__(self, name: str, number: int) -> None:
        self.name, self.id = name, number
        self.escaped_name, self.url, self.groups = name, f"/user/{name}", []
        self.server = types.SimpleNamespace(base_url=f"/user/{name}", host="", port=8888)


def pod_of(config: Config, name: str, number: int, profile: str | None = None) -> dict[str, Any]:
    """Return the pod that a user's log-in makes, as it is sent to Kubernetes."""

    async def made() -> dict[str, Any]:
        spawner = KubeSpawner(hub=Hub(), user=User(name, number), config=config, _mock=True)
        spawner.api_token, spawner.oauth_client_id = "token", "client"
        spawner.user_options = {"profile": profile} if profile else {}
        spawner.run_pre_spawn_hook()
        await spawner.load_user_options()
        pod = await spawner.get_pod_manifest()
        async with ApiClient() as client:
            return client.sanitize_for_serialization(pod)

    return asyncio.run(made())


def mounts_of(container: dict[str, Any]) -> dict[str, bool]:
    return {mount["mountPath"]: mount.get("readOnly", False) for mount in container["volumeMounts"]}


def test_a_students_pod_is_the_students_own(config):
    pod = pod_of(config, "ada", 7)
    spec, (server,), (home,) = (
        pod["spec"],
        pod["spec"]["containers"],
        pod["spec"]["initContainers"],
    )
    assert spec["automountServiceAccountToken"] is False
    assert "fsGroup" not in spec["securityContext"]
    assert spec["securityContext"]["supplementalGroups"] == [61_001]
    rights = server["securityContext"]
    assert (rights["runAsUser"], rights["runAsGroup"]) == (100_007, 100_007)
    assert rights["runAsNonRoot"] and rights["capabilities"] == {"drop": ["ALL"]}
    assert rights["allowPrivilegeEscalation"] is False and "privileged" not in rights
    assert mounts_of(server) == {
        "/home/jovyan": False,
        "/srv/exchange": False,
        "/var/lib/extrausers": True,
    }
    # What gives the home to its user sees the home alone.
    assert mounts_of(home) == {"/home/jovyan": False}
    assert home["command"] == ["chown", "100007:100007", "/home/jovyan"]
    assert home["securityContext"]["capabilities"] == {"drop": ["ALL"], "add": ["CHOWN"]}
    assert "instructor" not in json.dumps(pod)


def test_a_graders_pod_has_what_isolation_needs_and_the_courses_number(config):
    for name in ("ines", "gwen"):
        pod = pod_of(config, name, 8, "grade-hypervisors")
        spec, (server,) = pod["spec"], pod["spec"]["containers"]
        assert "initContainers" not in spec or spec["initContainers"] == []
        assert spec["hostUsers"] is False
        rights = server["securityContext"]
        assert (rights["runAsUser"], rights["runAsGroup"]) == (60_001, 60_001)
        for key, value in cluster.GRADING_CONTAINER.items():
            assert rights[key] == value, key
        assert "hypervisors-instructor" in server["image"]
        assert set(mounts_of(server)) == {"/srv/exchange", "/var/lib/extrausers", "/srv/course"}
        assert {volume["name"] for volume in spec["volumes"]} == {"exchange", "people", "course"}
        assert pod["metadata"]["labels"]["hypervisors/role"] == "grading"
        secret = next(e for e in server["env"] if e["name"] == "HV_DB_URL")["valueFrom"]
        assert secret["secretKeyRef"] == {"name": "gradebook-hypervisors", "key": "url"}


@pytest.mark.parametrize("name", ["ada", "ines"])
def test_a_profile_of_a_course_is_for_its_staff_alone(config, name):
    if name == "ines":
        assert "instructor" in json.dumps(pod_of(config, name, 8, "grade-hypervisors"))
        return
    with pytest.raises(ValueError, match="grade-hypervisors"):
        pod_of(config, name, 7, "grade-hypervisors")


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_schemas_know_all_that_is_sent(config, version):
    """Strictly: a key that Kubernetes does not know is a mistake in spelling."""
    sent = list(yaml.safe_load_all((TOP / "resources.yaml").read_text()))
    for name, number, profile in (("ada", 7, None), ("ines", 8, "grade-hypervisors")):
        sent.append(pod_of(config, name, number, profile))
    for one in sent:
        kubernetes_validate.validate(one, version, strict=True)


def test_the_schemas_refuse_a_mistake_in_spelling(config):
    pod = pod_of(config, "ada", 7)
    pod["spec"]["hostUser"] = False
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(pod, VERSIONS[0], strict=True)
