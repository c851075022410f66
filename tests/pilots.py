"""Six pilots from empty to finished, and one on a framework of sixty criteria: what every renderer is tried on.

    for name, build in PILOTS.items():
        report = report_of(name)

All rest on the five gates that the product ships, but `sixty`; nothing in them depends on the day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from app.domain.assessment import Assessment
from app.domain.records import Basis, Choice, Grade, Intent, Purpose, Standing, Status, TextPlace, Track
from app.domain.report import Report
from app.knowledge.guidance import load_guidance
from app.ports import Piece, ReportOptions
from app.reports import prepare
from tests.builders import Build
from tests.frameworks import FIVE_GATES, five_gates, wide_framework

START = date(2026, 4, 1)
"""A day to begin the plan on."""

FORMULAS = (
    '=HYPERLINK("http://evil.example","click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "＝1+1",
)
SCRIPT = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](http://evil.example/p.png) #eval(1) $x$ *b* _i_ `c`"
)
RIGHT_TO_LEFT = "\u202eevil\u202c שלום עולם مرحبا \u2067isolate"
EMOJI = "👩🏽‍🚀 🏳️‍🌈 🇫🇷 e\u0301"
CJK = "質問は三つあります。データは毎日確認されています。"
BROKEN = "nul \x00 bell \x07 half \ud83d of a pair, breaks\r\nand\u2028more\x0b"
LONG = ("Nobody has looked at the thresholds since spring, and so it goes on. " * 80)[:5000]
"""5,000 characters."""
HOSTILE_NAME = "a/b\\c \"d\" 'e' <f> ../../etc/passwd =1+1 " + EMOJI + " " + CJK


def guidance() -> tuple[Piece, ...]:
    """The guidance that the product ships."""
    return _guidance()


@cache
def _guidance() -> tuple[Piece, ...]:
    return load_guidance(FIVE_GATES.parent.parent / "guidance")


@cache
def empty() -> Assessment:
    """Opened, and nothing else."""
    return Build(five_gates(), id="e" * 16, pilot="Empty").assessment


@cache
def begun() -> Assessment:
    """Described, one criterion asked about, one element settled, one left open."""
    build = Build(five_gates(), id="b" * 16, pilot="Barely begun")
    build.profile("Sorts the mail of a housing association.", Track.FULL, speaker="Ida Brandt")
    first, second = five_gates().criteria[0].elements[:2]
    build.says(first.id, Status.EVIDENCED, "We measured every source in March, 4 % of the rows are wrong.",
               speaker="Ida Brandt")  # fmt: skip
    build.says(second.id, Status.UNKNOWN, "I do not know who set that.", speaker="Ida Brandt", purpose=Purpose.PROBE)
    return build.assessment


@cache
def half() -> Assessment:
    """Two gates are gone through, one of them signed; plans, pilots, hearsay, a waiting proposal; two owners."""
    build = Build(five_gates(), id="a" * 16, pilot="Claims triage for Norrland Mutual")
    build.profile("Reads claims and says which of them a person has to see.", Track.FULL, speaker="Maja Lind")
    gates = five_gates().gates
    build.meets(*(c.id for c in gates[0].criteria), speaker="Maja Lind")
    build.sign_off(gates[0].id, speaker="Dr. Per Osei")
    for number, element in enumerate(e for c in gates[1].criteria for e in c.elements):
        if number % 3 == 0:
            build.says(element.id, Status.EVIDENCED, f"Yes, {element.label.lower()}.", grade=Grade.ASSERTED,
                       speaker="Tomas Ek")  # fmt: skip
        elif number % 3 == 1:
            build.says(element.id, Status.REFUTED, f"That is planned for autumn: {element.label.lower()}.",
                       basis=Basis.PLANNED, speaker="Tomas Ek")  # fmt: skip
        else:
            build.says(element.id, Status.UNKNOWN, "Maja Lind would know, I do not.", speaker="Tomas Ek",
                       purpose=Purpose.PROBE)  # fmt: skip
    third = gates[2].criteria[0].elements
    build.says(third[0].id, Status.EVIDENCED, "I think the old system is connected, too.", basis=Basis.HEARSAY,
               grade=Grade.ASSERTED, standing=Standing.PROPOSED, confidence=0.41, speaker="Tomas Ek")  # fmt: skip
    build.action(gates[1].criteria[0].id, owner="Tomas Ek", due=date(2026, 5, 15), status="doing", note="Half way.")
    build.action(gates[1].criteria[1].id, owner="Maja Lind", due=date(2026, 9, 30))
    build.note("The insurer changes its claims system in autumn.", speaker="Maja Lind")
    return build.assessment


@cache
def disputed() -> Assessment:
    """Everybody contradicts everybody: open and settled conflicts, dissent, things set aside, parked, dropped."""
    build = Build(five_gates(), id="d" * 16, pilot="Dispute desk")
    build.profile("Answers disputes over invoices.", Track.FULL, speaker="Ana Reyes")
    optional = [c for g in five_gates().gates for c in g.criteria if c.id not in g.must_meet]
    needed = [c for g in five_gates().gates for c in g.criteria if c.id in g.must_meet]
    for criterion in needed[:3]:
        element = criterion.elements[0]
        build.says(element.id, Status.EVIDENCED, f"{element.label}: done in May, see ticket 12.", speaker="Ana Reyes")
        build.says(element.id, Status.REFUTED, f"{element.label}: nobody ever did that.", speaker="Bo Chen")
    settled, put_off = needed[0].elements[0].id, needed[1].elements[0].id
    build.resolution(settled, Choice.EVIDENCED, reason="Ana Reyes showed the minutes of 4 March.", dissent=["Bo Chen"],
                     speaker="Carla Neri")  # fmt: skip
    build.park(put_off, "Ask the auditors who is right.", speaker="Carla Neri")
    build.set_aside(optional[0].id, "It has no users outside the team.", speaker="Ana Reyes")
    build.set_aside(optional[1].elements[0].id, "There is no second source.", speaker="Bo Chen")
    build.set_aside(needed[3].elements[-1].id, "Nothing personal is read.", speaker="Bo Chen")
    text = "Charter.\n\nThe board approved it on 4 March.\n\nRollback: one command, tried on 2 May."
    charter = build.attachment(
        text,
        "charter of Ana Reyes.pdf",
        places=[TextPlace(start=10, end=len(text), label="page 2")],
        speaker="Ana Reyes",
    )
    build.finding(needed[3].elements[0].id, Status.EVIDENCED, charter, quote="The board approved it on 4 March.")
    build.finding(needed[4].elements[0].id, Status.EVIDENCED, charter, quote="one command, tried on 2 May",
                  standing=Standing.PROPOSED)  # fmt: skip
    build.document_reading(charter)
    asking = build.question(Purpose.PROBE, [needed[4].elements[0].id], text="When was that last done?")
    asked = build.reply(asking, "What do you mean by done?", speaker="Bo Chen")
    build.reading(asked, Intent.ASK, closes=False)
    build.usage(asked)
    build.note("Bo Chen leaves in June.", needed[1].id, speaker="Carla Neri")
    build.action(needed[1].id, owner="Carla Neri", due=date(2026, 3, 31), status="open", note="Ask Bo Chen.")
    build.action(needed[2].id, status="dropped", note="Not this year.")
    return build.assessment


@cache
def ready() -> Assessment:
    """Everything applicable is met, with instances, and every gate signed: proceed."""
    build = Build(five_gates(), id="f" * 16, pilot="Invoice reader for the Lyon office")
    build.profile("Reads supplier invoices and books them.", Track.FULL, speaker="Ada Moreau")
    aside = next(c for g in five_gates().gates for c in g.criteria if c.id not in g.must_meet)
    build.meets(*(c.id for c in five_gates().criteria if c is not aside), speaker="Ada Moreau")
    build.set_aside(aside.id, "It has no users beside those that built it.", speaker="Ada Moreau")
    build.sign_all(speaker="Dr. Per Osei")
    return build.assessment


@cache
def hostile() -> Assessment:
    """Finished and not ready, with every text that has ever broken a file, wherever a person can put one."""
    build = Build(five_gates(), id="c" * 16, pilot=HOSTILE_NAME)
    texts = (*FORMULAS, SCRIPT, RIGHT_TO_LEFT, EMOJI, CJK, BROKEN, LONG)
    build.profile(f"{SCRIPT} {RIGHT_TO_LEFT}", Track.FULL, speaker=SCRIPT[:40])
    criteria = five_gates().criteria
    for number, element in enumerate(e for c in criteria for e in c.elements):
        words = texts[number % len(texts)]
        met = number % 7 == 0
        build.says(element.id, Status.EVIDENCED if met else Status.REFUTED, words, speaker=f"@{EMOJI} =Mallory")
    document = build.attachment(
        f"{LONG}\n{CJK}", name="=cmd|'/C calc'!A0<b>.pdf", media_type="<x>", speaker=FORMULAS[0]
    )
    last = criteria[-1].elements[-1].id
    build.finding(last, Status.EVIDENCED, document, quote=LONG, speaker=FORMULAS[0])
    build.finding(last, Status.REFUTED, document, quote=CJK, speaker=CJK)
    build.resolution(last, Choice.REFUTED, reason=SCRIPT, dissent=[SCRIPT, CJK], speaker=CJK)
    for number, criterion in enumerate(criteria[:6]):
        words = texts[number + 5]
        build.action(criterion.id, owner=words[:80], note=words, due=date(2026, 7, 1 + number))
    for words in texts:
        build.note(words, criteria[0].id)
        build.park(criteria[1].id, words)
    build.sign_all(speaker=FORMULAS[1])
    return build.assessment


@cache
def sixty() -> Assessment:
    """Sixty criteria of two elements in six gates, 200 documents; a third is met, a third not, a third never asked."""
    build = Build(wide_framework(), id="6" * 16, pilot="Sixty")
    for number, criterion in enumerate(wide_framework().criteria):
        if number % 3 == 0:
            build.meets(criterion.id)
        elif number % 3 == 1:
            build.says(criterion.elements[0].id, Status.REFUTED, f"No, not {criterion.title}.")
    for number in range(200):
        element = wide_framework().criteria[number % 60].elements[1].id
        words = f"Paper {number} says that this was settled in week {number}."
        paper = build.attachment(f"Paper {number}.\n{words}", name=f"{number:03} minutes of the steering group.pdf")
        if number % 3 == 0:
            build.finding(element, Status.EVIDENCED, paper, quote=words)
    return build.assessment


PILOTS: Mapping[str, Callable[[], Assessment]] = {
    "empty": empty,
    "begun": begun,
    "half": half,
    "disputed": disputed,
    "ready": ready,
    "hostile": hostile,
    "sixty": sixty,
}
"""The six, and the wide one, by name."""


@cache
def report_of(name: str, *, anonymous: bool = False) -> Report:
    """The report on one of them with the guidance that the product ships, its plan reckoned from START."""
    return prepare(PILOTS[name](), guidance(), ReportOptions(anonymous=anonymous, start=START))
