"""A framework: gates of criteria of elements, with the words that the interview uses for them.

Everything that the product knows of a criterion stands here, read from a YAML file. No other module
names a gate, a criterion or an element.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}$|^[a-z][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Proof(StrEnum):
    """What must hold for an element to count as evidenced."""

    AGREED = "agreed"
    TESTED = "tested"
    OPERATING = "operating"


class Origin(StrEnum):
    """Whose a criterion or a set of pass criteria is: the source's, or ours."""

    SOURCE = "source"
    OURS = "ours"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Examples(_Part):
    """What people say of an element: replies that evidence it, refute it, or only plan it."""

    evidenced: tuple[Text, ...] = Field(min_length=1)
    refuted: tuple[Text, ...] = Field(min_length=1)
    planned: tuple[Text, ...] = Field(min_length=1)


class Element(_Part):
    """One checkable statement of a criterion."""

    id: Identifier
    proof: Proof
    label: Text
    statement: Text
    probe: Text
    examples: Examples


class Criterion(_Part):
    """One line of the checklist, judged by its elements."""

    id: Identifier
    title: Text
    met_when: Text
    origin: Origin
    question: Text
    why: Text
    evidence: Text
    fix: Text
    owner: Text
    effort: Text
    done: Text
    elements: tuple[Element, ...] = Field(min_length=1)


class Gate(_Part):
    """A group of criteria that is passed, and signed, as a whole."""

    id: Identifier
    title: Text
    purpose: Text
    pass_criteria: Text
    origin: Origin
    must_meet: tuple[Identifier, ...]
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class ScreenItem(_Part):
    """One question of the quick screen; it settles elements of several criteria."""

    reason: Text
    title: Text
    question: Text
    elements: tuple[Identifier, ...] = Field(min_length=1)


class Dimension(_Part):
    """A way in which production differs from a pilot, and the elements that lead from the one to the other."""

    id: Identifier
    title: Text
    pilot: Text
    production: Text
    elements: tuple[Identifier, ...] = Field(min_length=1)


class Validity(_Part):
    """How long a finding holds, in days, by the proof of its element."""

    agreed: int = Field(gt=0)
    tested: int = Field(gt=0)
    operating: int = Field(gt=0)


class Framework(_Part):
    """A whole framework; checked so that every reference in it leads somewhere."""

    id: Identifier
    version: int = Field(gt=0)
    title: Text
    origin: Text
    proceed_at: int = Field(gt=0)
    gate_minimum: int = Field(gt=0)
    gates: tuple[Gate, ...] = Field(min_length=1)
    quick_screen: tuple[ScreenItem, ...] = ()
    valid_for: Validity
    dimensions: tuple[Dimension, ...] = ()

    @model_validator(mode="after")
    def _references_lead_somewhere(self) -> Self:
        problems = [
            *self._repeated_ids(),
            *self._repeated_in_dimensions(),
            *self._misplaced_ids(),
            *self._dead_references(),
            *self._unreachable_marks(),
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _repeated_ids(self) -> list[str]:
        ids = [g.id for g in self.gates] + [c.id for c in self.criteria] + [e.id for e in self.elements]
        titles = Counter(item.title for item in self.quick_screen)  # these tell its questions apart
        return [f"{name}: this id stands {n} times" for name, n in Counter(ids).items() if n > 1] + [
            f"quick_screen: the title {title!r} stands {n} times" for title, n in titles.items() if n > 1
        ]

    def _repeated_in_dimensions(self) -> list[str]:
        ids = Counter(d.id for d in self.dimensions)
        return [f"{name}: this id stands {n} times in dimensions" for name, n in ids.items() if n > 1] + [
            f"{e}: stands {n} times in {d.id} of dimensions"
            for d in self.dimensions
            for e, n in Counter(d.elements).items()
            if n > 1
        ]

    def _misplaced_ids(self) -> list[str]:
        parents = [(c.id, g.id) for g in self.gates for c in g.criteria]
        parents += [(e.id, c.id) for c in self.criteria for e in c.elements]
        return [
            f"{part}: an id under {parent} is {parent} and one more name"
            for part, parent in parents
            if part.rpartition(".")[0] != parent
        ]

    def _dead_references(self) -> list[str]:
        problems = []
        for gate in self.gates:
            own = {c.id for c in gate.criteria}
            problems += [
                f"{m}: must_meet of gate {gate.id} names no criterion of it" for m in gate.must_meet if m not in own
            ]
        known = {e.id for e in self.elements}
        for item in self.quick_screen:
            problems += [
                f"{e}: quick_screen names an element that is not there" for e in item.elements if e not in known
            ]
        for dimension in self.dimensions:
            problems += [
                f"{e}: {dimension.id} of dimensions names an element that is not there"
                for e in dimension.elements
                if e not in known
            ]
        return problems

    def _unreachable_marks(self) -> list[str]:
        problems = [
            f"{gate.id}: gate_minimum {self.gate_minimum} is more than its {len(gate.criteria)} criteria"
            for gate in self.gates
            if self.gate_minimum > len(gate.criteria)
        ]
        if self.proceed_at > len(self.criteria):
            problems.append(f"proceed_at: {self.proceed_at} of {len(self.criteria)} criteria can never be met")
        return problems

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria, in order."""
        return tuple(c for g in self.gates for c in g.criteria)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All elements, in order."""
        return tuple(e for c in self.criteria for e in c.elements)

    @cached_property
    def _gates(self) -> dict[str, Gate]:
        return {g.id: g for g in self.gates}

    @cached_property
    def _criteria(self) -> dict[str, Criterion]:
        return {c.id: c for c in self.criteria}

    @cached_property
    def _elements(self) -> dict[str, Element]:
        return {e.id: e for e in self.elements}

    @cached_property
    def _homes(self) -> dict[str, tuple[Gate, Criterion]]:
        return {x: (g, c) for g in self.gates for c in g.criteria for x in (c.id, *(e.id for e in c.elements))}

    def gate(self, gate_id: str) -> Gate:
        """The gate of that id; KeyError if there is none."""
        return self._gates[gate_id]

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; KeyError if there is none."""
        return self._criteria[criterion_id]

    def element(self, element_id: str) -> Element:
        """The element of that id; KeyError if there is none."""
        return self._elements[element_id]

    def has_element(self, element_id: str) -> bool:
        """Whether an element of that id stands here."""
        return element_id in self._elements

    def criterion_of(self, element_id: str) -> Criterion:
        """The criterion that an element belongs to."""
        return self._homes[element_id][1]

    def gate_of(self, part_id: str) -> Gate:
        """The gate that a criterion or an element belongs to."""
        return self._homes[part_id][0]

    def elements_of(self, part_id: str) -> tuple[Element, ...]:
        """The element itself, or the elements of the criterion or gate of that id; KeyError if there is none."""
        if part_id in self._elements:
            return (self._elements[part_id],)
        if part_id in self._criteria:
            return self._criteria[part_id].elements
        return tuple(e for c in self._gates[part_id].criteria for e in c.elements)

    def gate_called(self, words: str) -> Gate | None:
        """The one gate whose id or title this is, or the beginning of it; None if there are several, or none."""
        wanted = words.casefold().strip()
        named = [(g, (g.id, g.title.casefold())) for g in self.gates]
        exact = [g for g, names in named if wanted in names]
        begun = [g for g, names in named if wanted and any(n.startswith(wanted) for n in names)]
        found = exact or begun
        return found[0] if len(found) == 1 else None

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the content; an assessment is pinned to it.

        What stands at its default is left out, so that a field which is added later leaves the hashes as they are.
        """
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()
