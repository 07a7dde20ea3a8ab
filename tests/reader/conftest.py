from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def schema() -> Draft202012Validator:
    text = (ROOT / "docs" / "verdict.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)
