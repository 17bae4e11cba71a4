"""The whole inventory as the page reads it, at once."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.algorithms import AlgorithmView, list_algorithms
from app.services.filings import FilingRow, list_filings
from app.services.organisations import OrganisationView, list_organisations
from app.services.products import ProductView, list_products
from app.services.workspace import Workspace


@dataclass(frozen=True)
class Inventory:
    """All records; ``platforms`` are id, short name and whether it files algorithms."""

    filings: tuple[FilingRow, ...] = ()
    algorithms: tuple[AlgorithmView, ...] = ()
    products: tuple[ProductView, ...] = ()
    organisations: tuple[OrganisationView, ...] = ()
    platforms: tuple[tuple[str, str, bool], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was entered yet."""
        return not (self.filings or self.algorithms or self.products or self.organisations)


def read_inventory(ws: Workspace) -> Inventory:
    """Read every record."""
    return Inventory(
        filings=tuple(list_filings(ws)),
        algorithms=tuple(list_algorithms(ws)),
        products=tuple(list_products(ws)),
        organisations=tuple(list_organisations(ws)),
        platforms=tuple(
            (item.id, item.short_name, item.unit_is_algorithm)
            for item in ws.catalogue.platforms.values()
        ),
    )
