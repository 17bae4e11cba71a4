"""How far a material is: each step needs what shows it, and falls back when that goes."""

from __future__ import annotations

from datetime import date

from app.rules.evidence import Evidence, Stage, Step, can_check, next_step, steps_of

DAY = date(2026, 11, 20)
FORM = Evidence(form=True, by_hand=True, sealed=True)
SCANNED = FORM._replace(printed_on=DAY, print_holds=True, n_files=1, n_pages=2, seal_seen=True)
PAPER_WAY = [
    Stage.DRAFT,
    Stage.PRINTED,
    Stage.SIGNED,
    Stage.SCANNED,
    Stage.CHECKED,
    Stage.BOUND,
]


def reached(known: Evidence) -> list[Stage]:
    return [step.stage for step in steps_of(known) if step.done]


def ahead(known: Evidence) -> Step | None:
    return next_step(steps_of(known))


def test_a_form_goes_over_paper_when_it_is_signed_or_sealed() -> None:
    assert [step.stage for step in steps_of(FORM)] == PAPER_WAY
    plain = FORM._replace(by_hand=False)
    assert [step.stage for step in steps_of(plain)] == [Stage.DRAFT, Stage.BOUND]
    attached = Evidence(form=False, by_hand=False)
    assert [s.stage for s in steps_of(attached)] == [Stage.ATTACHED, Stage.CHECKED, Stage.BOUND]


def test_each_step_follows_from_what_shows_it() -> None:
    assert reached(FORM) == [Stage.DRAFT]
    printed = FORM._replace(printed_on=DAY, print_holds=True)
    assert reached(printed) == PAPER_WAY[:2]
    assert reached(SCANNED) == PAPER_WAY[:4]
    checked = SCANNED._replace(checked_on=DAY)
    assert reached(checked) == PAPER_WAY[:5]
    bound = checked._replace(bound=(2, DAY))
    assert reached(bound) == PAPER_WAY
    assert ahead(bound) is None
    assert [step.told for step in steps_of(bound)][1:] == [
        "2026年11月20日打印",
        "扫描件上见到印章",
        "1 个文件，共 2 页",
        "2026年11月20日核对无误",
        "2026年11月20日装入第 2 版材料册",
    ]


def test_words_changed_after_the_print_ask_for_another() -> None:
    step = ahead(FORM._replace(printed_on=DAY))
    assert step == Step(Stage.PRINTED, False, "内容有改动，须重新打印（2026年11月20日打印过）")
    old = SCANNED._replace(scan_outdated=True, checked_on=DAY)
    assert reached(old) == [Stage.DRAFT]
    assert not can_check(old)


def test_a_scan_with_pages_lacking_is_not_scanned() -> None:
    part = SCANNED._replace(lacking=(1, 3))
    assert Stage.SCANNED not in reached(part)
    assert "还差第 1、3 页的扫描件" in [step.told for step in steps_of(part)]
    assert not can_check(part)


def test_a_seal_that_was_not_seen_is_left_to_the_officer() -> None:
    unseen = SCANNED._replace(seal_seen=False)
    step = ahead(unseen)
    assert step is not None
    assert (step.stage, step.told) == (Stage.SIGNED, "与原件核对：没有认出印章")
    assert Stage.SIGNED in reached(unseen._replace(checked_on=DAY))
    by_pen = ahead(unseen._replace(sealed=False))
    assert by_pen is not None
    assert by_pen.told == "与原件核对签字"
