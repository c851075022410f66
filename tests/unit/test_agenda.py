from __future__ import annotations

from app.domain.agenda import Ask, Await, Read, next_step, settled
from app.domain.assessment import Assessment
from app.domain.records import Choice, Click, Intent, Purpose, Standing, Status
from app.domain.verdict import Verdict
from tests.frameworks import five_gates, small_framework, wide_framework
from tests.playing import Move, Table, played

SMALL = small_framework()


def is_open(assessment: Assessment, element: str) -> bool:
    return not assessment.standings[element].accepted


def at(*done: Move, criterion: str = "fit.purpose") -> Table:
    """An interview at the first lead question, and on from there."""
    table = Table(SMALL)
    table.turn()
    assert table.question().criterion == criterion
    for move in done:
        table.turn("ada", move)
    return table


def coming(table: Table, participant: str = "ada") -> tuple[Purpose, str | None, tuple[str, ...]]:
    question = table.question(participant)
    return question.purpose, question.criterion, question.elements


def test_what_an_answer_leaves_open_is_probed_one_element_at_a_time() -> None:
    table = at(Move("say nothing"))
    assert coming(table) == (Purpose.PROBE, "fit.purpose", ("fit.purpose.stated",))
    table.turn("ada", Move("say nothing"))
    assert coming(table) == (Purpose.PROBE, "fit.purpose", ("fit.purpose.tried",))
    table.turn("ada", Move("say nothing"))
    assert coming(table) == (Purpose.LEAD, "fit.users", ("fit.users.named", "fit.users.asked"))


def test_a_correction_that_settles_what_was_probed_counts_as_one_of_the_two_probes() -> None:
    framework = five_gates()
    table = Table(framework)
    table.turn()
    table.turn("ada", Move("say nothing"))
    first, second, third = (e.id for e in framework.criteria[0].elements)
    for element in (first, second):
        assert coming(table) == (Purpose.PROBE, framework.criteria[0].id, (element,))
        reply = table.build.reply(table.question(), "Actually, it holds.")
        table.build.reading(reply, Intent.REVISE, closes=False)
        table.build.finding(element, Status.EVIDENCED, reply)

    assert is_open(table.assessment, third)
    assert coming(table)[:2] == (Purpose.LEAD, framework.criteria[1].id)


def test_who_does_not_know_is_not_asked_again() -> None:
    table = at(Move("dont know"))

    assert coming(table)[:2] == (Purpose.LEAD, "fit.users")
    assert "fit.purpose" in settled(table.assessment, "ada")


def test_what_was_skipped_comes_back_once_after_the_others_of_its_gate() -> None:
    table = at(Move("skip"), Move("do right"))
    assert coming(table)[:2] == (Purpose.LEAD, "fit.purpose")
    assert "fit.purpose" not in settled(table.assessment, "ada")
    table.turn("ada", Move("skip"))
    assert coming(table)[0] is Purpose.SIGN_OFF
    assert "fit.purpose" in settled(table.assessment, "ada")


def test_a_criterion_that_is_partly_known_is_probed_and_not_asked_whole() -> None:
    table = Table(SMALL)
    table.build.says("fit.purpose.tried", Status.EVIDENCED, "Bob tried it in May.", speaker="bob")
    table.turn()

    assert coming(table) == (Purpose.PROBE, "fit.purpose", ("fit.purpose.stated",))


def test_a_criterion_of_which_too_much_is_open_for_probes_is_asked_for_what_is_open() -> None:
    framework = wide_framework(gates=1, criteria=2, elements=4)
    table = Table(framework)
    table.build.says("g0.c0.e1", Status.EVIDENCED, "Bob knew that.", speaker="bob")
    table.turn()

    assert coming(table) == (Purpose.LEAD, "g0.c0", ("g0.c0.e0", "g0.c0.e2", "g0.c0.e3"))


def test_who_goes_to_a_gate_is_asked_there_and_then_for_the_rest() -> None:
    table = at()
    reply = table.build.reply(table.question(), click=Click(action="skip", target="run"))
    table.build.reading(reply, Intent.SKIP, target="run")

    assert coming(table)[:2] == (Purpose.LEAD, "run.watch")
    table.finish()
    leads = [a.ask.criterion for a in table.asked(Purpose.LEAD)]
    assert leads == ["fit.purpose", "run.watch", "run.owner", "fit.purpose", "fit.users"]
    assert table.assessment.verdict is Verdict.PROCEED


def test_who_leaves_the_opening_for_a_gate_is_not_held_back_by_it() -> None:
    table = Table(SMALL)
    reply = table.build.reply(table.question(), click=Click(action="skip", target="run"))
    table.build.reading(reply, Intent.SKIP, target="run")

    assert coming(table)[:2] == (Purpose.LEAD, "run.watch")


def test_a_gate_that_was_left_unsigned_is_put_again_to_who_goes_back_to_it() -> None:
    table = Table(SMALL)
    while table.question().purpose is not Purpose.CLOSING:
        table.turn(
            "ada",
            Move("later") if table.question().gate == "fit" and table.question().purpose is Purpose.SIGN_OFF else None,
        )
    assert table.assessment.signed("fit") is None
    reply = table.build.reply(table.question(), click=Click(action="skip", target="fit"))
    table.build.reading(reply, Intent.SKIP, target="fit")

    assert (table.question().purpose, table.question().gate) == (Purpose.SIGN_OFF, "fit")
    table.turn()
    assert table.assessment.verdict is Verdict.PROCEED
    assert table.question().purpose is Purpose.CLOSING


def test_a_signed_gate_that_somebody_changes_is_put_again() -> None:
    table = played("small", [])
    table.build.says("run.watch.alarm", Status.EVIDENCED, "I heard it too.", speaker="bob")

    assert (table.question().purpose, table.question().gate) == (Purpose.SIGN_OFF, "run")


def test_who_goes_back_is_shown_what_is_known_and_then_goes_on() -> None:
    table = at(Move("do right"))
    waiting = table.question()
    table.turn("ada", Move("go back"))

    assert coming(table) == (Purpose.CONFIRM, "fit.purpose", ("fit.purpose.stated", "fit.purpose.tried"))
    table.turn()
    assert table.question() == waiting


def test_a_reply_that_could_mean_two_things_is_asked_about_before_anything_else() -> None:
    table = at()
    lead = table.question()
    for intent, target in [(Intent.BACK, "run"), (Intent.BACK, "fit.users"), (Intent.SKIP, "run")]:
        reply = table.build.reply(lead, "Well, back then?")
        table.build.reading(reply, intent, closes=False, clear=False, target=target)
        question = table.question()
        assert (question.purpose, question.about) == (Purpose.CLARIFY, (reply.id,))
        assert next_step(table.assessment, "ada") == Await(question)
        table.turn("ada", Move("ask"))


def test_what_was_understood_is_shown_before_it_counts() -> None:
    table = at(Move("answer unsurely", 1))
    proposed = [p.id for s in table.assessment.standings.values() for p in s.proposed]
    assert len(proposed) == 2

    question = table.question()

    assert (question.purpose, set(question.about)) == (Purpose.CONFIRM, set(proposed))
    table.turn()
    assert {"fit.purpose"} <= settled(table.assessment, "ada")


def test_a_card_shows_what_is_open_of_its_criterion_and_what_else_was_told() -> None:
    table = at()
    reply = table.build.reply(table.question(), "It is stated, and Bo is on call.")
    table.build.reading(reply)
    for element in ("run.owner.on_call", "fit.purpose.stated"):
        table.build.finding(element, Status.EVIDENCED, reply, standing=Standing.PROPOSED)

    assert coming(table) == (
        Purpose.CONFIRM,
        "fit.purpose",
        ("fit.purpose.stated", "fit.purpose.tried", "run.owner.on_call"),
    )


def test_what_a_document_says_is_shown_even_before_the_first_question() -> None:
    table = Table(SMALL)
    document = table.build.attachment("The purpose is stated on page 2.")
    found = table.build.finding("fit.purpose.stated", Status.EVIDENCED, document, standing=Standing.PROPOSED)

    question = table.question()

    assert (question.purpose, question.about) == (Purpose.CONFIRM, (found.id,))


def test_what_somebody_else_has_to_confirm_is_not_shown_to_others() -> None:
    table = at()
    table.build.says("fit.users.named", Status.EVIDENCED, "The clerks.", speaker="bob", standing=Standing.PROPOSED)

    assert next_step(table.assessment, "ada") == Await(table.question())
    assert table.question().purpose is Purpose.LEAD


def test_people_who_contradict_each_other_are_asked_once_which_holds() -> None:
    table = at()
    lead = table.question()
    one = table.build.says("run.watch.alarm", Status.EVIDENCED, "It rings.", speaker="bob")
    other = table.build.says("run.watch.alarm", Status.REFUTED, "It does not.", speaker="chen")

    assert coming(table) == (Purpose.RESOLVE, "run.watch", ("run.watch.alarm",))
    assert table.question().about == (one.id, other.id)
    table.turn("ada", Move("later"))
    assert table.question() == lead
    assert table.assessment.standings["run.watch.alarm"].in_conflict


def test_of_two_conflicts_the_second_waits_for_the_first() -> None:
    table = at()
    for element in ("run.watch.alarm", "run.owner.named"):
        table.build.says(element, Status.EVIDENCED, "Yes.", speaker="bob")
        table.build.says(element, Status.REFUTED, "No.", speaker="chen")

    first = table.question()
    assert next_step(table.assessment, "ada") == Await(first)
    table.build.resolution(first.elements[0], Choice.EVIDENCED, speaker="bob")  # bob was quicker
    second = table.question()
    assert (first.elements, second.elements) == (("run.watch.alarm",), ("run.owner.named",))


def test_a_reply_that_nothing_has_read_is_read_first() -> None:
    table = at()
    reply = table.build.reply(table.question(), "We lost power here.")

    assert next_step(table.assessment, "ada") == Read(reply)
    assert next_step(table.assessment, "bob") == Ask(Purpose.LEAD, "fit", "fit.purpose", table.question("bob").elements)


def test_an_interview_without_anything_open_is_closed_and_can_be_corrected() -> None:
    table = played("small", [Move("do right")] * 3)
    closing = table.question()
    reply = table.build.reply(closing, "One more thing: nobody was asked.")
    table.build.reading(reply, Intent.REVISE, closes=False)
    own = [s.id for s in table.assessment.standings["fit.users.asked"].accepted]
    table.build.finding("fit.users.asked", Status.REFUTED, reply, revises=own)

    assert (table.question().purpose, table.question().gate) == (Purpose.SIGN_OFF, "fit")
    table.turn()
    assert table.question().purpose is Purpose.CLOSING
    assert table.assessment.verdict is Verdict.PROCEED
