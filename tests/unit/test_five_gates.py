"""What the framework that ships has to be, beyond what the loader checks of any."""

from __future__ import annotations

from tests.frameworks import five_gates


def test_the_framework_that_ships_is_whole() -> None:
    framework = five_gates()

    assert [len(g.criteria) for g in framework.gates] == [4] * 5
    assert [len(c.elements) for c in framework.criteria] == [3] * 20
    assert (framework.proceed_at, framework.gate_minimum) == (16, 3)
    assert len(framework.quick_screen) == 5


def test_it_never_asks_two_things_in_the_same_words() -> None:
    framework = five_gates()
    asked = [c.question for c in framework.criteria] + [e.probe for e in framework.elements]
    asked += [i.question for i in framework.quick_screen]

    assert len({" ".join(a.casefold().split()) for a in asked}) == len(asked)


def test_its_lead_questions_do_not_begin_alike() -> None:
    beginnings = [tuple(c.question.casefold().split()[:3]) for c in five_gates().criteria]

    assert len(set(beginnings)) == len(beginnings)


def test_its_questions_are_short() -> None:
    framework = five_gates()

    assert {c.id: n for c in framework.criteria if (n := len(c.question.split())) > 45} == {}
    assert {e.id: n for e in framework.elements if (n := len(e.probe.split())) > 30} == {}


def test_it_has_the_ten_dimensions_and_every_element_but_a_few_moves_along_one() -> None:
    framework = five_gates()
    moving = {e for d in framework.dimensions for e in d.elements}

    assert len(framework.dimensions) == 10
    assert {e.id for e in framework.elements} - moving == {
        "data.governance.owners",
        "architecture.deployment.automated",
        "governance.accountability.owner",
        "adoption.sponsor.business",
        "adoption.sponsor.engaged",
        "adoption.success_metrics.targets",
        "adoption.success_metrics.baseline",
        "adoption.success_metrics.tracking",
    }
