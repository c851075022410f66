from __future__ import annotations

from hypothesis import given, settings

from app.domain.verdict import Verdict
from tests.builders import Build
from tests.frameworks import small_framework
from tests.statements import Hearing, Saying, hearings, sayings

SMALL = small_framework()
ELEMENT = "fit.users.named"


def test_nothing_is_final_before_every_gate_is_signed() -> None:
    build = Build()
    build.meets()
    assert (build.assessment.verdict, build.assessment.now.verdict) == (Verdict.IN_PROGRESS, Verdict.PROCEED)
    build.sign_off("fit")
    assert build.assessment.verdict is Verdict.IN_PROGRESS
    build.sign_off("run")
    assert [build.assessment.verdict] == [Verdict.PROCEED]


@settings(deadline=None, max_examples=100)
@given(hearings(), sayings)
def test_a_sign_off_holds_until_anything_is_said_on_its_gate_and_no_other(hearing: Hearing, saying: Saying) -> None:
    signed = {s.gate: s for s in hearing.build.sign_all()}
    final = hearing.assessment
    assert final.verdict is final.now.verdict

    statement = hearing.hear(saying)

    if statement is None:
        return
    gate = SMALL.gate_of(SMALL.elements[saying.element % len(SMALL.elements)].id).id
    for name, sign_off in signed.items():
        assert hearing.assessment.signed(name) == (None if name == gate else sign_off)
        assert hearing.assessment.was_signed(name)
    assert hearing.assessment.verdict is Verdict.IN_PROGRESS
    hearing.build.sign_off(gate)
    assert hearing.assessment.verdict is hearing.assessment.now.verdict


def test_what_is_no_statement_leaves_every_sign_off() -> None:
    build = Build()
    build.meets()
    build.sign_all()
    build.note("Well done.", "fit")
    build.park("run.owner", "Later.")
    build.action("fit.users", owner="Bo")
    build.profile("Another description.")
    build.reading(build.reply(build.question(elements=[ELEMENT]), "Hm."), closes=False)
    build.attachment("A document that nobody has read.")

    assert build.assessment.verdict is Verdict.PROCEED
