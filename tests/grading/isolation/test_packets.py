"""Messages come through packets whole, whoever else sends, and whatever a submission sends."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils.grading.isolation.inside.packets import (
    LARGEST,
    MessageTooLargeError,
    Receiver,
    packets,
)


def sized(size: int) -> bytes:
    return bytes(n % 251 for n in range(size))


@pytest.mark.parametrize("size", [0, 1, 59_999, 60_000, 60_001, 120_000, 300_001])
def test_a_message_of_any_size_comes_through(size):
    receiver = Receiver(10**6)
    sent = list(packets(sized(size), 7))
    assert all(len(packet) <= LARGEST for packet in sent)
    assert [receiver.take(packet) for packet in sent] == [None] * (len(sent) - 1) + [sized(size)]


def test_messages_of_several_senders_do_not_mingle():
    receiver = Receiver(10**6)
    first, second = list(packets(b"a" * 150_000, 1)), list(packets(b"b" * 150_000, 2))
    got = [receiver.take(packet) for pair in zip(first, second, strict=True) for packet in pair]
    assert [message for message in got if message] == [b"a" * 150_000, b"b" * 150_000]


def test_a_message_that_is_never_ended_is_forgotten():
    receiver = Receiver(200_000)
    for _ in range(10):
        assert receiver.take(next(packets(b"x" * 150_000, 1))) is None
    (whole,) = packets(b"next", 1)
    assert receiver.take(whole) == b"next"


@pytest.mark.parametrize("senders", [[1] * 9, range(9), range(10**9, 10**9 + 9)])
def test_what_is_under_way_is_bounded(senders):
    receiver = Receiver(300_000)
    with pytest.raises(MessageTooLargeError):
        for number, sender in enumerate(senders):
            begin, middle, *_ = packets(b"x" * 600_000, sender)
            receiver.take(middle if number and sender == 1 else begin)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=30))
def test_any_packets_are_taken(given_packets):
    receiver = Receiver(1_000)
    with contextlib.suppress(MessageTooLargeError):
        for packet in given_packets:
            receiver.take(packet)


def test_a_message_of_small_packets_takes_no_more_than_its_size():
    receiver = Receiver(10**6)
    first, middle = b"\0" * 8 + b"\1", b"\0" * 8 + b"\0"
    receiver.take(first)
    tracemalloc.start()
    for _ in range(100_000):
        receiver.take(middle + b"ab")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
