from __future__ import annotations

import pytest
from hypothesis import given

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.evidence import ElementStatus, Weight
from app.domain.hearing import Heard
from app.domain.plan import Reason
from app.domain.records import Choice, Grade, Standing, Status, Track
from app.domain.report import Citation, build_report
from app.domain.verdict import Verdict
from tests.builders import OPENED, Build
from tests.examples import empty, finished, rich
from tests.frameworks import five_gates, wide_framework
from tests.histories import histories
from tests.pilots import report_of


def test_everything_said_of_an_element_is_shown_with_its_weight() -> None:
    build = Build()
    first = build.says("fit.purpose.stated", Status.EVIDENCED, "Yes.", grade=Grade.ASSERTED)
    second = build.says("fit.purpose.stated", Status.REFUTED, "No, I was wrong.", revises=[first.id])
    third = build.says("fit.purpose.stated", Status.EVIDENCED, "Perhaps.", standing=Standing.PROPOSED)

    element = build_report(build.assessment).elements[0]

    assert [(s.statement, s.words, s.weight) for s in element.said] == [
        (first, "Yes.", Weight.SUPERSEDED),
        (second, "No, I was wrong.", Weight.COUNTS),
        (third, "Perhaps.", Weight.PROPOSED),
    ]
    assert (element.status, element.grade, element.quotes) == (ElementStatus.REFUTED, None, ("No, I was wrong.",))


def test_a_finding_from_a_document_names_the_document_and_a_click_has_no_words() -> None:
    build = Build()
    charter = build.attachment("It was tried in May.", "charter.pdf")
    build.finding("fit.purpose.tried", Status.EVIDENCED, charter)
    build.clicks("fit.purpose.stated", Status.EVIDENCED)

    clicked, tried = build_report(build.assessment).elements[:2]

    assert tried.said[0].document == "charter.pdf"
    assert (clicked.said[0].document, clicked.said[0].words, clicked.said[0].quoted) == ("", "", False)


def test_a_criterion_set_aside_shows_the_reason_on_each_of_its_elements() -> None:
    build = Build()
    build.set_aside("fit.users", "It has no users.")

    aside = build_report(build.assessment).having(ElementStatus.NOT_APPLICABLE)

    assert [(e.element.id, e.said[0].words, e.said[0].quoted) for e in aside] == [
        ("fit.users.named", "It has no users.", False),
        ("fit.users.asked", "It has no users.", False),
    ]


def test_what_is_open_and_what_is_in_conflict_is_found_by_status() -> None:
    report = build_report(rich())

    assert [e.element.id for e in report.having(ElementStatus.UNKNOWN)] == ["run.owner.on_call"]
    assert [e.element.id for e in report.having(ElementStatus.CONFLICT)] == ["fit.users.asked"]


def test_a_signed_gate_that_changed_is_open_again_and_says_who_had_signed() -> None:
    fit, run = build_report(rich()).gates

    assert fit.signed is None
    assert fit.lapsed is not None
    assert fit.lapsed.speaker == "ada"
    assert (run.signed, run.lapsed) == (None, None)


def test_signing_again_closes_the_gate_again() -> None:
    build = Build.on(rich())
    again = build.sign_off("fit", speaker="Dr. Osei")

    gate = build_report(build.assessment).gates[0]

    assert (gate.signed, gate.lapsed) == (again, None)


def test_citations_stand_with_their_criterion() -> None:
    cited = Citation("Set an alarm", "Example Press, 2025")

    criteria = [c for g in build_report(rich(), {"run.watch": [cited]}).gates for c in g.criteria]

    assert {c.criterion.id: c.citations for c in criteria} == {
        "fit.purpose": (), "fit.users": (), "run.watch": (cited,), "run.owner": (),
    }  # fmt: skip


def test_the_last_change_is_that_of_the_last_record_and_the_opening_where_there_is_none() -> None:
    assert build_report(rich()).changed_at == rich().records[-1].at
    assert build_report(empty()).changed_at == OPENED


def test_every_part_has_a_title_and_the_whole_is_the_pilot() -> None:
    report = build_report(empty())

    assert [report.title(p) for p in (None, "fit", "fit.users", "fit.users.asked")] == [
        "The pilot", "Fit", "Users", "Users asked",
    ]  # fmt: skip


def test_what_carries_the_verdict_is_named_with_its_words() -> None:
    report = build_report(finished())

    assert report.robustness is not None
    assert [s.statement.id for s in report.weakest] == list(report.robustness.findings)
    assert (
        report.robustness_words
        == "If this one finding proved wrong, the verdict would turn from “Proceed” to “Conditional”:"
    )
    assert "in place since May" in report.weakest[0].words


@given(histories())
def test_an_unsigned_assessment_never_sounds_final(assessment: Assessment) -> None:
    report = build_report(assessment)

    signed = all(assessment.signed(g.id) for g in assessment.framework.gates)
    assert report.final is signed
    assert (report.verdict is Verdict.IN_PROGRESS) is not signed
    assert report.meaning.startswith("This is not a verdict") is not signed
    assert ("The system is" in report.meaning) is (signed and report.verdict is not Verdict.NOT_ASSESSABLE)
    if not signed and any(s.settled for s in assessment.standings.values()):
        assert f"So far {assessment.now.met} of" in report.meaning
        assert f"would be “{wording.VERDICT[assessment.now.verdict]}”. " in report.meaning
        can_change = assessment.band.best.verdict is not assessment.now.verdict
        assert ("That can still change." in report.meaning) is can_change


def test_nothing_settled_is_said_and_no_verdict_so_far_is_guessed() -> None:
    assert build_report(empty()).meaning == (
        "This is not a verdict: 2 of 2 gates are not signed off yet (Fit, Run). Nothing has been settled so far."
    )


def test_the_quick_screen_alone_is_a_first_impression() -> None:
    build = Build()
    build.profile("A pilot.", Track.SCREEN)
    build.says("run.owner.on_call", Status.EVIDENCED, "Ada, day and night.")

    assert "Only the quick screen was gone through, for a first impression." in build_report(build.assessment).meaning


def _signed(*, met: int = 0, aside: int = 0) -> Assessment:
    build = Build(wide_framework(gates=2, criteria=4, elements=1))
    criteria = [c.id for c in build.assessment.framework.criteria]
    if met:
        build.meets(*criteria[:met])
    for criterion in [c for c in criteria if not c.endswith("c0")][:aside]:
        build.set_aside(criterion, "Not here.")
    build.sign_all()
    return build.assessment


@pytest.mark.parametrize(
    ("assessment", "words"),
    [
        (
            _signed(met=5),
            "The system is not ready for production: 5 of 8 applicable criteria are met, 6 are needed."
            " Close the gaps, then assess it again.",
        ),
        (
            _signed(met=6),
            "The system is ready for production only once every gate passes. 6 of 8 applicable criteria are met"
            " (6 are needed), but 1 gate of 2 does not pass: Gate 1.",
        ),
        (
            _signed(met=8),
            "The system is ready for production by this framework: 8 of 8 applicable criteria are met"
            " (6 are needed) and every gate passes.",
        ),
        (_signed(aside=3), "Too few criteria apply to this pilot for a verdict: 5 of 8."),
    ],
)
def test_a_verdict_is_said_in_plain_words(assessment: Assessment, words: str) -> None:
    assert build_report(assessment).meaning == words


@pytest.mark.parametrize("choice", list(Choice))
def test_a_decision_shows_what_was_decided_and_why(choice: Choice) -> None:
    build = Build()
    build.resolution("run.owner.named", choice, reason="We settled that.", dissent=["chen"])

    element = next(e for e in build_report(build.assessment).elements if e.element.id == "run.owner.named")

    assert [(s.says, s.words, s.quoted) for s in element.said] == [(choice, "We settled that.", False)]


@given(histories())
def test_every_statement_is_shown_and_what_counts_is_what_the_domain_accepts(assessment: Assessment) -> None:
    shown = [s for e in build_report(assessment).elements for s in e.said]

    assert {s.statement.id for s in shown} == {s.id for s in assessment.statements}
    accepted = {s.id for standing in assessment.standings.values() for s in standing.accepted}
    assert {s.statement.id for s in shown if s.weight is Weight.COUNTS} == accepted


# --- what was heard, the executive page, the appendix -------------------------------------------------


def test_of_what_was_not_heard_nothing_says_that_it_is_not_met() -> None:
    report = report_of("begun")

    unheard = [c for c in report.criteria if c.heard is not Heard.SETTLED]
    assert len(unheard) == 19
    assert {wording.rating(c.rating, c.heard) for c in unheard} == {wording.HEARD[Heard.NEVER_ASKED]}
    assert {c.criterion.id for c in unheard} <= {c.criterion.id for c in report.to_ask}
    assert list(report.briefing.unheard) == [c.criterion.id for c in unheard]
    assert not [h for g in report.gates for h in g.hurdles if "not met" in h]
    assert "Of 19 criteria nothing was heard." in report.briefing.why


def test_what_was_asked_and_left_open_is_told_from_what_was_never_asked() -> None:
    report = report_of("begun")

    left = [e.element.id for e in report.unverified(Heard.LEFT_OPEN)]
    assert left == [five_gates().criteria[0].elements[1].id]
    assert len(report.unverified(Heard.NEVER_ASKED)) == len(five_gates().elements) - 2


@given(histories())
def test_every_element_is_heard_or_open_or_never_asked_and_its_words_say_which(assessment: Assessment) -> None:
    report = build_report(assessment)

    open_ = {e.element.id for degree in (Heard.LEFT_OPEN, Heard.NEVER_ASKED) for e in report.unverified(degree)}
    assert open_ == {e.element.id for e in report.having(ElementStatus.UNKNOWN)}
    for gap in (a.gap for a in report.plan):
        reasons = {m.reason for m in gap.missing}
        assert (gap.heard is Heard.NEVER_ASKED) is (reasons == {Reason.NOT_ASKED})
        assert (gap.heard is Heard.SETTLED) is not bool(reasons and reasons <= {Reason.NOT_ASKED, Reason.NOT_VERIFIED})
    for criterion in report.criteria:
        nothing_known = all(e.status is ElementStatus.UNKNOWN for e in criterion.elements)
        assert not nothing_known or "not met" not in wording.rating(criterion.rating, criterion.heard)
    assert len(report.todo) + len(report.to_ask) == len(report.plan)


def test_the_executive_page_says_the_verdict_why_and_what_is_in_the_way() -> None:
    page = report_of("hostile").briefing

    assert page.word == "Close the gaps first"
    assert page.why.startswith("The system is not ready for production: 0 of 20 criteria met, 16 needed. In the way")
    assert len(page.obstacles) == 3
    assert all(a.gap.must_meet for a in page.obstacles)
    assert [axis.title for axis in page.radar] == [g.title for g in five_gates().gates]


def test_of_what_nobody_spoke_nothing_is_said_to_be_safe() -> None:
    assert report_of("empty").robustness_words == (
        "Nothing is known to hold that could prove wrong, so the result so far cannot get lower."
    )


def test_where_nothing_is_in_the_way_nothing_is_named() -> None:
    page = report_of("ready").briefing

    assert page.obstacles == ()
    assert page.why == "The system is ready for production: every gate passes (19 of 19 criteria met, 16 needed)."
    assert page.robustness.startswith("The verdict rests on 1 finding: if it proved wrong")


@given(histories())
def test_the_figures_of_the_radar_are_those_of_the_gates(assessment: Assessment) -> None:
    for axis, gate in zip(build_report(assessment).briefing.radar, assessment.now.gates, strict=True):
        assert (axis.gate, axis.met, axis.applicable, axis.mark) == (gate.gate, gate.met, gate.applicable, gate.mark)
        assert axis.worst <= axis.met <= axis.best <= axis.applicable
        assert 0 <= axis.share(axis.met) <= 1


def test_conflicts_show_both_sides_and_how_they_were_settled_with_the_dissent() -> None:
    report = report_of("disputed")

    settled, *open_ = report.disputes
    assert settled.settled is not None
    assert settled.settled.words == "Ana Reyes showed the minutes of 4 March."
    assert [s.statement.speaker for s in settled.sides] == ["Ana Reyes", "Bo Chen"]
    assert [(len(d.sides), d.settled) for d in open_] == [(2, None), (2, None)]
    assert report.dissent == (settled,)


def test_the_cost_of_standing_still_is_told_on_the_gaps_first_and_with_sources() -> None:
    gaps = {a.gap.criterion for a in report_of("hostile").todo}
    found = report_of("hostile").standing_still

    assert found
    assert all(b.source and b.text for b in found)
    on_gaps = [bool(gaps & set(b.criteria)) for b in found]
    assert on_gaps == sorted(on_gaps, reverse=True)
    assert [b for b in report_of("ready").standing_still if b.criteria] == []


def test_the_glossary_explains_each_word_once_by_the_alphabet() -> None:
    words = [t.word.casefold() for t in report_of("ready").glossary]

    assert words == sorted(set(words))
    assert {"band", "drift"} <= set(words)


def test_what_was_used_of_a_model_and_how_many_spoke_is_told() -> None:
    report = report_of("disputed")

    assert report.people == 4  # ada clicks, too
    assert report.spending.total.dollars == "0.000088000"
    assert {p.dimension.title for p in report.dimensions} == {d.title for d in five_gates().dimensions}
