"""Writes the rows of a confirmed import within the caller's transaction.

Knows every organisation by name, and of those that the rows touch their algorithms and products, so
that what is there already is used again and the rest of the inventory is never loaded.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.intake.columns import Field
from app.intake.compare_ledger import products_wanted
from app.intake.differences import DifferenceField, Matched
from app.intake.products import Product as ListedProduct
from app.intake.rows import ImportRow
from app.intake.tables import text_key
from app.model.inventory import (
    Algorithm,
    AlgorithmFormerName,
    Filing,
    FilingProduct,
    Organisation,
    OrganisationFormerName,
    Product,
)
from app.model.kinds import FilingStatus, ProductKind, Role
from app.services.workspace import Workspace


class ImportWriter:
    """Adds and updates filings from the rows of one file."""

    def __init__(self, ws: Workspace, session: Session, file_name: str) -> None:
        self._ws = ws
        self._session = session
        self._file_name = file_name
        self.organisations_made = 0
        self.algorithms_made = 0
        self.products_made = 0
        self.renamed: list[str] = []
        self._renamed: set[int] = set()
        self._organisations: dict[str, Organisation] = {}
        self._learned: set[int] = set()
        self._algorithms: dict[tuple[int, str, Role], list[Algorithm]] = {}
        self._products: dict[tuple[int, str, ProductKind], Product] = {}
        self._learn()

    def _learn(self) -> None:
        session = self._session
        known = session.scalars(
            select(Organisation)
            .options(selectinload(Organisation.former_names))
            .order_by(Organisation.id)
        ).all()
        for organisation in known:
            self._organisations[text_key(organisation.name)] = organisation
        for organisation in known:
            for former in organisation.former_names:
                self._organisations.setdefault(text_key(former.name), organisation)

    def _learn_of(self, organisation: Organisation) -> None:
        """Load the algorithms and products of an organisation, once."""
        if organisation.id in self._learned:
            return
        self._learned.add(organisation.id)
        mine = organisation.id
        with self._session.no_autoflush:
            for algorithm in self._session.scalars(
                select(Algorithm)
                .where(Algorithm.organisation_id == mine)
                .options(selectinload(Algorithm.former_names))
                .order_by(Algorithm.id)
            ):
                self._keep_algorithm(algorithm)
            for product in self._session.scalars(
                select(Product).where(Product.organisation_id == mine).order_by(Product.id)
            ):
                self._products.setdefault((mine, text_key(product.name), product.kind), product)

    def add(self, row: ImportRow) -> Filing:
        """Write a new filing with whatever it needs."""
        organisation = self._organisation(row)
        files_algorithms = self._files_algorithms(row.platform)
        filing = Filing(
            organisation=organisation,
            algorithm=self._algorithm(organisation, row) if files_algorithms else None,
            platform=row.platform,
            title="" if files_algorithms else row.algorithm_name,
            number=row.number,
            number_key=row.number_key,
            status=FilingStatus.CANCELLED if row.cancelled else FilingStatus.ACTIVE,
            cancelled_month=row.cancelled_month if row.cancelled else "",
            remark=row.remark,
        )
        if row.ledger is not None:
            filing.status = row.ledger.status or filing.status
            filing.filed_on, filing.changed_on = row.ledger.filed_on, row.ledger.changed_on
            filing.cancelled_on = row.ledger.cancelled_on
        self._tell_source(filing, row)
        self._session.add(filing)
        self._link_products(filing, organisation, row.products)
        return filing

    def update(self, matched: Matched, declined: Collection[DifferenceField] = ()) -> None:
        """Change a filing field by field, as the preview showed it, but for what was declined."""
        filing = self._session.get_one(Filing, matched.existing.id)
        for difference in matched.differences:
            if difference.field not in declined:
                self._apply(filing, matched, difference.field)
        self._tell_source(filing, matched.row)

    def _apply(self, filing: Filing, matched: Matched, field: DifferenceField) -> None:
        row = matched.row
        match field:
            case DifferenceField.ORGANISATION_NAME:
                self._rename_or_move(filing, row, exact=matched.exact)
            case DifferenceField.ORGANISATION_FORMER_NAMES:
                self._add_organisation_names(filing.organisation, row.organisation_former_names)
            case DifferenceField.NUMBER:
                filing.number, filing.number_key = row.number, row.number_key
            case DifferenceField.PRODUCTS if matched.exact:
                self._set_products(filing, products_wanted(row, matched.existing))
            case DifferenceField.PRODUCTS:
                self._link_products(filing, filing.organisation, row.products)
            case DifferenceField.STATUS:
                filing.status = (row.ledger and row.ledger.status) or FilingStatus.CANCELLED
            case (
                DifferenceField.FILED_ON | DifferenceField.CHANGED_ON | DifferenceField.CANCELLED_ON
            ):
                _apply_day(filing, row, field)
            case DifferenceField.CANCELLED_MONTH:
                filing.cancelled_month = row.cancelled_month
            case DifferenceField.REMARK:
                filing.remark = self._text(matched, Field.REMARK, row.remark)
            case DifferenceField.ALGORITHM_NAME if filing.algorithm is None:
                filing.title = row.algorithm_name
            case _:
                assert filing.algorithm is not None
                self._apply_to_algorithm(filing.algorithm, matched, field)

    def _apply_to_algorithm(
        self, algorithm: Algorithm, matched: Matched, field: DifferenceField
    ) -> None:
        row = matched.row
        match field:
            case DifferenceField.ALGORITHM_NAME:
                self._rename_algorithm(algorithm, row.algorithm_name)
            case DifferenceField.ALGORITHM_FORMER_NAMES:
                _add_algorithm_names(algorithm, row.algorithm_former_names, self._file_name)
            case DifferenceField.TYPE:
                algorithm.type = row.type
            case DifferenceField.ROLE:
                algorithm.role = row.role or algorithm.role
            case DifferenceField.PURPOSE:
                algorithm.purpose = self._text(matched, Field.PURPOSE, row.purpose)

    @staticmethod
    def _text(matched: Matched, field: Field, listed: str) -> str:
        """Return a long text: of the firm's own table with its line breaks."""
        ledger = matched.row.ledger
        return ledger.cells[field] if matched.exact and ledger is not None else listed

    def _tell_source(self, filing: Filing, row: ImportRow) -> None:
        filing.source = self._file_name
        filing.source_text = json.dumps(row.raw, ensure_ascii=False)

    def _files_algorithms(self, platform_id: str) -> bool:
        platform = self._ws.catalogue.get(platform_id)
        return platform is None or platform.unit_is_algorithm

    def _organisation(self, row: ImportRow) -> Organisation:
        """Return the row's organisation: by name, by a former name, or made anew."""
        found = self._organisations.get(text_key(row.organisation_name))
        if found is None:
            found = next(
                (
                    self._organisations[text_key(name)]
                    for name in row.organisation_former_names
                    if text_key(name) in self._organisations
                ),
                None,
            )
            if found is None:
                found = self._new_organisation(row.organisation_name)
            else:
                self._rename_organisation(found, row.organisation_name)
        self._add_organisation_names(found, row.organisation_former_names)
        return found

    def _named(self, name: str) -> Organisation:
        return self._organisations.get(text_key(name)) or self._new_organisation(name)

    def _new_organisation(self, name: str) -> Organisation:
        made = Organisation(name=name, former_names=[])
        self._session.add(made)
        self._session.flush()
        self._organisations[text_key(name)] = made
        self._learned.add(made.id)
        self.organisations_made += 1
        return made

    def _rename_or_move(self, filing: Filing, row: ImportRow, *, exact: bool) -> None:
        """Give the subject its new name; a filing whose subject is there under it goes there.

        A number names one subject for ever, so another name in a public list is the same subject
        renamed; in a firm's own table (``exact``) it is another subject.
        """
        current = filing.organisation
        other = self._organisations.get(text_key(row.organisation_name))
        if exact:
            self._move(filing, row, self._named(row.organisation_name))
        if other is current or exact:
            return
        if other is None and current.id not in self._renamed:
            self._rename_organisation(current, row.organisation_name)
            return
        target = self._named(row.organisation_name)
        self._add_organisation_names(target, (current.name,))
        self._move(filing, row, target)

    def _move(self, filing: Filing, row: ImportRow, target: Organisation) -> None:
        """Give a filing another subject; its algorithm goes along where no other filing uses it."""
        filing.organisation = target
        for link in filing.product_links:
            product = link.product
            if product.organisation_id != target.id:
                link.product = self._product(target, product.name, product.kind)
        algorithm = filing.algorithm
        if algorithm is not None and len(algorithm.filings) == 1:
            algorithm.organisation = target
        elif algorithm is not None:
            filing.algorithm = self._algorithm(target, row)

    def _rename_organisation(self, organisation: Organisation, name: str) -> None:
        old = organisation.name
        organisation.former_names = [
            former
            for former in organisation.former_names
            if text_key(former.name) != text_key(name)
        ]
        organisation.name = name
        self._organisations[text_key(name)] = organisation
        self._add_organisation_names(organisation, (old,))
        self._renamed.add(organisation.id)
        self.renamed.append(f"“{old}”→“{name}”")

    def _add_organisation_names(self, organisation: Organisation, names: Iterable[str]) -> None:
        known = {text_key(former.name) for former in organisation.former_names}
        known.add(text_key(organisation.name))
        for name in names:
            if text_key(name) not in known:
                known.add(text_key(name))
                organisation.former_names.append(
                    OrganisationFormerName(name=name, source=self._file_name)
                )
                self._organisations.setdefault(text_key(name), organisation)

    def _algorithm(self, organisation: Organisation, row: ImportRow) -> Algorithm:
        """Return the subject's algorithm that the row means, or a new one.

        One that differs in type or purpose is another: sharing it would change the first filing.
        """
        self._learn_of(organisation)
        role = row.role or Role.PROVIDER
        key = (organisation.id, text_key(row.algorithm_name), role)
        for known in self._algorithms.get(key, []):
            same_type = row.type is None or known.type is row.type
            same_purpose = text_key(known.purpose) == text_key(row.purpose)
            if same_type and (same_purpose or not row.purpose):
                _add_algorithm_names(known, row.algorithm_former_names, self._file_name)
                return known
        made = Algorithm(
            organisation_id=organisation.id,
            name=row.algorithm_name,
            type=row.type,
            role=role,
            purpose=row.purpose,
        )
        _add_algorithm_names(made, row.algorithm_former_names, self._file_name)
        self._session.add(made)
        self._keep_algorithm(made)
        self.algorithms_made += 1
        return made

    def _keep_algorithm(self, algorithm: Algorithm) -> None:
        key = (algorithm.organisation_id, text_key(algorithm.name), algorithm.role)
        self._algorithms.setdefault(key, []).append(algorithm)

    def _rename_algorithm(self, algorithm: Algorithm, name: str) -> None:
        old = algorithm.name
        algorithm.former_names = [
            former for former in algorithm.former_names if text_key(former.name) != text_key(name)
        ]
        algorithm.name = name
        _add_algorithm_names(algorithm, (old,), self._file_name)
        self._keep_algorithm(algorithm)

    def _link_products(
        self, filing: Filing, organisation: Organisation, products: Iterable[ListedProduct]
    ) -> None:
        linked = {(text_key(link.product.name), link.product.kind) for link in filing.product_links}
        for name, kind in products:
            if (text_key(name), kind) in linked:
                continue
            linked.add((text_key(name), kind))
            product = self._product(organisation, name, kind)
            filing.product_links.append(FilingProduct(product=product))

    def _set_products(self, filing: Filing, products: tuple[ListedProduct, ...]) -> None:
        """Let exactly ``products`` use the filing; those that ended stay on record as such."""
        wanted = {(text_key(name), kind) for name, kind in products}
        filing.product_links = [
            link
            for link in filing.product_links
            if link.ended_on is not None
            or (text_key(link.product.name), link.product.kind) in wanted
        ]
        for link in filing.product_links:
            if (text_key(link.product.name), link.product.kind) in wanted:
                link.ended_on = None
        self._link_products(filing, filing.organisation, products)

    def _product(self, organisation: Organisation, name: str, kind: ProductKind) -> Product:
        self._learn_of(organisation)
        key = (organisation.id, text_key(name), kind)
        product = self._products.get(key)
        if product is None:
            product = Product(organisation_id=organisation.id, name=name, kind=kind)
            self._session.add(product)
            self._products[key] = product
            self.products_made += 1
        return product


def _apply_day(filing: Filing, row: ImportRow, field: DifferenceField) -> None:
    assert row.ledger is not None
    setattr(filing, field.value, getattr(row.ledger, field.value))
    if field is DifferenceField.CANCELLED_ON:
        filing.cancelled_month = "" if filing.cancelled_on else row.cancelled_month


def _add_algorithm_names(algorithm: Algorithm, names: Iterable[str], source: str) -> None:
    known = {text_key(former.name) for former in algorithm.former_names}
    known.add(text_key(algorithm.name))
    for name in names:
        if text_key(name) not in known:
            known.add(text_key(name))
            algorithm.former_names.append(AlgorithmFormerName(name=name, source=source))
