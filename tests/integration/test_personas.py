from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import pytest

from app.bootstrap import build_application
from app.domain.records import Choice, Intent, Track
from app.ports import Assessor, ReplyReading, ToRead
from app.settings import Settings
from app.simulation.counting import count
from app.simulation.persona import Persona, load_persona
from app.simulation.run import simulate
from app.simulation.stakeholder import Accepts
from tests.fakes import ListedKnowledge, ScriptedAssessor, TickingClock
from tests.frameworks import five_gates

Export: TypeAlias = dict[str, Any]

FILES = sorted((Path(__file__).parents[2] / "evals" / "personas").glob("*.yaml"))
PERSONAS = {file.stem: load_persona(file, five_gates()) for file in FILES}


class Knowing(ScriptedAssessor):
    """Reads the truth out of whatever the persona at the other end says."""

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        return await super().read_reply(replace(reply, intent=Intent.ANSWER))


async def exported(
    data_dir: Path, persona: Persona, accepts: Accepts, *, unsure: bool, track: Track = Track.FULL
) -> Export:
    """The export of a persona's interview with an assessor that knows the truth."""
    assessor = Knowing(persona.elements, unsure=unsure)
    [export] = await all_exported(data_dir, [(persona, accepts)], assessor, track)
    return export


async def all_exported(
    data_dir: Path, runs: Iterable[tuple[Persona, Accepts]], assessor: Assessor | None, track: Track = Track.FULL
) -> list[Export]:
    """The exports of several interviews on one application; with its own assessor, if none is given."""
    knowledge = ListedKnowledge([c.id for c in five_gates().criteria]) if assessor else None
    async with build_application(
        Settings(data_dir=data_dir),
        framework=five_gates(),
        assessor=assessor,
        knowledge=knowledge,
        clock=TickingClock(),
    ) as application:
        interview = application.interview
        assessments = [await simulate(interview, persona, accepts, track=track) for persona, accepts in runs]
        return [json.loads(application.render(a, "json")) for a in assessments]


def check_truth(persona: Persona, export: Export) -> None:
    """The export says of every element what is true, and rates what follows; derived here anew."""
    truth = persona.elements
    gates = export["gates"]
    said = {e["id"]: e["status"] for g in gates for c in g["criteria"] for e in c["elements"]}
    assert said == truth
    ratings = {c["id"]: c["rating"] for g in gates for c in g["criteria"]}
    holding = {c.id: [truth[e.id] == "evidenced" for e in c.elements] for c in five_gates().criteria}
    assert ratings == {c: "met" if all(h) else "partial" if any(h) else "not_met" for c, h in holding.items()}
    assert export["score"] == sum(all(h) for h in holding.values())
    passed = {
        g.id: sum(all(holding[c.id]) for c in g.criteria) >= 3
        and all(any(holding[c.id]) for c in g.criteria)
        and all(all(holding[c]) for c in g.must_meet)
        for g in five_gates().gates
    }
    assert {g["id"]: g["passed"] for g in gates} == passed
    ready = "proceed" if all(passed.values()) else "conditional"
    assert export["verdict"] == (ready if export["score"] >= 16 else "close_gaps")
    assert count(export)["reasks"] == 0


@pytest.mark.parametrize("unsure", [False, True], ids=["sure", "unsure"])
@pytest.mark.parametrize("name", PERSONAS)
async def test_read_rightly_a_persona_ends_with_its_truth_and_is_asked_nothing_twice(
    tmp_path: Path, name: str, unsure: bool
) -> None:
    persona = PERSONAS[name]
    check_truth(persona, await exported(tmp_path, persona, "truth", unsure=unsure))


async def test_where_all_is_told_and_read_it_takes_the_opening_the_leads_and_the_sign_offs(tmp_path: Path) -> None:
    persona = PERSONAS["grid-inspect"]
    knowing = persona.model_copy(update={"elements": dict.fromkeys(persona.elements, Choice.EVIDENCED)})
    stats = count(await exported(tmp_path, knowing, "all", unsure=False))
    assert stats["turns"] == 1 + 20 + 5
    assert (stats["questions"], stats["probes"], stats["corrections"]) == (20, 0, 0)


async def test_the_quick_screen_of_a_persona_ends_without_a_verdict(tmp_path: Path) -> None:
    persona = next(iter(PERSONAS.values()))
    export = await exported(tmp_path, persona, "truth", unsure=True, track=Track.SCREEN)
    assert export["verdict"] == "in_progress"
    known = {e["id"]: e["status"] for g in export["gates"] for c in g["criteria"] for e in c["elements"]}
    asked = {e for item in five_gates().quick_screen for e in item.elements}
    assert {e: s for e, s in known.items() if e in asked} == {e: persona.elements[e] for e in asked}


# --- with the reader that comes with the product --------------------------------------------------------

READIER = ("close_gaps", "conditional", "proceed")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, Accepts], Export]:
    """The exports of all personas, once correcting what is shown wrongly, and once accepting it."""
    runs: list[tuple[str, Accepts]] = [(name, "truth") for name in PERSONAS]
    runs += [(name, "all") for name in PERSONAS]
    interviews = [(PERSONAS[name], accepts) for name, accepts in runs]
    exports = asyncio.run(all_exported(tmp_path_factory.mktemp("local"), interviews, None))
    return dict(zip(runs, exports, strict=True))


@pytest.mark.parametrize("name", PERSONAS)
def test_read_locally_a_persona_who_corrects_what_is_wrong_ends_with_its_truth(
    local: Mapping[tuple[str, Accepts], Export], name: str
) -> None:
    check_truth(PERSONAS[name], local[name, "truth"])


def test_read_locally_an_interview_costs_no_more_than_people_will_give(
    local: Mapping[tuple[str, Accepts], Export],
) -> None:
    stats = [count(export) for (_, accepts), export in local.items() if accepts == "truth"]
    assert median(s["turns"] for s in stats) <= 55
    assert median(s["confirmations"] for s in stats) <= 40


@pytest.mark.parametrize("name", PERSONAS)
def test_read_locally_a_persona_who_accepts_whatever_is_shown_is_never_called_readier_than_it_is(
    local: Mapping[tuple[str, Accepts], Export], name: str
) -> None:
    export, truth = local[name, "all"], local[name, "truth"]
    assert READIER.index(export["verdict"]) <= READIER.index(truth["verdict"])
    stats = count(export)
    assert stats["reasks"] == stats["corrections"] == 0


def test_read_locally_most_ratings_are_right_even_if_nobody_corrects_anything(
    local: Mapping[tuple[str, Accepts], Export],
) -> None:
    ratings = {run: [c["rating"] for g in export["gates"] for c in g["criteria"]] for run, export in local.items()}
    pairs = [pair for name in PERSONAS for pair in zip(ratings[name, "all"], ratings[name, "truth"], strict=True)]
    assert sum(one == other for one, other in pairs) >= 0.85 * len(pairs)
