"""What may be added to an assessment: every record is checked before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.framework import Framework, Proof
from app.domain.quotes import locate
from app.domain.records import (
    Action,
    Attachment,
    Basis,
    Dismissal,
    DocumentReading,
    Explanation,
    Finding,
    Grade,
    Naming,
    Note,
    Park,
    Profile,
    Purpose,
    Question,
    Reading,
    Record,
    Reply,
    Resolution,
    SetAside,
    SignOff,
    SourceKind,
    Standing,
    Statement,
    Status,
    Usage,
)
from app.domain.standing import parts_of
from app.errors import RecordRefused

if TYPE_CHECKING:
    from app.domain.assessment import Assessment


def admit(assessment: Assessment, record: Record) -> None:
    """Refuses a record that breaks a rule."""
    framework = assessment.framework
    gates, criteria = {g.id for g in framework.gates}, {c.id for c in framework.criteria}
    match record:
        case Finding():
            _known(framework.has_element(record.element), "finding", "element", record.element)
            _admit_revision(assessment, record)
            _admit_finding(assessment, record)
        case SetAside():
            if problem := why_not_set_aside(assessment, record.part, record.reason):
                raise RecordRefused(problem)
            said = isinstance(assessment.by_id.get(record.source.id), Reply | Attachment)
            _known(said, f"set aside {record.part}", "source", record.source.id)
            _admit_revision(assessment, record)
        case Resolution():
            _known(framework.has_element(record.element), "resolution", "element", record.element)
            _admit_revision(assessment, record)
        case Dismissal():
            _known(framework.has_element(record.element), "dismissal", "element", record.element)
            clicked = isinstance(assessment.by_id.get(record.source.id), Reply)
            _known(clicked, f"dismissal on {record.element}", "reply", record.source.id)
            _admit_revision(assessment, record)
        case SignOff():
            _known(record.gate in gates, "sign-off", "gate", record.gate)
            if record.digest != assessment.digest(record.gate):
                raise RecordRefused(
                    f"sign-off of gate {record.gate}: the gate has changed since it was shown;"
                    " look at it again and sign then"
                )
        case Question():
            for element in record.elements:
                _known(framework.has_element(element), "question", "element", element)
            _known(record.gate in {None, *gates}, "question", "gate", str(record.gate))
            _known(record.criterion in {None, *criteria}, "question", "criterion", str(record.criterion))
            if record.purpose in (Purpose.CONFIRM, Purpose.CLARIFY, Purpose.RESOLVE):
                for about in record.about:
                    _known(about in assessment.by_id, f"{record.purpose} question", "record", about)
            needed = {Purpose.RESOLVE: record.elements, Purpose.SIGN_OFF: record.gate}
            if not needed.get(record.purpose, True):
                raise RecordRefused(f"{record.purpose} question {record.id!r}: it does not name what it is about")
        case Reply():
            _known(isinstance(assessment.by_id.get(record.question), Question), "reply", "question", record.question)
        case Reading():
            _known(isinstance(assessment.by_id.get(record.reply), Reply), "reading", "reply", record.reply)
            _known(record.target is None or _is_part(framework, record.target), "reading", "part", str(record.target))
        case Explanation():
            _known(isinstance(assessment.by_id.get(record.reply), Reply), "explanation", "reply", record.reply)
            _known(record.criterion in {None, *criteria}, "explanation", "criterion", str(record.criterion))
        case Action():
            _known(record.criterion in criteria, "action", "criterion", record.criterion)
        case Note() | Park():
            _known(record.part is None or _is_part(framework, record.part), record.kind, "part", str(record.part))
        case DocumentReading():
            given = isinstance(assessment.by_id.get(record.attachment), Attachment)
            _known(given, "document reading", "attachment", record.attachment)
        case Attachment():
            _admit_places(record)
        case Usage():
            caused = isinstance(assessment.by_id.get(record.of), Reply | Attachment)
            _known(caused, "usage", "reply or attachment", record.of)
        case Profile() | Naming():
            pass


def _known(condition: bool, what: str, kind: str, value: str) -> None:
    if not condition:
        raise RecordRefused(f"{what}: there is no {kind} {value!r} in this assessment")


def _is_part(framework: Framework, part: str) -> bool:
    try:
        return bool(framework.elements_of(part))
    except KeyError:
        return False


def _admit_revision(assessment: Assessment, statement: Statement) -> None:
    own = parts_of(assessment.framework, statement)
    for name in statement.revises:
        old = assessment.by_id.get(name)
        if not isinstance(old, Statement):
            raise RecordRefused(f"revision: there is no statement {name!r} in this assessment")
        if not set(spoken := parts_of(assessment.framework, old)) & set(own):
            raise RecordRefused(f"revision: {name!r} is on {', '.join(spoken)}, not on {', '.join(own)}")


def _admit_finding(assessment: Assessment, finding: Finding) -> None:
    element = assessment.framework.element(finding.element)
    if finding.status is Status.EVIDENCED:
        unfit = {Basis.PLANNED, Basis.OTHER_SYSTEM} | ({Basis.PILOT} if element.proof is Proof.OPERATING else set())
        if finding.basis in unfit:
            raise RecordRefused(
                f"finding on {element.id}: {finding.basis} is no evidence for an element whose proof is {element.proof}"
            )
    confirmed = finding.confirmed_by is None or isinstance(assessment.by_id.get(finding.confirmed_by), Reply)
    _known(confirmed, f"finding on {element.id}", "confirmation", str(finding.confirmed_by))
    kind, source = finding.source.kind, assessment.by_id.get(finding.source.id)
    fits = isinstance(source, Attachment if kind is SourceKind.DOCUMENT else Reply)
    if kind is SourceKind.CLICK:
        fits = isinstance(source, Reply) and source.click is not None
    _known(fits, f"finding on {element.id}", kind, finding.source.id)
    assert isinstance(source, Reply | Attachment)
    if kind in (SourceKind.CLICK, SourceKind.VOTE):
        if finding.grade is not Grade.ASSERTED or finding.quote is not None:
            raise RecordRefused(f"finding on {element.id}: a {kind} has no quote and is asserted, no more")
        if kind is SourceKind.VOTE and finding.standing is not Standing.PROPOSED:
            raise RecordRefused(
                f"finding on {element.id}: a vote is proposed until the consensus, which is a resolution"
            )
        return
    if finding.quote is None:
        if finding.status is Status.UNKNOWN:
            return
        raise RecordRefused(f"finding on {element.id}: {finding.status} from a text needs the words that it rests on")
    text, start, end = finding.quote.text, finding.quote.start, finding.quote.end
    if start < 0 or end != start + len(text) or source.text[start:end] != text or not locate(text, source.text):
        raise RecordRefused(
            f"finding on {element.id}: the quote {text[:80]!r} does not stand in its source at {start} to {end}"
        )


def judged(framework: Framework, element: str, status: Status, basis: Basis) -> Status | None:
    """The status under the rules that need no reading; None for what is about another system."""
    if basis is Basis.OTHER_SYSTEM:
        return None
    operating = framework.element(element).proof is Proof.OPERATING
    if basis is Basis.PLANNED or (basis is Basis.PILOT and operating):
        return Status.REFUTED
    return status


def _admit_places(attachment: Attachment) -> None:
    before = 0
    for place in attachment.places:
        if not before <= place.start < place.end <= len(attachment.text):
            raise RecordRefused(
                f"attachment {attachment.name!r}: the place {place.label!r} from {place.start} to {place.end} does not"
                f" follow the one before it in a text of {len(attachment.text)} characters"
            )
        before = place.end


def why_not_set_aside(assessment: Assessment, part: str, reason: str) -> str | None:
    """Why an element or a criterion cannot be set aside for this reason, in a sentence; None if it can."""
    framework = assessment.framework
    if not _is_part(framework, part) or part in {g.id for g in framework.gates}:
        return f"set aside: there is no criterion or element {part!r} in this framework"
    if not reason.strip():
        return f"set aside {part}: a reason is needed"
    gate = framework.gate_of(part)
    criterion = framework.criterion_of(part)
    if criterion.id not in gate.must_meet:
        return None
    if part == criterion.id:
        return (
            f"“{criterion.title}” belongs to the pass criteria of the {gate.title} gate,"
            " so it can be set aside element by element only, and never whole"
        )
    others = [e for e in criterion.elements if e.id != part]
    if all(assessment.standings[e.id].set_aside for e in others):
        return (
            f"“{framework.element(part).label}” is all that is left of “{criterion.title}”, which belongs to the pass"
            f" criteria of the {gate.title} gate; at least one of its elements has to apply"
        )
    return None
