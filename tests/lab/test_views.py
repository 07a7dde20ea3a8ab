"""What a notebook shows: numbered lines, the explorer, pictures; each with its text."""

from __future__ import annotations

import pytest

from hvutils.errors import AnswerError, CaptureNotFoundError
from hvutils.lab import explore, sample, server, show
from hvutils.lab.own_set import draw_set

SERVERS = draw_set("recon", term="t", groups=[["amber"], ["birch"], ["cedar"]])
SAMPLES = ("qemu-plain", "vmware-dressed", "windows-on-vmware")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_where_it_comes_from(name):
    machine = sample(name)
    assert machine.provenance in ("recorded", "dressed", "reconstructed")
    assert machine.caption
    assert machine.evidence


@pytest.mark.parametrize(
    ("second", "first"),
    [("office-pc", "workstation-host"), ("windows-rack", "hyperv-root")],
)
def test_a_second_name_tells_less_and_is_the_same_machine(second, first):
    assert sample(second).capture.files == sample(first).capture.files
    assert first not in str(sample(second))
    assert str(sample(second)).startswith(f"{second}: ")


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_comes_without_a_verdict(name):
    assert not hasattr(server(name), "evidence")
    assert not [file for file in server(name).files if file.name.endswith((".toml", ".json"))]


def test_show_numbers_lines_as_grep_does(capsys):
    show(sample("qemu-plain"), "dmidecode.txt", grep="Manufacturer")
    file = sample("qemu-plain").capture.file("dmidecode.txt")
    name, *lines = capsys.readouterr().out.splitlines()
    assert name == "dmidecode.txt" and lines
    for line in lines:
        number, _, text = line.partition(": ")
        assert file.line(int(number)) == text


def test_show_says_when_nothing_matches_and_what_there_is(capsys):
    show(sample("qemu-plain"), "lscpu.txt", grep="no such words")
    assert "no line of lscpu.txt matches" in capsys.readouterr().out
    with pytest.raises(CaptureNotFoundError, match=r"did you mean 'lscpu.txt'\?"):
        show(sample("qemu-plain"), "lscpu")
    with pytest.raises(AnswerError, match="is no regular expression"):
        show(sample("qemu-plain"), "lscpu.txt", grep="[")


def test_the_explorer_shows_a_probe_filters_it_and_marks_lines():
    explorer = explore(sample("vmware-dressed"))
    explorer.probe.value = "ip_link.txt"
    assert "00:0c:29" in explorer.page.value
    assert "<mark>" not in explorer.page.value
    explorer.expert.value = True
    assert "<mark>" in explorer.page.value
    explorer.words.value = "loopback"
    assert "00:0c:29" not in explorer.page.value
    explorer.words.value = "nothing like this"
    assert "no line of ip_link.txt contains this" in explorer.page.value


def test_the_explorer_leafs_on_and_back():
    explorer = explore(sample("qemu-plain"))
    first = explorer.probe.value
    explorer.on.click()
    assert explorer.probe.value != first
    explorer.back.click()
    explorer.back.click()
    assert explorer.probe.value == explorer.probe.options[-1]


def test_the_explorer_of_a_server_has_nothing_to_reveal():
    explorer = explore(server(SERVERS[0]))
    explorer.expert.value = True
    for probe in explorer.probe.options:
        explorer.probe.value = probe
        assert "<mark>" not in explorer.page.value


def test_the_explorer_has_a_text_for_those_without_widgets():
    bundle = explore(sample("qemu-plain"))._repr_mimebundle_()
    assert "lscpu.txt" in bundle["text/plain"]
