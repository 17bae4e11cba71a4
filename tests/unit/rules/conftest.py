"""The shipped catalogue and the published calendar, read once for all tests of the rules."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue, load_catalogue
from app.paths import resources
from app.rules.workdays import PublishedCalendar


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(resources())


@pytest.fixture(scope="session")
def calendar() -> PublishedCalendar:
    return PublishedCalendar()
