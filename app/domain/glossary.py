"""The words of a report, explained for who was not there."""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """A word and what it means; `source` names who defines it so, "" where it is ours."""

    word: str
    meaning: str
    source: str = ""


TERMS = (
    Term("Band", "The result at worst, as it stands, and at best, depending on what becomes of all that is uncertain."),
    Term("Claimed only", "Somebody said so, without naming a case of it: who, when, how much, which document."),
    Term("Conditional", "Enough criteria are met, but at least one gate does not pass yet."),
    Term("Criterion", "A line of the checklist; it is met when every one of its elements that applies is evidenced."),
    Term("Dissent", "Who did not agree when statements that oppose each other were settled."),
    Term("Does not apply", "A person set it aside with a reason; it counts neither for nor against."),
    Term("Element", "One statement of a criterion that can be checked by itself."),
    Term("Evidenced", "Somebody said, wrote or clicked that it holds, and nobody who counts says otherwise."),
    Term("Gate", "A group of criteria that is passed, and signed by a person, as a whole."),
    Term("Gap", "A criterion that applies and is not met, or not wholly."),
    Term("Has to be met", "Without this criterion its gate never passes, whatever else is met."),
    Term("In conflict", "Statements oppose each other and nobody has settled it; it counts as not evidenced."),
    Term("Left open", "It was asked about, and nobody could say, or what was said waits for a person to confirm it."),
    Term("Never asked", "Nobody has put a question on it yet; nothing is known of it, for or against."),
    Term("Refuted", "Somebody said that it does not hold, or that it is only planned where it has to be done."),
    Term("Robustness", "The fewest findings that have to prove wrong for the verdict to change."),
    Term("Signed", "A person has confirmed a gate as it stands; any later change opens it again."),
    Term("With an instance", "A case was named: who, when, how much, which document."),
)
"""What every report explains, by the alphabet."""
