"""Processes that work on items: what they return comes in order, and what they die of is named."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

__all__ = ["in_processes"]

T = TypeVar("T")
R = TypeVar("R")

_LARGEST_CHUNK = 16
_AHEAD = 3


def in_processes(
    work: Callable[[T], R],
    items: Sequence[T],
    lost: Callable[[T], R],
    here: Callable[[T], bool],
    count: int,
) -> Generator[R, None, None]:
    """Yield the results of work on many items in some processes, in the order of the items.

    Args:
        work: what is done with an item; it must be picklable, and deals with its own errors.
        items: the items.
        lost: what stands for an item whose process died.
        here: tells which items must be worked on in this very process.
        count: how many processes.

    Yields:
        A result an item. What is computed and not yet taken is bounded, whatever their number.
    """
    chunks = _chunks(items, max(1, min(_LARGEST_CHUNK, len(items) // (count * 4))), here)
    pool = _pool(count)
    waiting: deque[tuple[list[T], Future[list[R]] | None]] = deque()
    more = True
    try:
        while more or waiting:
            while more and len(waiting) < count * _AHEAD:
                chunk = next(chunks, None)
                if chunk is None:
                    more = False
                elif here(chunk[0]):
                    waiting.append((chunk, None))
                else:
                    waiting.append((chunk, _submit(pool, work, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            if future is None and here(chunk[0]):
                yield from map(work, chunk)
                continue
            try:
                yield from _result(future)
            except BrokenProcessPool:
                # One item took the pool down, and what else was under way with it.
                pool.shutdown(wait=True, cancel_futures=True)
                pool = _pool(count)
                for item in chunk:
                    yield _alone(work, item, lost)
                waiting = deque(
                    (other, None if here(other[0]) else _submit(pool, work, other))
                    for other, _ in waiting
                )
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=_quiet)


def _quiet() -> None:
    # Ctrl-C reaches every process of a terminal: workers end without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _submit(
    pool: ProcessPoolExecutor, work: Callable[[T], R], chunk: list[T]
) -> Future[list[R]] | None:
    try:
        return pool.submit(_all, work, chunk)
    except BrokenProcessPool:
        return None


def _result(future: Future[list[R]] | None) -> list[R]:
    if future is None:
        raise BrokenProcessPool
    return future.result()


def _all(work: Callable[[T], R], chunk: list[T]) -> list[R]:
    return [work(item) for item in chunk]


def _alone(work: Callable[[T], R], item: T, lost: Callable[[T], R]) -> R:
    """Work on an item in a process of its own, which it may take down."""
    with _pool(1) as pool:
        try:
            return pool.submit(work, item).result()
        except BrokenProcessPool:
            return lost(item)


def _chunks(items: Sequence[T], size: int, here: Callable[[T], bool]) -> Iterator[list[T]]:
    chunk: list[T] = []
    for item in items:
        if here(item):
            if chunk:
                yield chunk
            yield [item]
            chunk = []
            continue
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
