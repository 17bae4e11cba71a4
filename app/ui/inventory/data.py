"""What the forms offer to choose from, read when a form first asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.services.algorithms import AlgorithmView
    from app.services.organisations import OrganisationView
    from app.services.products import ProductView


class Inventory:
    """The records around the one that is shown, as they stood at the last refresh.

    Products and algorithms are read for one organisation: all of them may be too many.
    """

    def __init__(self, ws: Workspace | None = None) -> None:
        self._ws = ws
        self._algorithms: dict[int, Sequence[AlgorithmView]] = {}
        self._products: dict[int, Sequence[ProductView]] = {}

    @cached_property
    def organisations(self) -> Sequence[OrganisationView]:
        """All organisations by name."""
        from app.services.organisations import list_organisations

        return list_organisations(self._ws) if self._ws else ()

    @cached_property
    def platforms(self) -> Sequence[tuple[str, str, bool]]:
        """Id, short name and whether it files algorithms, of every platform."""
        if self._ws is None:
            return ()
        return tuple(
            (item.id, item.short_name, item.unit_is_algorithm)
            for item in self._ws.catalogue.platforms.values()
        )

    def algorithms_of(self, organisation_id: int | None) -> Sequence[AlgorithmView]:
        """Return the algorithms of one organisation by name."""
        from app.services.algorithms import list_algorithms

        if self._ws is None or organisation_id is None:
            return ()
        if organisation_id not in self._algorithms:
            found = list_algorithms(self._ws, organisation_id=organisation_id)
            self._algorithms[organisation_id] = found
        return self._algorithms[organisation_id]

    def products_of(self, organisation_id: int | None) -> Sequence[ProductView]:
        """Return the products of one organisation by name."""
        from app.services.products import list_products

        if self._ws is None or organisation_id is None:
            return ()
        if organisation_id not in self._products:
            found = list_products(self._ws, organisation_id=organisation_id)
            self._products[organisation_id] = found
        return self._products[organisation_id]
