from __future__ import annotations

from app.domain.provenance import Reader, coverage, readers
from app.domain.records import Choice, Grade, Stamp, Status
from tests.builders import READER, Build


def test_coverage_counts_what_was_asked_settled_confirmed_evidenced_and_signed() -> None:
    build = Build()
    build.question(elements=["fit.purpose.stated", "fit.purpose.tried"])
    build.says("fit.users.named", Status.EVIDENCED, "Four clerks.")
    build.says("fit.users.asked", Status.EVIDENCED, "Yes.", grade=Grade.ASSERTED)
    build.clicks("run.watch.alarm", Status.REFUTED)
    build.resolution("run.watch.drilled", Choice.EVIDENCED)
    build.sign_off("fit")

    counts = coverage(build.assessment)

    assert (counts.elements, counts.asked, counts.settled) == (8, 4, 4)
    assert (counts.confirmed, counts.evidenced, counts.with_instance) == (2, 3, 1)
    assert (counts.gates, counts.signed) == (2, 1)


def test_a_proposal_that_a_person_confirmed_counts_as_confirmed() -> None:
    build = Build()
    reply = build.reply(build.question(elements=["run.owner.named"]), "Ada, I think.")
    click = build.reply(build.question(elements=["run.owner.named"]), "")
    build.finding("run.owner.named", Status.EVIDENCED, reply, confirmed_by=click.id)

    assert coverage(build.assessment).confirmed == 1


def test_a_signature_that_no_longer_holds_does_not_count() -> None:
    build = Build()
    build.sign_off("fit")
    build.says("fit.users.named", Status.REFUTED, "Nobody is named.")

    assert coverage(build.assessment).signed == 0


def test_readers_are_told_apart_by_version_and_count_what_they_read() -> None:
    build = Build()
    build.says("fit.users.named", Status.EVIDENCED, "Four clerks.")
    build.says("fit.users.asked", Status.EVIDENCED, "In May.")
    build.stamp = Stamp(assessor="local", version="8")
    build.clicks("run.watch.alarm", Status.REFUTED)

    assert readers(build.assessment) == (Reader(READER, 2, 2), Reader(Stamp(assessor="local", version="8"), 1, 1))
