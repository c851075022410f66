"""Claude behind the real commands: a fake service over real HTTP, and what an interview that it read looks like."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.assessment import Assessment
from app.domain.records import Explanation, Finding, Purpose, Question, Reading, Reply, SourceKind
from tests.fake_claude import ErrorStatus, FakeClaude, Scripted
from tests.fake_claude.asked import Asked
from tests.fake_claude.brains import reading

GAP_BEGINS, GAP_ENDS = "What is", "with the first of it."
ANSWER_BEGINS, ANSWER_ENDS = "About", "says a lot."
"""How the script's texts begin, in the part that the gate lets through, and how they end."""
OVERLOADED = "Claude is overloaded at the moment, so the built-in reader goes on."


class Interviewed(Scripted):
    """Reads by a script, and knows a question when it sees one."""

    def answer(self, asked: Asked) -> str:
        if asked.work == "reply" and asked.block("reply").rstrip().endswith("?"):
            return reading([], intent="ask")
        return super().answer(asked)


def variables(fake: FakeClaude) -> dict[str, str]:
    """What is set where the fake is to be asked; a gate may stay closed for as long as a busy machine needs."""
    return {"ANTHROPIC_API_KEY": fake.key, "ANTHROPIC_BASE_URL": fake.url, "GATEWISE_PATIENCE": "300"}


def overload(fake: FakeClaude) -> None:
    """From now on the service is overloaded, and asks for more time than anybody has."""
    fake.choose = lambda _: ErrorStatus(529, {"retry-after": "3600"})


def recover(fake: FakeClaude) -> None:
    """It serves again."""
    fake.choose = lambda _: None


def check_read_by_claude(assessment: Assessment, truth: Mapping[str, str], but: str) -> None:
    """No reply is lost; Claude has read them all as its script says, but for that to one criterion's lead question."""
    records = assessment.records
    questions = {r.id: r for r in records if isinstance(r, Question)}
    replies = {r.id: questions[r.question] for r in records if isinstance(r, Reply)}
    readings = {r.reply: r.stamp for r in records if isinstance(r, Reading)}
    assert replies.keys() == readings.keys()
    for reply, stamp in readings.items():
        if stamp.assessor != "person":
            local = replies[reply].criterion == but and replies[reply].purpose is Purpose.LEAD
            assert (stamp.assessor, stamp.instead_of) == (("local", "claude") if local else ("claude", ""))
    assert {s.instead_of for s in readings.values()} == {"", "claude"}
    read = [f for f in records if isinstance(f, Finding) and f.stamp.assessor == "claude"]
    assert len(read) > 40
    assert all(f.source.kind is SourceKind.REPLY and str(f.status) == truth[f.element] for f in read)
    explained = [r for r in records if isinstance(r, Explanation) and r.criterion != but]
    assert explained
    assert all(r.stamp and r.stamp.assessor == "claude" for r in explained)
    assert all(r.text.startswith(GAP_BEGINS) and GAP_ENDS in r.text for r in explained if r.of == "gap")
