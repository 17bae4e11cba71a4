"""The three stories of planning, through the services: what is planned, kept, and planned again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from plan_stories import Story, group_story, returned_story, stopped_on_one_story
from sqlalchemy import Engine, event

from app.dossier import PageEdit
from app.errors import ConflictError
from app.model.case import Material, ScannedPage
from app.model.kinds import SubmissionKind, SubmissionMode, SubmissionState, TrackKind
from app.progress import Silent
from app.rules.planner import (
    PlannedSubmission,
    PlanStyle,
    ReturnPrior,
    Weights,
    paper_sharing,
)
from app.services.cases import case_view
from app.services.checks import findings_by_submission
from app.services.history import timeline, undo
from app.services.materials import attach_files, checklist
from app.services.overview import overview
from app.services.page_editing import save_pages
from app.services.plan_choice import save_choice
from app.services.plan_edits import (
    groups_by_class,
    join_submissions,
    move_together,
    pairs_of,
    set_mode,
    take_apart,
)
from app.services.plan_estimates import GeneralEstimates, estimates, save_general, save_prior
from app.services.plan_records import plan_records
from app.services.planning import accept_plan, plan_view
from app.services.print_stack import papers_to_sign
from app.services.tracking import deadlines, record_step, tracked
from app.services.workspace import Workspace

BATCH, SINGLE = SubmissionMode.BATCH, SubmissionMode.SINGLE


def accept_batch(ws: Workspace, story: Story) -> None:
    """Accept all batch, as firms do blindly."""
    view = plan_view(ws, story.case_id)
    accept_plan(ws, story.case_id, view.choices.batch, "全部可批量", compared=view.choices)


def queries(ws: Workspace, story: Story) -> int:
    """Return how many statements it takes to plan the case."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        plan_view(ws, story.case_id)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


class TestAGroupWithAHundredFilings:
    def test_each_subject_goes_for_itself_and_the_best_plan_is_no_dearer(
        self, ws: Workspace
    ) -> None:
        story = group_story(ws)
        view = plan_view(ws, story.case_id)
        batch, single, best = view.choices.batch, view.choices.single, view.choices.recommended
        assert single.figures.submissions == 100
        assert batch.figures.submissions < best.figures.submissions + 1 <= 101
        assert best.figures.weighed <= min(batch.figures.weighed, single.figures.weighed) + 1e-6
        for plan in (batch, single, best):
            assert sorted(i for s in plan.submissions for i in s.filing_ids) == sorted(
                story.filings
            )
            owners = {row.id: row.organisation_id for row in view.filings.values()}
            assert all(
                {owners[i] for i in s.filing_ids} == {s.organisation_id} for s in plan.submissions
            )

    def test_what_is_shared_and_what_each_signs_is_told(self, ws: Workspace) -> None:
        story = group_story(ws, 8)
        papers = paper_sharing(plan_view(ws, story.case_id).plan, ws.catalogue)
        assert papers
        assert all(paper.source and paper.words for paper in papers)
        signed = {paper.organisation_name for paper in papers if paper.signed}
        assert signed == {"云帆一号科技有限公司", "云帆二号科技有限公司"}

    def test_the_plan_is_read_in_a_fixed_number_of_queries(self, ws: Workspace) -> None:
        small, large = returned_story(ws), group_story(ws, 40)
        for story in (small, large):
            view = plan_view(ws, story.case_id)
            accept_plan(ws, story.case_id, view.choices.single, "全部单个")
        assert queries(ws, small) == queries(ws, large)

    def test_a_decision_is_kept_told_and_undone(self, ws: Workspace) -> None:
        story = group_story(ws, 6)
        view = plan_view(ws, story.case_id)
        choice = replace(view.choice, weights=Weights(1.0, 3.0, 1.0))
        done = save_choice(ws, story.case_id, choice, "调整权重")
        assert plan_view(ws, story.case_id).choice.weights.risk == 3.0
        assert timeline(ws, case_id=story.case_id)[0].summary == "调整权重"
        undo(ws, done.changes.event_id or 0)
        assert plan_view(ws, story.case_id).choice.weights.risk == 1.0

    def test_corrected_likeness_wins(self, ws: Workspace) -> None:
        story = group_story(ws, 6)
        view = plan_view(ws, story.case_id)
        assert [len(group.ids) for group in groups_by_class(view.plan)] == [3, 3]
        first = story.filings[0]
        apart = frozenset(frozenset((first, other)) for other in story.filings[1:3])
        save_choice(ws, story.case_id, replace(view.choice, apart=apart), "更正相似分组")
        again = plan_view(ws, story.case_id)
        assert (first,) in [group.ids for group in groups_by_class(again.plan)]
        assert all(
            first not in item.filing_ids or len(item.filing_ids) == 1
            for item in again.choices.batch.submissions
        )


class TestOneAlgorithmStoppedOnAWhileBRunsOn:
    def test_the_shared_one_is_changed_and_the_other_deregistered(self, ws: Workspace) -> None:
        story = stopped_on_one_story(ws)
        both, alone = story.filings
        plan = plan_view(ws, story.case_id).plan
        kinds = {i: item.kind for item in plan.submissions for i in item.filing_ids}
        assert kinds == {both: SubmissionKind.CHANGE, alone: SubmissionKind.CANCEL}
        told = "".join(
            reason.text
            for item in plan.submissions
            if both in item.filing_ids
            for reason in item.reasons
        )
        assert "云览乙" in told
        assert "不能注销" in told
        assert all(reason.source for item in plan.submissions for reason in item.reasons)

    def test_the_record_answers_why_later(self, ws: Workspace) -> None:
        story = stopped_on_one_story(ws)
        view = plan_view(ws, story.case_id)
        accept_plan(ws, story.case_id, view.plan, "推荐", "乙产品继续运营", compared=view.choices)
        (record,) = plan_records(ws, story.case_id)
        assert (record.actor, record.reason) == ("测试员", "乙产品继续运营")
        assert set(record.content["compared"]) == {"batch", "single", "recommended"}
        words = str(record.content["submissions"])
        assert "不能注销" in words
        assert record.content["figures"]["submissions"] == len(view.plan.submissions)


class TestABlindBatchReturned:
    @pytest.fixture
    def story(self, ws: Workspace) -> Story:
        """The batch was handed in and came back."""
        made = returned_story(ws)
        accept_batch(ws, made)
        (item,) = case_view(ws, made.case_id).submissions
        record_step(ws, item.id, TrackKind.SUBMITTED, date(2026, 11, 18))
        record_step(ws, item.id, TrackKind.RETURNED, date(2026, 11, 20), "站点3的主体信息不符")
        return made

    def test_it_stays_until_it_is_planned_anew(self, ws: Workspace, story: Story) -> None:
        view = plan_view(ws, story.case_id)
        assert view.plan.submissions == ()
        assert len(view.kept) == 1
        (returned,) = view.returned
        assert "批量" in returned.label

    def test_its_filings_go_to_new_submissions_and_nothing_is_lost(
        self, ws: Workspace, story: Story
    ) -> None:
        (old,) = case_view(ws, story.case_id).submissions
        record_step(ws, old.id, TrackKind.REPLANNED, date(2026, 11, 23), "取出站点3")
        view = plan_view(ws, story.case_id)
        planned = [i for item in view.plan.submissions for i in item.filing_ids]
        assert sorted(planned) == sorted(story.filings)
        bad = story.filings[2]
        joined = view.choices.batch
        moved = move_together(ws, joined, ((bad, joined.submissions[0].order),), None)
        assert not moved.refused
        accept_plan(ws, story.case_id, moved.plan, "推荐（有调整）", compared=view.choices)
        items = {item.id: item for item in case_view(ws, story.case_id).submissions}
        assert items[old.id].state is SubmissionState.REPLANNED
        assert len(items[old.id].filings) == 4
        new = sorted(len(s.filings) for s in items.values() if s.id != old.id)
        assert new == [1, 3]
        records = next(t.records for t in tracked(ws, story.case_id) if t.submission.id == old.id)
        assert [entry.kind for entry in records] == [
            TrackKind.SUBMITTED,
            TrackKind.RETURNED,
            TrackKind.REPLANNED,
        ]
        assert {row.submission.id for row in deadlines(ws)} == set(items) - {old.id}

    def test_edited_pages_and_filed_paper_go_along(
        self, ws: Workspace, story: Story, tmp_path: Path
    ) -> None:
        (old,) = case_view(ws, story.case_id).submissions
        image = tmp_path / "执照.png"
        Image.new("RGB", (400, 300), "white").save(image)
        item = next(m for m in checklist(ws, old.id) if m.asked)
        attach_files(ws, item.id, [image], Silent())
        (file,) = next(m for m in checklist(ws, old.id) if m.id == item.id).files
        turned = (PageEdit(0, turn=90),)
        save_pages(ws, file.link_id, turned)
        with ws.change("scan.file") as change:
            page = ScannedPage(
                code="ABC", page=1, pages=1, source_id=file.id, place=0, bound_id=file.id
            )
            row = change.session.get_one(Material, item.id)
            row.scans.append(page)
            change.tell("归档", case_id=story.case_id)
        record_step(ws, old.id, TrackKind.REPLANNED, date(2026, 11, 23), "重新安排")
        case = case_view(ws, story.case_id)
        assert case.live == ()
        (line,) = overview(ws).open_cases
        assert line.next_step == "plan"
        view = plan_view(ws, story.case_id)
        accept_plan(ws, story.case_id, view.choices.batch, "全部可批量", compared=view.choices)
        (new,) = case_view(ws, story.case_id).live
        heir = next(m for m in checklist(ws, new.id) if m.item == item.item)
        assert [found.edits for found in heir.files] == [turned]
        with ws.read() as session:
            assert [p.code for p in session.get_one(Material, heir.id).scans] == ["ABC"]
        assert set(findings_by_submission(ws, story.case_id)) == {new.id}
        assert {paper.submission_id for paper in papers_to_sign(ws, story.case_id)} == {new.id}

    def test_the_return_raises_the_chance_on_that_platform(
        self, ws: Workspace, story: Story
    ) -> None:
        record = estimates(ws).record("icp")
        assert (record.handled, record.returned) == (4, 1)

    def test_what_is_submitted_is_not_planned_again(self, ws: Workspace) -> None:
        made = returned_story(ws)
        view = plan_view(ws, made.case_id)
        accept_plan(ws, made.case_id, view.choices.single, "全部单个")
        first = case_view(ws, made.case_id).submissions[0]
        record_step(ws, first.id, TrackKind.SUBMITTED, date(2026, 11, 18))
        again = plan_view(ws, made.case_id)
        gone = first.filings[0].id
        assert gone not in [i for item in again.plan.submissions for i in item.filing_ids]
        with pytest.raises(ConflictError):
            accept_plan(ws, made.case_id, view.choices.batch, "全部可批量")
        accept_plan(ws, made.case_id, again.choices.batch, "全部可批量")
        kept = case_view(ws, made.case_id).submissions[0]
        assert (kept.id, kept.state) == (first.id, SubmissionState.SUBMITTED)

    def test_what_is_submitted_has_an_end_and_a_chance_until_it_is_accepted(
        self, ws: Workspace
    ) -> None:
        made = returned_story(ws)
        view = plan_view(ws, made.case_id)
        accept_plan(ws, made.case_id, view.choices.single, "全部单个")
        first = case_view(ws, made.case_id).submissions[0]

        def sent() -> PlannedSubmission:
            every = plan_view(ws, made.case_id).choices.single.sent
            return next(item for item in every if item.id == first.id)

        review = ws.catalogue.platforms[first.platform].review_days
        record_step(ws, first.id, TrackKind.SUBMITTED, date(2026, 11, 18))
        item = sent()
        assert (item.finishes_on is None) is (review is None)
        assert item.finishes_on is None or item.finishes_on > date(2026, 11, 18)
        assert item.chance == pytest.approx(view.choices.single.submissions[0].chance, abs=0.05)
        assert item.chance > 0
        record_step(ws, first.id, TrackKind.ACCEPTED, date(2026, 11, 19))
        assert sent().chance == 0
        assert sent().finishes_on == item.finishes_on


class TestEdits:
    def test_parting_and_joining_come_back_to_the_same(self, ws: Workspace) -> None:
        story = returned_story(ws)
        plan = plan_view(ws, story.case_id).choices.batch
        (whole,) = plan.submissions
        apart = take_apart(ws, plan, whole.order).plan
        assert [len(item.filing_ids) for item in apart.submissions] == [1, 1, 1, 1]
        together = set_mode(ws, apart, apart.submissions[0].order, BATCH).plan
        assert [item.filing_ids for item in together.submissions] == [whole.filing_ids]
        two = join_submissions(ws, apart, 1, 2)
        assert not two.refused
        assert sorted(len(item.filing_ids) for item in two.plan.submissions) == [1, 1, 2]

    def test_several_are_moved_to_one_of_their_own(self, ws: Workspace) -> None:
        story = returned_story(ws)
        plan = plan_view(ws, story.case_id).choices.batch
        order = plan.submissions[0].order
        picked = tuple((id, order) for id in story.filings[:2])
        moved = move_together(ws, plan, picked, None)
        assert sorted(item.filing_ids for item in moved.plan.submissions) == sorted(
            (story.filings[:2], story.filings[2:])
        )
        assert moved.difference.submissions == 1
        assert moved.difference.sentences

    def test_another_subjects_submission_is_refused_with_the_rule(self, ws: Workspace) -> None:
        story = group_story(ws, 4)
        plan = plan_view(ws, story.case_id).choices.single
        first = plan.submissions[0]
        other = next(s for s in plan.submissions if s.organisation_id != first.organisation_id)
        moved = move_together(ws, plan, ((first.filing_ids[0], first.order),), other.order)
        assert "主体不同" in moved.refused
        assert "来源" in moved.refused
        assert moved.plan == plan

    def test_an_own_split_is_kept_for_the_case(self, ws: Workspace) -> None:
        story = returned_story(ws)
        view = plan_view(ws, story.case_id)
        apart = take_apart(ws, view.choices.batch, 1).plan
        choice = replace(view.choice, style=PlanStyle.BATCH, fixed=dict(apart.fixed))
        save_choice(ws, story.case_id, choice, "拆开")
        again = plan_view(ws, story.case_id)
        assert len(again.plan.submissions) == 4
        assert again.of(PlanStyle.BATCH) is again.plan

    def test_pairs(self) -> None:
        assert pairs_of((1, 2, 3)) == {frozenset((1, 2)), frozenset((1, 3)), frozenset((2, 3))}


class TestEstimates:
    def test_the_firms_numbers_are_used_and_undone(self, ws: Workspace) -> None:
        story = returned_story(ws)
        save_general(ws, replace(GeneralEstimates(), rework_share=0.8))
        done = save_prior(ws, "icp", ReturnPrior(5, 5))
        settings = plan_view(ws, story.case_id).plan.settings
        assert settings.risk.rework_share == 0.8
        assert settings.risk.prior("icp").mean == 0.5
        assert all(item.chance >= 0.5 for item in plan_view(ws, story.case_id).plan.submissions)
        undo(ws, done.changes.event_id or 0)
        assert plan_view(ws, story.case_id).plan.settings.risk.prior("icp").mean == 0.1
