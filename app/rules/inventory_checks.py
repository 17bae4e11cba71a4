"""Gaps of single filings, for the inventory page: what has stopped, is missing, or is in doubt."""

from __future__ import annotations

from datetime import date

from app.catalogue.entries import Platform
from app.model.kinds import FilingStatus, ProductState, Role, SubmissionKind
from app.rules.findings import OWN_CHECK, Finding, Place, Severity
from app.rules.plan_reasons import written
from app.rules.review_input import FilingCheck, ProductCheck
from app.rules.term_clock import Standing, TermClock
from app.rules.workdays import WorkCalendar


def filing_gaps(
    filing: FilingCheck, platform: Platform | None, today: date, calendar: WorkCalendar
) -> tuple[Finding, ...]:
    """Return the gaps of one filing; what is deregistered already has none.

    ``platform`` is the filing's entry in the catalogue, where there is one.
    """
    return gaps_by(filing, platform, TermClock(today, calendar))


def gaps_by(
    filing: FilingCheck, platform: Platform | None, clock: TermClock
) -> tuple[Finding, ...]:
    """Return what :func:`filing_gaps` does, with a ``clock`` that serves many filings."""
    if filing.status in (FilingStatus.CANCELLED, FilingStatus.REVOKED):
        return ()
    found = [*_number(filing)]
    stopped = [use for use in filing.products if _has_stopped(use)]
    if filing.role is Role.PROVIDER and not filing.products:
        found.append(
            _gap(
                filing,
                "inventory.without_product",
                "没有登记使用它的产品。",
                "请补充产品，才能判断它是否仍在使用。",
                "products",
            )
        )
    if stopped and filing.status is FilingStatus.ACTIVE:
        if len(stopped) == len(filing.products):
            found.append(_stopped(filing, platform, clock))
        else:
            found.append(_partly_stopped(filing, stopped, platform))
    return tuple(found)


def _has_stopped(use: ProductCheck) -> bool:
    return use.state is ProductState.STOPPED or use.link_ended_on is not None


def _stopped_on(use: ProductCheck) -> date | None:
    days = [day for day in (use.link_ended_on, use.state_since) if day is not None]
    if use.state is not ProductState.STOPPED:
        return use.link_ended_on
    return min(days, default=None)


def _number(filing: FilingCheck) -> list[Finding]:
    if filing.type is not None and not filing.number.strip():
        return [
            _gap(filing, "inventory.number_missing", "没有备案编号。", "请填写备案编号。", "number")
        ]
    if not filing.problems:
        return []
    doubts = "；".join(text.rstrip("。") for text in filing.problems)
    return [
        _gap(
            filing,
            "inventory.number_flagged",
            f"编号有疑点：{doubts}。",
            "请对照备案系统或公示清单核对；核对无误的可以保留。",
            "number",
        )
    ]


def stopped_term(
    filing: FilingCheck, platform: Platform | None, clock: TermClock
) -> Standing | None:
    """Return how the term stands within which a filing without users is deregistered.

    None where a product still uses it, no term is known, or the day of an end is not known.
    Source: the platform's own term, for algorithms 算法推荐管理规定 art. 24.
    """
    term = platform.term_for(SubmissionKind.CANCEL) if platform else None
    if term is None or not filing.products or not all(map(_has_stopped, filing.products)):
        return None
    days = [_stopped_on(use) for use in filing.products]
    known = [day for day in days if day is not None]
    # The service ends with its last product, so one unknown day leaves the whole unknown.
    if len(known) < len(days):
        return None
    return clock.standing(max(known), term.working_days)


def _stopped(
    filing: FilingCheck,
    platform: Platform | None,
    clock: TermClock,
) -> Finding:
    """All products have stopped, the filing lives on: a term may be running."""
    # One app is often filed with several platforms under the same title.
    where = f"在“{platform.short_name}”的" if platform else ""
    text = f"使用它的产品都已停用，{where}备案仍为有效"
    term = stopped_term(filing, platform, clock)
    if term is not None:
        about = "（估算）" if term.estimated else ""
        if term.days_left < 0:
            text += f"；注销期限{written(term.due_on)}{about}已过 {-term.days_left} 个工作日"
        elif term.days_left == 0:
            text += f"；注销期限就是今天{about}"
        else:
            text += f"；注销期限为{written(term.due_on)}{about}，还剩 {term.days_left} 个工作日"
    remedy = "请新建注销项目办理。"
    if filing.case_title:
        remedy = f"请在注销项目“{filing.case_title}”中继续办理。"
    finding = _gap(filing, "inventory.stopped_but_alive", f"{text}。", remedy, "status")
    return _resting_on(finding, platform, SubmissionKind.CANCEL)


def _partly_stopped(
    filing: FilingCheck, stopped: list[ProductCheck], platform: Platform | None
) -> Finding:
    names = "、".join(f"“{use.label}”" for use in stopped)
    finding = _gap(
        filing,
        "inventory.partly_stopped",
        f"产品{names}已停用，其他产品仍在使用它。",
        "请核对是否需要变更备案。",
        "products",
    )
    return _resting_on(finding, platform, SubmissionKind.CHANGE)


def _resting_on(finding: Finding, platform: Platform | None, kind: SubmissionKind) -> Finding:
    if platform is None:
        return finding
    rule = platform.term_for(kind) or platform.duty
    return Finding(
        finding.rule_id,
        finding.severity,
        finding.message,
        finding.remedy,
        finding.place,
        rule.source,
        rule.certainty,
    )


def _gap(filing: FilingCheck, rule_id: str, what: str, remedy: str, field: str) -> Finding:
    return Finding(
        rule_id=rule_id,
        severity=Severity.WARNING,
        message=f"“{filing.title}”：{what}",
        remedy=remedy,
        place=Place(
            "filings",
            field=field,
            filing_id=filing.id,
            organisation_id=filing.organisation_id,
        ),
        source=OWN_CHECK,
    )
