"""Relations at a glance: algorithm × product × platform, and what a stop would leave behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.catalogue.entries import Platform
from app.model.inventory import Algorithm, Filing, FilingProduct, Organisation, Product
from app.model.kinds import AlgorithmType, Certainty, FilingStatus, ProductState, SubmissionKind
from app.progress import Progress, Silent
from app.services.workspace import Workspace

ENDED = (FilingStatus.CANCELLED, FilingStatus.REVOKED)
CHUNK = 5000
RowKey = tuple[Literal["algorithm", "filing"], int]


@dataclass(frozen=True)
class ProductColumn:
    """A product as a column of the matrix."""

    id: int
    label: str
    organisation_id: int
    organisation: str
    running: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A product's use of a filing; ``running``: the product runs and has not ended the use."""

    product_id: int
    running: bool


@dataclass(frozen=True, slots=True)
class FilingMark:
    """A filing as the cells show it."""

    id: int
    title: str
    number: str
    platform: str
    status: FilingStatus
    uses: tuple[Use, ...]

    @property
    def alive(self) -> bool:
        """Whether it is neither deregistered nor revoked."""
        return self.status not in ENDED


@dataclass(frozen=True)
class RelationRow:
    """An algorithm with all its filings, or a site, app or system with those of its name.

    ``key`` names the algorithm, or the first of the filings.
    """

    key: RowKey
    title: str
    organisation_id: int
    organisation: str
    type: AlgorithmType | None
    filings: tuple[FilingMark, ...]

    @cached_property
    def cells(self) -> dict[int, tuple[tuple[FilingMark, bool], ...]]:
        """The filings by product, each with whether that product still runs it."""
        found: dict[int, list[tuple[FilingMark, bool]]] = {}
        for filing in self.filings:
            for use in filing.uses:
                found.setdefault(use.product_id, []).append((filing, use.running))
        return {id: tuple(marks) for id, marks in found.items()}


@dataclass(frozen=True)
class PlatformRule:
    """What a platform asks when a service ends, with where that rests."""

    id: str
    word: str
    text: str
    working_days: int | None
    source: str
    certainty: Certainty


@dataclass(frozen=True)
class Relations:
    """The matrix: rows by subject and name, products by subject and name, platforms in order."""

    rows: tuple[RelationRow, ...]
    products: tuple[ProductColumn, ...]
    platforms: tuple[PlatformRule, ...]

    @cached_property
    def platform_words(self) -> dict[str, str]:
        """The platforms' short names by id."""
        return {item.id: item.word for item in self.platforms}

    @cached_property
    def product_labels(self) -> dict[int, str]:
        """The products' names by id."""
        return {item.id: item.label for item in self.products}


@dataclass(frozen=True)
class Affected:
    """A filing that a stop touches; ``keepers`` are the products that go on with it.

    ``rule`` is what its platform asks when no product is left; None where the catalogue does
    not know the platform. ``already`` tells that no product ran it before the stop.
    """

    filing: FilingMark
    row: RelationRow
    keepers: tuple[str, ...]
    rule: PlatformRule | None
    already: bool = False


@dataclass(frozen=True)
class StopEffect:
    """What a stop does: filings that lose their last user, and filings that go on."""

    orphaned: tuple[Affected, ...]
    surviving: tuple[Affected, ...]


def relations(
    ws: Workspace, organisation_id: int | None, progress: Progress | None = None
) -> Relations:
    """Return the matrix of all subjects, or of one with every product that uses its filings.

    Raises :class:`app.errors.CancelledError` when the user cancels.
    """
    progress = progress or Silent()
    with ws.read() as session:
        progress.report(0, 0, "正在读取产品")
        uses = _uses(session, organisation_id)
        used = {use.product_id for found in uses.values() for use in found}
        products = _products(session, organisation_id, used)
        rows = _rows(session, organisation_id, uses, progress)
    seen = {filing.platform for row in rows for filing in row.filings}
    known = ws.catalogue.platforms
    order = [key for key in known if key in seen] + sorted(seen - set(known))
    return Relations(rows, products, tuple(_rule(key, known.get(key)) for key in order))


def _mine(query: Select[*tuple[Any, ...]], column: Any, mine: int | None) -> Any:
    return query if mine is None else query.where(column == mine)


def _uses(session: Session, mine: int | None) -> dict[int, list[Use]]:
    query = (
        select(
            FilingProduct.filing_id,
            FilingProduct.product_id,
            FilingProduct.ended_on,
            Product.state,
        )
        .join(Product, FilingProduct.product_id == Product.id)
        .join(Filing, FilingProduct.filing_id == Filing.id)
    )
    found: dict[int, list[Use]] = {}
    # A product is used by thousands of filings; what it is to them is one of two values.
    shared: dict[tuple[int, bool], Use] = {}
    for filing_id, product_id, ended_on, state in session.execute(
        _mine(query, Filing.organisation_id, mine)
    ):
        runs = ended_on is None and state is ProductState.IN_USE
        use = shared.setdefault((product_id, runs), Use(product_id, runs))
        found.setdefault(filing_id, []).append(use)
    return found


def _products(
    session: Session, mine: int | None, used: Collection[int]
) -> tuple[ProductColumn, ...]:
    query = (
        select(
            Product.id,
            Product.name,
            Product.kind,
            Product.state,
            Organisation.id,
            Organisation.name,
        )
        .join(Organisation, Product.organisation_id == Organisation.id)
        .order_by(Organisation.name, Product.name, Product.kind)
    )
    return tuple(
        ProductColumn(id, f"{name}（{kind.label}）", owner_id, owner, state is ProductState.IN_USE)
        for id, name, kind, state, owner_id, owner in session.execute(query)
        if mine is None or owner_id == mine or id in used
    )


def _rows(
    session: Session, mine: int | None, uses: dict[int, list[Use]], progress: Progress
) -> tuple[RelationRow, ...]:
    query = (
        select(
            Filing.id, Filing.title, Filing.number, Filing.platform, Filing.status,
            Filing.organisation_id, Filing.algorithm_id,
        )
        .order_by(Filing.id)
    )  # fmt: skip
    names = {
        item.id: item.name for item in session.execute(select(Organisation.id, Organisation.name))
    }
    of_algorithm: dict[int, list[FilingMark]] = {}
    others: dict[tuple[int, str], list[FilingMark]] = {}
    algorithms = _mine(
        select(Algorithm.id, Algorithm.name, Algorithm.type, Algorithm.organisation_id),
        Algorithm.organisation_id,
        mine,
    )
    known = {item.id: item for item in session.execute(algorithms)}
    for place, item in enumerate(session.execute(_mine(query, Filing.organisation_id, mine))):
        if place % CHUNK == 0:
            progress.report(place, 0, "正在读取备案")
        algorithm = known.get(item.algorithm_id)
        title = algorithm.name if algorithm else item.title
        mark = FilingMark(
            item.id,
            title,
            item.number,
            intern(item.platform),
            item.status,
            tuple(uses.get(item.id, ())),
        )
        if algorithm:
            of_algorithm.setdefault(algorithm.id, []).append(mark)
        else:
            others.setdefault((item.organisation_id, title.strip()), []).append(mark)
    rows = [
        RelationRow(("filing", marks[0].id), title, owner, names[owner], None, tuple(marks))
        for (owner, title), marks in others.items()
    ]
    for item in known.values():
        filings = tuple(of_algorithm.get(item.id, ()))
        owner = item.organisation_id
        rows.append(
            RelationRow(("algorithm", item.id), item.name, owner, names[owner], item.type, filings)
        )
    rows.sort(key=lambda row: (row.organisation, row.key[0], row.title, row.key[1]))
    return tuple(rows)


def _rule(key: str, platform: Platform | None) -> PlatformRule:
    if platform is None:
        text = "平台目录中没有这个平台，服务终止时要办什么请向平台确认。"
        return PlatformRule(key, key, text, None, "平台目录未收录", Certainty.UNVERIFIED)
    term = platform.term_for(SubmissionKind.CANCEL)
    return PlatformRule(
        key,
        platform.short_name,
        platform.duty.text,
        term.working_days if term else None,
        platform.duty.source,
        platform.duty.certainty,
    )


def stop_effect(
    matrix: Relations, product_ids: Collection[int], row_keys: Collection[RowKey] = ()
) -> StopEffect:
    """Return what ending the products, and ending the algorithms or filings of the rows, leaves.

    A live filing without a running product has to be deregistered (rule of its platform); one
    that another product runs goes on. Filings that the stop does not touch are not named.
    """
    rules = {item.id: item for item in matrix.platforms}
    labels = matrix.product_labels
    stopped, ended = set(product_ids), set(row_keys)
    orphaned: list[Affected] = []
    surviving: list[Affected] = []
    for row in matrix.rows:
        for filing in row.filings:
            if not filing.alive:
                continue
            whole = row.key in ended
            if not whole and not any(use.product_id in stopped for use in filing.uses):
                continue
            before = [use.product_id for use in filing.uses if use.running]
            left = [] if whole else [id for id in before if id not in stopped]
            keepers = tuple(labels.get(id, f"产品 {id}") for id in left)
            rule = rules.get(filing.platform)
            found = Affected(filing, row, keepers, rule, already=not before and not whole)
            (surviving if left else orphaned).append(found)
    return StopEffect(tuple(orphaned), tuple(surviving))
