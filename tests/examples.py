"""Assessments to show and to keep: one in which everything happens, and some that are hard to show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.assessment import Assessment
from app.domain.records import Basis, Choice, Click, Grade, Intent, Purpose, Standing, Status, Track
from app.ports import Piece, PieceKind, ReportOptions
from app.reports import FORMATS, prepare
from tests.builders import Build
from tests.frameworks import small_framework

PIECES = (
    Piece(
        "watch-fix", "Set an alarm that somebody hears", PieceKind.FIX, ("run.watch",), ("run.watch.alarm",),
        "Gatewise, own practice", "Wire the alarm to the rota.",
    ),
    Piece(
        "owner-why", "Why one name beats a committee", PieceKind.WHY, ("run.owner",), (),
        "Example Press, 2025, citing a survey", "One name is asked, a committee is not.",
    ),
)  # fmt: skip


def rendered(name: str, assessment: Assessment, pieces: Iterable[Piece] = PIECES) -> bytes:
    """An assessment in one of the formats."""
    options = ReportOptions()
    return FORMATS[name].render(prepare(assessment, pieces, options), options)


def rich() -> Assessment:
    """Two people, a document, a correction, a conflict, a decision, a proposal, a plan, a gate reopened."""
    build = Build(pilot="Invoice reader for the Lyon office")
    build.profile("Reads supplier invoices and books them. Four clerks check what it is unsure of.", Track.FULL)
    claimed = build.says(
        "fit.purpose.stated", Status.EVIDENCED, "Yes, that is written down somewhere.", grade=Grade.ASSERTED
    )
    build.says(
        "fit.purpose.stated",
        Status.EVIDENCED,
        "Correction: the board approved the one-page charter on 4 March.",
        quote="the board approved the one-page charter on 4 March",
        revises=[claimed.id],
    )
    charter = build.attachment("Charter.\nThe reader was tried on 1,200 real invoices; 3 % came back.", "charter.pdf")
    build.finding(
        "fit.purpose.tried", Status.EVIDENCED, charter, quote="tried on 1,200 real invoices; 3 % came back",
        confidence=0.84,
    )  # fmt: skip
    build.says("fit.users.named", Status.EVIDENCED, "The four clerks in Lyon: Anna, Béatrice, Chen and Dee.")
    build.says("fit.users.asked", Status.EVIDENCED, "We sat with all four in May.")
    build.sign_off("fit")
    build.says("fit.users.asked", Status.REFUTED, "Nobody ever asked me or Dee.", speaker="chen", purpose=Purpose.PROBE)
    build.says("run.watch.alarm", Status.REFUTED, "In the pilot it pages me.", basis=Basis.PILOT)
    build.says(
        "run.watch.drilled", Status.REFUTED, "The first drill is planned for September.", basis=Basis.PLANNED,
        purpose=Purpose.PROBE,
    )  # fmt: skip
    named = build.clicks("run.owner.named", Status.EVIDENCED)
    build.says("run.owner.named", Status.REFUTED, "There is no owner, only a committee.", speaker="chen")
    build.resolution("run.owner.named", Choice.EVIDENCED, reason="The committee named Ada on 1 June.", dissent=["chen"])
    assert named in build.assessment.statements
    build.says(
        "run.owner.on_call", Status.EVIDENCED, "I think IT answers at night.", basis=Basis.HEARSAY,
        grade=Grade.ASSERTED, standing=Standing.PROPOSED, confidence=0.41,
    )  # fmt: skip
    build.action("run.watch", owner="Bo", due=date(2026, 9, 30), status="doing", note="Ordered the pager.")
    build.note("The Lyon office moves in autumn.")
    build.note("Ask the auditors too.", "fit.users")
    build.park("run.owner.on_call", "Who pays for the nights?")
    asking = build.question(Purpose.PROBE, ["run.owner.on_call"], text="Who is called at three in the morning?")
    asked = build.reply(asking, "What do you mean by on call?")
    build.reading(asked, Intent.ASK, closes=False)
    build.usage(asked)
    build.reading(build.reply(asking, click=Click(action="dont_know")), Intent.DONT_KNOW)
    return build.assessment


def finished() -> Assessment:
    """Everything applicable is met and every gate signed; one element does not apply."""
    build = Build(pilot="Finished")
    build.meets("fit.purpose", "run.watch", "run.owner", "fit.users.named")
    build.set_aside("fit.users.asked", "It has no users beside those that built it.")
    build.sign_all(speaker="Dr. Osei")
    return build.assessment


def empty() -> Assessment:
    """Opened, and nothing else."""
    return Build(pilot="Empty").assessment


HOSTILE = {
    "formula": "=HYPERLINK(\"http://evil.example\",\"click\")",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(A1:A9)",
    "wide formula": "＝1+1",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "nul": "\x00=1+1",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "image": "![x](http://evil.example/p.png) [y](javascript:alert(1)) <http://evil.example>",
    "reference": "[a]: http://evil.example\n\n[a] ![a]",
    "bare link": "see http://evil.example/a?b=c&d=e and www.evil.example or mail me@evil.example",
    "table": "a | b \\| c || d\n| --- |\n| x |",
    "backslash": "ends with a backslash \\",
    "backticks": "``` code ` and `` more",
    "blocks": "# heading\n\n- item\n1. one\n> quote\n***\n===\n    code\n```\nfence\n```",
    "number": "1. not a list",
    "emphasis": "**bold** __bold__ *i* _i_ ~~gone~~ $x$",
    "entity": "&lt;b&gt; &#60;i&#62; &amp;",
    "comment": "<!-- gone --> <?php ?> <![CDATA[x]]>",
    "right to left": "\u202eevil\u202c שלום مرحبا \u2067isolate",
    "emoji": "👩🏽‍🚀 🏳️‍🌈 🇫🇷 e\u0301",
    "cjk": "質問は三つあります。データは毎日確認されています。",
    "breaks": "one\u2028two\u2029three\x85four\x0bfive\x1csix",
    "long": "very long " * 500,
    "surrogate": "half \ud83d of a pair",
}  # fmt: skip


def hostile(text: str) -> Assessment:
    """The text stands wherever a person can put one."""
    build = Build(pilot=text)
    speaker = text[:60]
    build.profile(text, speaker=speaker)
    document = build.attachment(text, name=text, media_type=text, speaker=speaker)
    build.finding("fit.purpose.stated", Status.EVIDENCED, document, speaker=speaker)
    build.says("fit.purpose.tried", Status.REFUTED, text, speaker=speaker)
    build.says("fit.users.named", Status.EVIDENCED, text, speaker=speaker)
    build.says("fit.users.named", Status.REFUTED, text, speaker="ada")
    build.resolution("run.owner.named", Choice.NOT_APPLICABLE, reason=text, dissent=[text, speaker], speaker=speaker)
    whole = text.replace("\ud83d", "")  # the domain takes no reason with half a character
    build.set_aside("fit.users.asked", whole, speaker=speaker)
    build.action("fit.purpose", owner=text, note=text, due=date(2026, 7, 1))
    build.note(text, "run")
    build.park("run.owner", text)
    build.sign_off("run", speaker=speaker)
    return build.assessment


def one_by_one_aside() -> Assessment:
    """All elements of a must-meet criterion were decided not to apply: it counts as not met all the same."""
    build = Build(small_framework(), pilot="Nothing left")
    for element in ("fit.purpose.stated", "fit.purpose.tried"):
        build.resolution(element, Choice.NOT_APPLICABLE, reason="Not here.")
    return build.assessment
