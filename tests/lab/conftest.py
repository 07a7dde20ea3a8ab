"""What the tests of the lab share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hvutils.lab import own_set


@pytest.fixture(autouse=True)
def _own_set_of_each_test() -> Iterator[None]:
    """A set that one test draws is not the next one's: modules draw theirs when collected."""
    before = list(own_set._own)
    yield
    own_set._own[:] = before
