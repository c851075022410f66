"""Random assessments for property tests: histories of records that the domain admits, in any Unicode.

@given(histories())
def test_what_is_stored_comes_back(assessment: Assessment) -> None: ...
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Basis, Choice, Click, Finding, Grade, Intent, Purpose, Reply, Standing, Status, Track
from app.errors import RecordRefused
from tests.builders import Build
from tests.frameworks import small_framework

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

whole_texts = st.text(max_size=40)
"""Any Unicode text that can be written as UTF-8."""

texts = st.text(st.characters(), max_size=40).filter(lambda t: not _PAIR.search(t))
"""Any text, lone surrogates too; no two that make up a pair, for JSON reads these as one character."""

speakers = st.sampled_from(["ada", "chen", "Дарья"]) | whole_texts
ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(ZONES))


@st.composite
def histories(
    draw: st.DrawFn, framework: Framework | None = None, words: st.SearchStrategy[str] = texts, most: int = 12
) -> Assessment:
    """An assessment with up to `most` things that happened in it.

    Args:
        framework: The small one, if it is not given.
        words: What people say and write.
    """
    framework = framework or small_framework()
    build = Build(framework, pilot=draw(words), opened_at=draw(moments))
    for _ in range(draw(st.integers(0, most))):
        with suppress(RecordRefused):  # what the domain does not admit here; what led up to it stays
            draw(st.sampled_from(_EVENTS))(draw, build, words)
    return build.assessment


def _element(draw: st.DrawFn, build: Build) -> str:
    return draw(st.sampled_from([e.id for e in build.assessment.framework.elements]))


def _criterion(draw: st.DrawFn, build: Build) -> str:
    return draw(st.sampled_from([c.id for c in build.assessment.framework.criteria]))


def _says(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    element = _element(draw, build)
    earlier = [s.id for s in build.assessment.statements if isinstance(s, Finding) and s.element == element]
    build.says(
        element,
        draw(st.sampled_from(Status)),
        draw(words),
        purpose=draw(st.sampled_from([Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN])),
        speaker=draw(speakers),
        grade=draw(st.sampled_from(Grade)),
        basis=draw(st.sampled_from(Basis)),
        standing=draw(st.sampled_from(Standing)),
        confidence=draw(st.floats(0, 1)),
        revises=draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else (),
    )


def _clicks(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    build.clicks(_element(draw, build), draw(st.sampled_from(Status)), speaker=draw(speakers))


def _document(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    text = draw(words)
    document = build.attachment(text, name=draw(words))
    build.finding(_element(draw, build), draw(st.sampled_from(Status)), document, speaker=draw(speakers))


def _chat(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    question = build.question(draw(st.sampled_from(Purpose)), text=draw(words), participant=draw(speakers))
    click = draw(st.none() | st.builds(Click, action=st.sampled_from(["skip", "dont_know", "pause"])))
    reply = build.reply(question, draw(words), click=click, speaker=draw(speakers))
    if draw(st.booleans()):
        build.reading(reply, draw(st.sampled_from(Intent)), closes=draw(st.booleans()), clear=draw(st.booleans()))


def _read_again(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    replies = [r for r in build.assessment.records if isinstance(r, Reply)]
    if replies:
        build.reading(draw(st.sampled_from(replies)), draw(st.sampled_from(Intent)), closes=draw(st.booleans()))


def _set_aside(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    part = _element(draw, build) if draw(st.booleans()) else _criterion(draw, build)
    build.set_aside(part, draw(whole_texts.filter(bool)), speaker=draw(speakers))


def _resolution(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    dissent = draw(st.lists(words, max_size=2))
    choice = draw(st.sampled_from(Choice))
    build.resolution(_element(draw, build), choice, reason=draw(words), dissent=dissent, speaker=draw(speakers))


def _action(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    build.action(
        _criterion(draw, build),
        owner=draw(words),
        due=draw(st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))),
        status=draw(st.sampled_from(["open", "doing", "done", "dropped"])),
        note=draw(words),
    )


def _remark(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    part = draw(st.none() | st.sampled_from([c.id for c in build.assessment.framework.criteria]))
    build.note(draw(words), part, speaker=draw(speakers))
    build.park(_element(draw, build), draw(words))
    build.profile(draw(st.none() | words), draw(st.none() | st.sampled_from(Track)))


def _sign(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    build.sign_off(draw(st.sampled_from([g.id for g in build.assessment.framework.gates])), speaker=draw(speakers))


def _meets(draw: st.DrawFn, build: Build, words: st.SearchStrategy[str]) -> None:
    build.meets(_criterion(draw, build), grade=draw(st.sampled_from(Grade)))


_EVENTS: tuple[Callable[[st.DrawFn, Build, st.SearchStrategy[str]], None], ...] = (
    _says, _says, _says, _clicks, _document, _chat, _read_again, _set_aside, _resolution, _action, _remark, _sign,
    _meets, _meets,
)  # fmt: skip
