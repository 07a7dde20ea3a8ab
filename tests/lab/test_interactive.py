"""Things to try: what each shows, does, and says where widgets are not shown."""

from __future__ import annotations

import itertools

import pytest

from hvutils.errors import AnswerError, CaptureNotFoundError
from hvutils.lab import build_stack, exit_costs, explore, sample, spot_the_liar, toggle_evidence
from hvutils.lab.interactive.costs import COSTS, RATES, WALKS, share
from hvutils.lab.interactive.products import LEVELS, PARTS, PRODUCTS

MAKE = {
    "build_stack": build_stack,
    "exit_costs": exit_costs,
    "explore": lambda: explore(sample("qemu-plain")),
    "spot_the_liar": spot_the_liar,
    "toggle_evidence": lambda: toggle_evidence("vmware-dressed"),
}


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
def test_each_has_a_task_a_question_and_a_text_without_widgets(make, capsys):
    thing = make()
    bundle = thing._repr_mimebundle_()
    text = bundle["text/plain"]
    assert text.startswith("Task: ")
    assert text.splitlines()[-1].startswith("Question: ")
    assert len(text.splitlines()) > 3
    assert text == make().text(), "a notebook's stored text would differ from run to run"
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert capsys.readouterr().err == ""


def built(product):
    builder = build_stack(product.name)
    for part, place in zip(PARTS, product.places, strict=True):
        builder.place(part.name, place.levels[0])
    return builder


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_a_stack_that_fits_is_told_so_with_its_source(product):
    builder = built(product)
    assert builder.problem() == ""
    builder._check()
    assert "It fits." in builder.told.value
    assert product.source.split(",")[0] in builder.told.value


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_each_part_in_a_wrong_place_is_told_by_name(product):
    for part, place in zip(PARTS, product.places, strict=True):
        for level in set(range(LEVELS + 1)) - set(place.levels):
            builder = built(product)
            builder.place(part.name, level)
            assert builder.problem().startswith(f"{part.name} does not fit yet: ")


def test_the_first_part_that_does_not_fit_is_told_first():
    builder = build_stack("xen")
    assert builder.problem().startswith("hardware")
    builder.place("hardware", 1)
    assert builder.problem().startswith("hypervisor")


def test_a_part_stays_within_the_stack():
    builder = build_stack("KVM")
    builder.place("guest", 99)
    assert builder.levels["guest"] == LEVELS
    builder.place("guest", -5)
    assert builder.levels["guest"] == 0
    assert "Nothing is placed yet" in builder.drawing.value


@pytest.mark.parametrize("product", ["Xenon", "", None, 3])
def test_a_product_that_there_is_not(product):
    with pytest.raises(AnswerError, match="is no product to build"):
        build_stack(product)


def test_the_toggler_follows_its_switches():
    toggler = toggle_evidence(sample("vmware-dressed"))
    assert toggler.concluded().hypervisor == "qemu"
    toggler.switch(False)
    assert toggler.concluded().role == "undetermined"
    network = [piece.name for piece in toggler.table.pieces].index("the network")
    toggler.switches[network].value = True
    assert toggler.concluded().hypervisor == "vmware"
    assert "vmware" in toggler.verdict.value


@pytest.mark.parametrize("machine", [None, 3, ["qemu-plain"]])
def test_the_toggler_of_what_is_no_sample(machine):
    with pytest.raises(AnswerError, match="is no practice sample"):
        toggle_evidence(machine)


def test_the_toggler_of_a_sample_that_there_is_not():
    with pytest.raises(CaptureNotFoundError, match="there are: "):
        toggle_evidence("nowhere")


def test_the_costs_are_those_of_the_tables():
    costs = exit_costs()
    for rate, cost, walk in itertools.product(RATES, COSTS, WALKS):
        costs.rate.value, costs.cost.value, costs.walk.value = rate, cost, walk
        assert f"{share(rate, cost.cycles):.2%}" in costs.shown.value
        assert f"up to {walk.reads} entries" in costs.shown.value
    assert [walk.reads for walk in WALKS] == [4, 24, 15]
    assert share(1_000_000, 3_000) == 1.0


def test_the_table_of_costs_fits_into_a_page_of_the_reading_edition():
    rows = [line for line in exit_costs().static() if line.count("  ") > 2]
    assert len(rows) == 1 + len(COSTS) + len(WALKS)
    assert max(map(len, rows)) <= 72


def test_the_game_tells_of_each_line_what_it_is_and_counts_first_presses():
    game = spot_the_liar("vmware-dressed")
    lies = [line for line in game.lines if line.weight == "misleading"]
    (truth,) = [line for line in game.lines if line.weight != "misleading"]
    game.pick(lies[0])
    assert "this line goes along" in game.told.value
    game.pick(truth)
    assert "A QEMU guest dressed as VMware" in game.told.value
    assert "At the first press: 0 of 1" in game.told.value
    game.on.click()
    game.pick(truth)
    assert "At the first press: 1 of 1" in game.told.value


def test_the_game_does_not_tell_by_its_order_or_its_buttons():
    first = [game_line(name) for name in spot_the_liar().machines]
    assert len(set(first)) > 1 or len(first) < 4
    for choice in spot_the_liar().choices.children:
        assert "strong" not in choice.description + choice.tooltip
        assert "misleading" not in choice.description + choice.tooltip


def game_line(machine) -> int:
    game = spot_the_liar(machine.name)
    return next(n for n, line in enumerate(game.lines) if line.weight != "misleading")


def test_the_game_needs_a_machine_that_pretends():
    with pytest.raises(AnswerError, match=r"nothing to spot in 'qemu-plain'.*vmware-dressed"):
        spot_the_liar("qemu-plain")
    with pytest.raises(CaptureNotFoundError):
        spot_the_liar("nowhere")


def test_the_explorer_is_dark_where_the_theme_is():
    dark = 'body[data-jp-theme-light="false"] .hv-lines{color:#f0f0f0;background:#1a1a1a}'
    assert dark in explore(sample("vmware-dressed")).page.value


def test_the_explorer_goes_from_a_finding_to_its_line():
    explorer = explore(sample("vmware-dressed"))
    assert not explorer.findings.children
    explorer.expert.value = True
    explorer.words.value = "nothing like this"
    last = len(explorer.evidence) - 1
    explorer.findings.children[last].click()
    assert explorer.probe.value == explorer.evidence[last].file
    assert f"<mark>{explorer.evidence[last].text}" in explorer.page.value.replace("\t", "")
    explorer.probe.value = "lscpu.txt"
    explorer.expert.value = False
    assert not explorer.findings.children
