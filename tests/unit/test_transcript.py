from __future__ import annotations

from app.domain.records import Click, Intent, Purpose, Status
from app.domain.transcript import asked, transcript
from tests.builders import Build
from tests.frameworks import small_framework


def test_replies_stand_under_their_question_in_the_order_in_which_they_came() -> None:
    build = Build()
    first = build.question(Purpose.LEAD, ["fit.purpose.stated"], text="What is it for?")
    asking = build.reply(first, "Why do you ask?")
    build.reading(asking, Intent.ASK, closes=False)
    second = build.question(Purpose.PROBE, ["run.owner.named"], participant="chen")
    other = build.reply(second, "Ada owns it.", speaker="chen")
    answer = build.reply(first, "To read invoices.")
    reading = build.reading(answer)

    exchanges = transcript(build.assessment)

    assert [e.question for e in exchanges] == [first, second]
    assert [a.reply for a in exchanges[0].answers] == [asking, answer]
    assert exchanges[0].answers[1].reading == reading
    assert [(a.reply, a.reading) for a in exchanges[1].answers] == [(other, None)]


def test_the_last_reading_of_a_reply_counts() -> None:
    build = Build()
    reply = build.reply(build.question(), "Hm.", click=Click(action="skip"))
    build.reading(reply, Intent.ANSWER)
    again = build.reading(reply, Intent.SKIP)

    ((answer,),) = [e.answers for e in transcript(build.assessment)]

    assert answer.reading == again


def test_a_question_without_a_reply_stands_alone() -> None:
    build = Build()
    question = build.question()

    assert [(e.question, e.answers) for e in transcript(build.assessment)] == [(question, ())]


def test_elements_count_as_asked_when_a_question_asks_for_them_and_not_when_a_card_shows_them() -> None:
    build = Build()
    build.question(Purpose.LEAD, ["fit.purpose.stated", "fit.purpose.tried"])
    build.question(Purpose.PROBE, ["fit.purpose.tried"])
    build.question(Purpose.SCREEN, ["run.owner.on_call"])
    build.question(Purpose.CONFIRM, ["fit.users.named"])
    build.question(Purpose.SIGN_OFF, [e.id for e in small_framework().elements_of("run")])
    build.clicks("fit.users.asked", Status.EVIDENCED)

    assert asked(build.assessment) == {"fit.purpose.stated", "fit.purpose.tried", "run.owner.on_call"}
