"""Counts what an interview cost its stakeholder, from the exported file and nothing else."""

from __future__ import annotations

from typing import Any, TypedDict

ASKS = ("lead", "probe", "screen")


class Stats(TypedDict):
    """What was counted.

    Attributes:
        turns: Things that the stakeholder sent, clicks included.
        questions: Lead questions that were posed.
        probes: Probes that were posed.
        reasks: Questions and probes on an element that an accepted finding had settled already.
        confirmations: Cards and sign-offs that were accepted as shown.
        corrections: Elements that the stakeholder changed.
    """

    turns: int
    questions: int
    probes: int
    reasks: int
    confirmations: int
    corrections: int


def count(export: dict[str, Any]) -> Stats:
    """The counts of an exported assessment."""
    stats = Stats(turns=0, questions=0, probes=0, reasks=0, confirmations=0, corrections=0)
    settled: set[str] = set()
    purposes: dict[str, str] = {}
    for record in export["records"]:
        match record["kind"]:
            case "question":
                purposes[record["id"]] = record["purpose"]
                stats["questions"] += record["purpose"] == "lead"
                stats["probes"] += record["purpose"] == "probe"
                stats["reasks"] += record["purpose"] in ASKS and not settled.isdisjoint(record["elements"])
            case "reply":
                stats["turns"] += 1
                click = record["click"] or {"action": "", "changes": []}
                stats["corrections"] += len(click["changes"])
                card = purposes[record["question"]] in ("confirm", "sign_off")
                stats["confirmations"] += card and click["action"] in ("accept", "sign") and not click["changes"]
            case "finding":
                if record["standing"] == "accepted" and record["status"] != "unknown":
                    settled.add(record["element"])
    return stats
