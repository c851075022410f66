from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from pydantic import BaseModel

from app.domain.anonymity import NAME, OWNER, PARTICIPANT, Veil, known_names
from app.domain.assessment import Assessment
from app.domain.framework import Criterion, Dimension, Element, Framework, Gate
from app.domain.records import INTERVIEWER, Status
from app.domain.report import build_report
from tests.builders import Build
from tests.examples import rich
from tests.histories import histories
from tests.pilots import disputed, report_of


def test_a_name_is_taken_out_as_a_word_of_its_own_in_any_case_and_by_its_parts() -> None:
    veil = Veil(["Ana Reyes", "chen", "王小明"])

    assert veil.text("ANA  reyes and Chen's team; Reyes said so") == f"{NAME} and {NAME}'s team; {NAME} said so"
    assert veil.text("reyes-like, Kitchen, Anathema, banana") == "reyes-like, Kitchen, Anathema, banana"
    assert veil.text("这是王小明的决定") == f"这是{NAME}的决定"


def test_a_login_by_mail_address_hides_the_name_in_it() -> None:
    assert Veil(["anna.meier@example.com"]).text("Ask Meier, or anna.meier@example.com") == f"Ask {NAME}, or {NAME}"


def test_titles_digits_and_single_letters_are_no_names() -> None:
    assert Veil(["Dr. Osei", "x", "u2"]).text("The dr. said x in may to U2 and u2") == (
        f"The dr. said x in may to U2 and {NAME}"
    )


def test_known_is_who_spoke_signed_owns_or_dissents_and_nobody_by_default() -> None:
    assert known_names(disputed()) >= {"Ana Reyes", "Bo Chen", "Carla Neri"}
    build = Build()
    build.says("fit.purpose.stated", Status.EVIDENCED, "It runs on the local disk.", speaker="local")
    build.action("run.watch", owner="Usual owner of Watch")
    assert known_names(build.assessment) == {"ada"}


def test_the_report_keeps_its_result_its_questions_and_whose_role_a_gap_is() -> None:
    named, hidden = report_of("disputed"), report_of("disputed", anonymous=True)

    assert (hidden.verdict, hidden.band, hidden.meaning) == (named.verdict, named.band, named.meaning)
    assert [a.gap.fix for a in hidden.plan] == [a.gap.fix for a in named.plan]
    assert {a.owner for a in hidden.plan if a.named} == {OWNER}
    assert {a.owner for a in hidden.plan if not a.named} == {a.owner for a in named.plan if not a.named}
    assert [len(d.sides) for d in hidden.disputes] == [len(d.sides) for d in named.disputes]
    assert hidden.documents[0].name == f"charter of {NAME}.pdf"
    assert (hidden.anonymous, hidden.source, named.source) == (True, None, disputed())


def strings(thing: Any) -> Iterator[str]:
    """Every text in a report that is not the framework's."""
    if isinstance(thing, Framework | Gate | Criterion | Element | Dimension):
        return
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from strings(item)
    elif isinstance(thing, BaseModel):
        for value in thing.__dict__.values():
            yield from strings(value)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from strings(getattr(thing, field.name))


def test_no_text_anywhere_in_a_report_names_somebody() -> None:
    found = set(strings(report_of("disputed", anonymous=True)))

    for name in ("Ana Reyes", "Bo Chen", "Carla Neri", "Reyes", "Neri", "Chen"):
        assert [text for text in found if name in text] == []
    assert [text for text in strings(report_of("disputed")) if "Reyes" in text]


@given(histories())
def test_every_history_is_hidden_without_a_speaker(assessment: Assessment) -> None:
    report = build_report(assessment, anonymous=True)

    speakers = {s.statement.speaker for e in report.elements for s in e.said}
    speakers |= {n.speaker for n in (*report.notes, *report.parked, *report.documents)}
    assert speakers <= {PARTICIPANT, INTERVIEWER}


def test_the_words_stay_as_they_are_where_nobody_is_hidden() -> None:
    quotes = [q for e in build_report(rich()).elements for q in e.quotes]

    assert "The four clerks in Lyon: Anna, Béatrice, Chen and Dee." in quotes
