"""A submission's context as the services hand it over, the shipped forms, the faces at hand."""

from __future__ import annotations

from typing import Any

import pytest
from paper_cases import form_context

from app.dossier import FontSet, FormSpec, find_fonts, load_forms
from app.paths import resources


@pytest.fixture(scope="session")
def forms() -> dict[str, FormSpec]:
    """The shipped forms."""
    return load_forms(resources() / "forms")


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The faces of this machine."""
    return find_fonts()


@pytest.fixture(scope="session")
def context() -> Any:
    """The maker of contexts."""
    return form_context
