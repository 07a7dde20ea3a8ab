"""Notebooks are written as nbformat writes them, to the byte."""

from __future__ import annotations

import copy

import nbformat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import nbjson

from hvutils.grading.running.writing import notebook_text

TEXT = st.text(max_size=12) | st.sampled_from(("a\nb\r\nc\x0bd\u2028e\n", "", '"\\\x00\ud800'))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)
MIMES = st.sampled_from(
    ("text/plain", "text/html", "image/svg+xml", "application/javascript", "application/json", "x")
)
METADATA = st.dictionaries(
    st.sampled_from(("trusted", "signature", "orig_nbformat", "nbgrader")) | TEXT, JSON, max_size=3
)
BUNDLE = st.dictionaries(MIMES, TEXT | JSON, max_size=3)
OUTPUT = st.fixed_dictionaries(
    {
        "output_type": st.sampled_from(("execute_result", "display_data", "stream", "error")),
        "text": TEXT | st.lists(TEXT, max_size=2),
    },
    optional={"data": BUNDLE, "metadata": METADATA, "traceback": st.lists(TEXT, max_size=2)},
)
CELL = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(("code", "markdown", "raw")),
        "metadata": METADATA,
        "source": TEXT | st.lists(TEXT, max_size=2),
        "outputs": st.lists(OUTPUT, max_size=3),
    },
    optional={"id": TEXT, "attachments": st.dictionaries(TEXT, BUNDLE, max_size=2)},
)
NOTEBOOK = st.fixed_dictionaries(
    {
        "nbformat": st.just(4),
        "nbformat_minor": st.sampled_from((4, 5)),
        "metadata": METADATA,
        "cells": st.lists(CELL, max_size=4),
    }
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NOTEBOOK)
def test_a_notebook_is_written_as_nbformat_writes_it(content):
    nb = nbformat.from_dict(content)
    before = copy.deepcopy(nb)
    assert notebook_text(nb) == nbjson.writes(nb)
    # Compared as text: NaN is equal to nothing.
    assert repr(nb) == repr(before)
