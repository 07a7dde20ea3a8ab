"""Replaces the display hook and publisher, so that each result is a score."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import sys
    shell = get_ipython()
    publish = shell.display_pub.publish
    def score(data, *words, **options):
        publish({"text/plain": "12"}, *words, **options)
    shell.display_pub.publish = score
    shell.displayhook.compute_format_data = lambda value: ({"text/plain": "12"}, {})
    """)
