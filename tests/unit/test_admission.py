from __future__ import annotations

import pytest

from app.domain.assessment import Assessment
from app.domain.quotes import Quote
from app.domain.records import (
    Basis,
    Choice,
    Click,
    Grade,
    Intent,
    Purpose,
    Question,
    Reading,
    Record,
    Reply,
    Source,
    SourceKind,
    Standing,
    Status,
    TextPlace,
)
from app.errors import RecordRefused
from tests.builders import Build

WORDS = "We wrote it down in March, and the board signed it."


def spoken(build: Build, text: str = WORDS) -> Reply:
    return build.reply(build.question(Purpose.LEAD, ["fit.purpose.stated", "fit.purpose.tried"]), text)


def changed(record: Record, **fields: object) -> Record:
    return record.model_copy(update={"id": "another", **fields})


def refused(assessment: Assessment, record: Record, *named: str) -> None:
    """The record is refused by name, and neither it nor what came with it is added."""
    innocent = Build(assessment.framework).note("It came along.")
    records = assessment.records
    with pytest.raises(RecordRefused) as error:
        assessment.adding([innocent, record])
    for name in named:
        assert name in str(error.value)
    assert assessment.records == records


def test_a_record_that_is_there_already_is_taken_once() -> None:
    build = Build()
    found = build.says("fit.purpose.stated", Status.EVIDENCED, WORDS)

    again = build.assessment.adding([found, *build.assessment.records, found])

    assert again.records == build.assessment.records


def test_of_two_records_with_one_id_the_first_counts() -> None:
    build = Build()
    found = build.says("fit.purpose.stated", Status.EVIDENCED, WORDS)

    again = build.assessment.adding([found.model_copy(update={"status": Status.REFUTED})])

    assert again.standings["fit.purpose.stated"].status is Status.EVIDENCED


# --- findings from a text ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.EVIDENCED, Status.REFUTED])
def test_a_finding_from_a_text_needs_its_words(status: Status) -> None:
    build = Build()
    found = build.finding("fit.purpose.stated", status, spoken(build))

    refused(build.assessment, changed(found, quote=None), "fit.purpose.stated", status, "words")


def test_that_nobody_knows_needs_no_words() -> None:
    build = Build()
    found = build.finding("fit.purpose.stated", Status.REFUTED, spoken(build))

    grown = build.assessment.adding([changed(found, status=Status.UNKNOWN, quote=None)])

    assert len(grown.records) == len(build.assessment.records) + 1


@pytest.mark.parametrize(
    "quote",
    [
        Quote(text="the board never saw it", start=27, end=49),
        Quote(text="We wrote it down", start=1, end=17),
        Quote(text="We wrote it down", start=0, end=15),
        Quote(text="the board signed it.", start=31, end=99),
        Quote(text="signed it.", start=-10, end=51),
        Quote(text="signed it", start=-10, end=-1),
        Quote(text="We wrote", start=-51, end=8),
        Quote(text="we wrote it down", start=0, end=16),
        Quote(text=" ", start=2, end=3),
        Quote(text="", start=0, end=0),
    ],
)
def test_a_quote_has_to_stand_in_its_source_where_it_says(quote: Quote) -> None:
    build = Build()
    found = build.finding("fit.purpose.stated", Status.EVIDENCED, spoken(build))

    refused(build.assessment, changed(found, quote=quote), "fit.purpose.stated", quote.text, str(quote.start))


def test_a_quote_of_one_reply_does_not_stand_in_another() -> None:
    build = Build()
    other = spoken(build, "Nothing of the kind was ever said here, nor written.")
    found = build.finding("fit.purpose.stated", Status.EVIDENCED, spoken(build))

    refused(build.assessment, changed(found, source=Source(kind=SourceKind.REPLY, id=other.id)), "fit.purpose.stated")


def test_a_source_has_to_be_there_and_be_what_the_finding_takes_it_for() -> None:
    build = Build()
    document = build.attachment(WORDS)
    reply = spoken(build)
    found = build.finding("fit.purpose.stated", Status.EVIDENCED, reply)

    for kind, source in [
        (SourceKind.REPLY, "nowhere"),
        (SourceKind.DOCUMENT, "nowhere"),
        (SourceKind.REPLY, reply.question),
        (SourceKind.REPLY, document.id),
        (SourceKind.DOCUMENT, reply.id),
    ]:
        refused(build.assessment, changed(found, source=Source(kind=kind, id=source)), "fit.purpose.stated", source)


# --- what a finding may rest on ------------------------------------------------------------------------


@pytest.mark.parametrize("element", ["fit.purpose.stated", "fit.purpose.tried", "run.watch.alarm"])
@pytest.mark.parametrize("basis", [Basis.PLANNED, Basis.OTHER_SYSTEM])
@pytest.mark.parametrize("standing", Standing)
def test_a_plan_or_another_system_is_no_evidence(element: str, basis: Basis, standing: Standing) -> None:
    build = Build()
    found = build.finding(element, Status.REFUTED, spoken(build), basis=basis, standing=standing)

    refused(build.assessment, changed(found, status=Status.EVIDENCED), element, basis)


def test_the_pilot_is_evidence_for_what_was_agreed_or_tested_and_none_for_what_has_to_operate() -> None:
    build = Build()
    reply = spoken(build)
    for element in ("fit.purpose.stated", "fit.purpose.tried"):
        build.finding(element, Status.EVIDENCED, reply, basis=Basis.PILOT)
    found = build.finding("run.watch.alarm", Status.REFUTED, reply, basis=Basis.PILOT)

    refused(build.assessment, changed(found, status=Status.EVIDENCED), "run.watch.alarm", "pilot", "operating")


@pytest.mark.parametrize("kind", [SourceKind.CLICK, SourceKind.VOTE])
def test_a_click_or_a_vote_is_asserted_and_has_no_quote(kind: SourceKind) -> None:
    build = Build()
    clicked = build.clicks("fit.purpose.stated", Status.EVIDENCED)
    own = Source(kind=kind, id=clicked.source.id)
    pending = {"source": own, "standing": Standing.PROPOSED}

    assert len(build.assessment.adding([changed(clicked, **pending)]).records) == len(build.assessment.records) + 1
    refused(build.assessment, changed(clicked, grade=Grade.INSTANCE, **pending), "fit.purpose.stated", kind)
    quote = Quote(text="", start=0, end=0)
    refused(build.assessment, changed(clicked, quote=quote, **pending), "fit.purpose.stated", kind)


def test_words_are_not_passed_off_as_a_click() -> None:
    build = Build()
    clicked = build.clicks("fit.purpose.stated", Status.EVIDENCED)
    document = build.attachment(WORDS)
    reply = spoken(build)

    for source in (reply.id, document.id, reply.question, "nowhere"):
        click = Source(kind=SourceKind.CLICK, id=source)
        refused(build.assessment, changed(clicked, source=click), "fit.purpose.stated", "click", source)


def test_a_vote_waits_for_the_consensus() -> None:
    build = Build()
    clicked = build.clicks("fit.purpose.stated", Status.EVIDENCED)
    vote = Source(kind=SourceKind.VOTE, id=clicked.source.id)

    refused(build.assessment, changed(clicked, source=vote), "fit.purpose.stated", "vote")


# --- what does not apply -------------------------------------------------------------------------------


def test_a_must_meet_criterion_is_not_set_aside_whole() -> None:
    build = Build()
    aside = build.set_aside("fit.users", "Nobody uses it by hand.")

    refused(build.assessment, changed(aside, part="fit.purpose"), "Purpose", "Fit", "never whole")


def test_the_last_element_of_a_must_meet_criterion_is_not_set_aside() -> None:
    build = Build()
    aside = build.set_aside("fit.purpose.stated", "Given by law.")

    refused(build.assessment, changed(aside, part="fit.purpose.tried"), "Purpose tried", "Purpose", "Fit")


def test_the_last_element_of_another_criterion_is() -> None:
    build = Build()
    build.set_aside("fit.users.named", "It has no users.")
    build.set_aside("fit.users.asked", "It has no users.")

    assert build.assessment.standings["fit.users.asked"].set_aside


@pytest.mark.parametrize("reason", [" ", "\n\t", "\u00a0"])
def test_setting_aside_needs_a_reason(reason: str) -> None:
    build = Build()
    aside = build.set_aside("fit.users", "It has no users.")

    refused(build.assessment, changed(aside, reason=reason), "fit.users", "reason")


@pytest.mark.parametrize("part", ["fit", "fit.nothing", "fit.users.nothing", ""])
def test_only_criteria_and_elements_that_are_there_are_set_aside(part: str) -> None:
    build = Build()
    aside = build.set_aside("fit.users", "It has no users.")

    refused(build.assessment, changed(aside, part=part), repr(part))


def test_what_is_set_aside_names_where_that_was_said() -> None:
    build = Build()
    aside = build.set_aside("fit.users", "It has no users.")

    refused(
        build.assessment, changed(aside, source=Source(kind=SourceKind.REPLY, id="nowhere")), "fit.users", "nowhere"
    )


# --- sign-offs -----------------------------------------------------------------------------------------


def test_a_gate_that_has_changed_since_it_was_shown_is_not_signed() -> None:
    build = Build()
    build.meets("fit")
    signed = build.sign_off("fit")
    build.says("fit.users.named", Status.REFUTED, "Nobody knows who they are.", speaker="bob")

    refused(build.assessment, changed(signed), "fit", "changed")
    refused(build.assessment, changed(signed, digest=""), "fit", "changed")
    refused(build.assessment, changed(signed, digest=build.assessment.digest("run")), "fit", "changed")


def test_a_finding_that_comes_with_the_sign_off_makes_it_stale() -> None:
    build = Build()
    met = build.meets("fit")
    before = build.assessment
    signed = build.sign_off("fit")
    reply = Build(id="fedcba9876543210").says("fit.users.named", Status.UNKNOWN, "Who knows.")
    late = changed(reply, source=met[0].source, quote=None)

    with pytest.raises(RecordRefused, match="fit"):
        before.adding([late, signed])


# --- references ----------------------------------------------------------------------------------------


def test_records_name_only_what_is_there() -> None:
    build = Build()
    question = build.question(Purpose.LEAD, ["fit.purpose.stated"])
    reply = build.reply(question, WORDS)
    read = build.reading(reply)
    found = build.finding("fit.purpose.stated", Status.EVIDENCED, reply)
    settled = build.resolution("fit.purpose.stated", Choice.EVIDENCED)
    signed = build.sign_off("fit")

    cases: list[tuple[Record, dict[str, object], str]] = [
        (question, {"elements": ("fit.purpose.nothing",)}, "fit.purpose.nothing"),
        (question, {"criterion": "fit.nothing"}, "fit.nothing"),
        (question, {"gate": "fit.purpose"}, "fit.purpose"),
        (reply, {"question": "nowhere"}, "nowhere"),
        (reply, {"question": reply.id}, reply.id),
        (read, {"reply": "nowhere"}, "nowhere"),
        (read, {"reply": question.id}, question.id),
        (read, {"target": "nowhere"}, "nowhere"),
        (found, {"element": "fit.purpose"}, "fit.purpose"),
        (found, {"revises": ("nowhere",)}, "nowhere"),
        (found, {"revises": (reply.id,)}, reply.id),
        (found, {"confirmed_by": "nowhere"}, "nowhere"),
        (settled, {"element": "fit"}, "fit"),
        (settled, {"revises": ("nowhere",)}, "nowhere"),
        (signed, {"gate": "nowhere"}, "nowhere"),
        (build.action("fit.users"), {"criterion": "fit"}, "fit"),
        (build.note("Well."), {"part": "nowhere"}, "nowhere"),
        (build.park("fit"), {"part": "nowhere"}, "nowhere"),
    ]
    for record, field, named in cases:
        refused(build.assessment, changed(record, **field), repr(named))


def test_a_question_on_records_names_those_that_are_there() -> None:
    build = Build()
    element = "fit.purpose.stated"
    proposed = build.says(element, Status.EVIDENCED, WORDS, standing=Standing.PROPOSED)

    for purpose in (Purpose.CONFIRM, Purpose.CLARIFY, Purpose.RESOLVE):
        asked = build.question(purpose, [element], about=[proposed.id])
        refused(build.assessment, changed(asked, about=("nowhere",)), purpose, "nowhere")


@pytest.mark.parametrize(
    ("purpose", "lacking"), [(Purpose.RESOLVE, {"elements": ()}), (Purpose.SIGN_OFF, {"gate": None})]
)
def test_a_question_says_what_it_is_about(purpose: Purpose, lacking: dict[str, object]) -> None:
    build = Build()
    element = "fit.purpose.stated"
    said = build.says(element, Status.EVIDENCED, WORDS)
    asked = build.question(purpose, [element], about=[said.id])

    refused(build.assessment, changed(asked, **lacking), purpose, "another")


def test_nothing_revises_what_was_said_of_another_element() -> None:
    build = Build()
    other = build.says("fit.purpose.stated", Status.EVIDENCED, WORDS)
    aside = build.set_aside("fit.users", "It has no users.")
    found = build.says("fit.users.named", Status.EVIDENCED, "Anna and Chen.", revises=[aside.id])
    settled = build.resolution("fit.users.named", Choice.EVIDENCED)

    for record in (found, settled, aside):
        refused(build.assessment, changed(record, revises=(other.id,)), other.id, "fit.purpose.stated")


def test_readings_of_every_kind_that_the_interview_makes_are_taken() -> None:
    build = Build()
    reply = spoken(build)
    for intent, target in [(Intent.SKIP, "run"), (Intent.BACK, "fit.users"), (Intent.ANSWER, None)]:
        build.reading(reply, intent, target=target)
    kinds = [type(r) for r in build.assessment.records]

    assert kinds == [Question, Reply, Reading, Reading, Reading]


def test_what_was_confirmed_names_the_click_that_did_it() -> None:
    build = Build()
    proposed = build.says("fit.purpose.stated", Status.EVIDENCED, WORDS, standing=Standing.PROPOSED)
    card = build.question(Purpose.CONFIRM, ["fit.purpose.stated"], about=[proposed.id])
    click = build.reply(card, click=Click(action="accept"))

    confirmed = changed(proposed, standing=Standing.ACCEPTED, confirmed_by=click.id, revises=(proposed.id,))
    grown = build.assessment.adding([confirmed])

    assert grown.standings["fit.purpose.stated"].accepted == (confirmed,)
    assert not grown.standings["fit.purpose.stated"].proposed


def test_the_refusal_of_what_a_person_tried_reads_like_a_sentence() -> None:
    build = Build()
    for part, reason in [("fit.purpose", "No."), ("fit.users", " "), ("nothing", "No.")]:
        problem = build.assessment.why_not_set_aside(part, reason)
        assert problem
        assert "\n" not in problem
    assert build.assessment.why_not_set_aside("fit.users", "It has no users.") is None


def test_the_places_of_a_document_follow_each_other_within_its_text() -> None:
    build = Build()
    page = TextPlace(start=0, end=5, label="page 1")
    build.attachment("One.\n\nTwo.", places=[page, TextPlace(start=6, end=10, label="page 2")])
    for wrong in ((3, 8), (6, 11), (7, 7), (-1, 2)):
        with pytest.raises(RecordRefused, match="the place 'x' from"):
            build.attachment("One.\n\nTwo.", places=[page, TextPlace(start=wrong[0], end=wrong[1], label="x")])


def test_a_document_is_read_and_a_proposal_dropped_only_if_they_are_there() -> None:
    build = Build()
    document = build.attachment("It is stated.")
    build.document_reading(document)
    proposal = build.finding("fit.purpose.stated", Status.EVIDENCED, document, standing=Standing.PROPOSED)
    reply = build.reply(build.question(Purpose.CONFIRM, ("fit.purpose.stated",)), click=Click(action="accept"))
    with pytest.raises(RecordRefused, match="not on"):
        build.dismissal("fit.purpose.tried", reply, [proposal.id])
    build.dismissal("fit.purpose.stated", reply, [proposal.id])
    assert build.assessment.standings["fit.purpose.stated"].proposed == ()
    with pytest.raises(RecordRefused, match="no attachment 'nowhere'"):
        build.document_reading(document.model_copy(update={"id": "nowhere"}))


def test_what_was_accepted_cannot_be_dropped() -> None:
    build = Build()
    accepted = build.says("fit.purpose.stated", Status.EVIDENCED, "It is.")
    reply = build.reply(build.question(Purpose.CONFIRM), click=Click(action="accept"))
    build.dismissal("fit.purpose.stated", reply, [accepted.id])
    assert build.assessment.standings["fit.purpose.stated"].accepted == (accepted,)
