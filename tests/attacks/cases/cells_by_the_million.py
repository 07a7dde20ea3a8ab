"""Hands in a million cells of two characters each."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "at most 2,000 are looked at"


def attack(work: Work) -> None:
    work.content = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
    work.content += b"{}," * 999_999 + b"{}]}"
