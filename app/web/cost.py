"""What an interview has used of a model's service so far, for the foot of its checklist."""

from __future__ import annotations

from app.domain.assessment import Assessment
from app.domain.records import Stamp
from app.domain.spending import Spent, asks_a_service, last_turn, spent
from app.prices import load_prices
from app.web.props import CostProps

PRICED = "By the prices of {date}, on the tokens that the service says it charged."
UNPRICED = "There is no price on the list for one of the models, so the sum is not known."
NONE_YET = "Claude reads and explains; nothing was asked of it so far."


def cost_props(assessment: Assessment, assessor: Stamp) -> CostProps | None:
    """The figures of the interview and of its last turn; None where no model's service is or was in use.

    Args:
        assessment: As it stands.
        assessor: The stamp of who reads now.
    """
    whole = spent(assessment).total
    if not whole.requests and not asks_a_service(assessor):
        return None
    last = last_turn(assessment)
    known = UNPRICED if whole.nanodollars is None else PRICED.format(date=load_prices().date)
    return {
        "price": whole.price,
        "rows": [
            {"label": label, "whole": of_whole, "last": of_last}
            for (label, of_whole), (_, of_last) in zip(_figures(whole), _figures(last), strict=True)
        ],
        "note": known if whole.requests else NONE_YET,
    }


def _figures(used: Spent) -> list[tuple[str, str]]:
    return [
        ("Calls", f"{used.requests:,}"),
        ("Tokens in", f"{used.prompt:,}"),
        ("of them from the cache", used.from_cache),
        ("Tokens out", f"{used.output:,}"),
        ("Price", used.price),
    ]
