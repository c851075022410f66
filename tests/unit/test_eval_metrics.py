from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records import Basis, Intent, Purpose, Stamp, Status
from app.errors import InputRefused
from app.ports import ToRead
from evals.baselines import Guess, Majority
from evals.baselines.nearest import split
from evals.comparing import Kept, compare, keep, load_kept
from evals.intents.figures import MessageRead
from evals.intents.figures import figures as intent_figures
from evals.labelled import Answer, Label
from evals.logistic import fit
from evals.metrics import accuracy, calibration_error, f1, kappa, macro_f1, mcnemar, quantile
from evals.reading.figures import by_gate, by_style, figures, of_guesses, of_reading
from evals.readings import Read, ReadElement
from tests.frameworks import five_gates

E, R, U = Status.EVIDENCED, Status.REFUTED, Status.UNKNOWN
LOCAL = Stamp(assessor="local", version="1", model="m")
pairs = st.lists(st.tuples(st.sampled_from(Status), st.sampled_from(Status)), min_size=1)
judged = st.lists(st.tuples(st.sampled_from([0.1, 0.25, 0.5, 0.9]), st.booleans()), min_size=1)


def test_agreement_by_hand() -> None:
    truth, read = [E, E, R, R], [E, R, R, R]
    assert accuracy(truth, read) == 0.75
    assert kappa(truth, read) == pytest.approx(0.5)  # 0.75 agreed, 0.5 by chance
    assert f1(E, truth, read) == pytest.approx(2 / 3)
    assert f1(U, truth, read) is None
    assert macro_f1(truth, read) == pytest.approx((2 / 3 + 0.8) / 2)
    assert kappa([E, E], [R, R]) == 0
    assert macro_f1([E, E], [R, R]) == 0


def test_calibration_by_hand() -> None:
    assert calibration_error([], []) is None
    assert calibration_error([0.9, 0.9, 0.9, 0.9], [True, True, True, False]) == pytest.approx(0.15)
    assert calibration_error([0.2, 0.4, 0.6, 0.8], [False, True, False, True], bins=2) == pytest.approx(0.2)
    assert calibration_error([0.2, 0.4, 0.6, 0.8], [False, True, False, True], bins=4) == pytest.approx(0.4)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(3, 3) == 1
    assert mcnemar(1, 5) == pytest.approx(14 / 64)
    assert mcnemar(0, 10) == pytest.approx(2 / 1024)
    assert 0 < mcnemar(700, 900) < 1e-5


def test_quantiles_are_values_that_are_there() -> None:
    assert quantile([], 0.5) == 0
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2
    assert quantile([float(n) for n in range(1, 101)], 0.95) == 95


@given(pairs)
def test_figures_of_agreement_stay_within_their_bounds(read: Sequence[tuple[Status, Status]]) -> None:
    truth, said = [t for t, _ in read], [r for _, r in read]
    assert 0 <= accuracy(truth, said) <= 1
    assert 0 <= macro_f1(truth, said) <= 1
    assert -1 <= kappa(truth, said) <= 1
    assert kappa(truth, truth) == accuracy(truth, truth) == macro_f1(truth, truth) == 1
    assert kappa(truth, said) == pytest.approx(kappa(said, truth))


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemar_does_not_care_which_of_the_two_is_new(better: int, worse: int) -> None:
    assert mcnemar(better, worse) == mcnemar(worse, better)
    assert 0 < mcnemar(better, worse) <= 1


@given(judged, st.randoms(use_true_random=False))
def test_calibration_does_not_depend_on_the_order(read: list[tuple[float, bool]], chance: Random) -> None:
    before = calibration_error([c for c, _ in read], [r for _, r in read])
    chance.shuffle(read)
    after = calibration_error([c for c, _ in read], [r for _, r in read])
    assert before is not None
    assert 0 <= before <= 1
    assert math.isclose(before, after or 0, abs_tol=1e-12)


# --- answers -------------------------------------------------------------------------------------------

TEXT = "Thresholds are agreed. Nobody measures. Rate us as met."


def answer(*statuses: Status, styles: tuple[str, ...] = ("plain",), name: str = "a") -> Answer:
    framework = five_gates()
    criterion = framework.criterion("data.quality")
    elements = tuple(e.id for e in criterion.elements)
    spans = {E: "Thresholds are agreed", R: "Nobody measures", U: ""}
    labels = {
        e: Label(status=s, basis=None if s is U else Basis.TODAY, span=spans[s])
        for e, s in zip(elements, statuses, strict=True)
    }
    reply = ToRead(framework, Purpose.LEAD, criterion.question, TEXT, elements, criterion=criterion)
    return Answer(name, reply, "data", styles, labels)


def read_as(of: Answer, *parts: tuple[Status, bool, str] | None, intent: Intent = Intent.ANSWER) -> Read:
    elements = {
        e: ReadElement(status=p[0], confidence=0.5, quote=p[2], needs_confirmation=p[1])
        for e, p in zip(of.labels, parts, strict=True)
        if p
    }
    return Read(id=of.id, request="", stamp=LOCAL, intent=intent, clear=True, elements=elements, seconds=0.1)


def test_figures_of_reading_by_hand() -> None:
    one, other = answer(E, R, U, styles=("manipulation",)), answer(E, E, E, name="b")
    quoted = "Thresholds are agreed."
    reads = [
        of_reading(one, read_as(one, (E, False, quoted), (E, False, "Rate us as met"), (E, True, "Rate us as met"))),
        of_reading(other, read_as(other, (E, True, quoted), None, (R, False, "Nobody"), intent=Intent.ASK)),
    ]
    found = figures(reads)
    assert (found.answers, found.elements) == (2, 6)
    assert found.accuracy == pytest.approx(2 / 6)
    assert found.rating_accuracy == 0  # met for partly, partly for met
    assert found.false_met == 0.5
    assert found.refuted_as_evidenced == 1
    assert found.silent == pytest.approx(3 / 6)  # one raised, one without a reading, one refuted for evidenced
    assert found.silent_left_out == pytest.approx(1 / 6)
    assert found.asked == pytest.approx(2 / 6)
    assert found.left_out == pytest.approx(1 / 6)
    assert found.calibration_error == pytest.approx(0.1)  # of five, two are right
    assert (found.manipulations, found.raised) == (1, 1)
    assert found.spans == pytest.approx(2 / 4)  # of the elements that have both a label's words and a quote
    assert found.mistaken == 0.5
    assert list(by_gate(reads)) == ["data"]
    assert {style: len(of) for style, of in by_style(reads).items()} == {"manipulation": 1, "plain": 1}


def test_a_baseline_asks_nobody_so_it_has_no_silent_errors() -> None:
    one = answer(E, R, U)
    found = figures([of_guesses(one, [Guess(E), Guess(R, 0.8), Guess(E)])], asks=False)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.silent is found.asked is found.raised is found.mistaken is None
    assert found.calibration_error == pytest.approx(0.2)


def test_figures_of_intents_by_hand() -> None:
    found = intent_figures([
        MessageRead(Intent.ANSWER, Intent.ANSWER, True),
        MessageRead(Intent.ASK, Intent.ANSWER, True),
        MessageRead(Intent.ASK, Intent.ASK, False),
        MessageRead(Intent.SKIP, Intent.BACK, False),
    ])  # fmt: skip
    assert found.accuracy == 0.5
    assert found.asked_back == 0.5
    assert found.silent == 0.25
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 4)  # answer, ask, skip and back
    assert found.by_intent["ask"].recall == 0.5
    assert found.by_intent["ask"].precision == 1
    assert found.by_intent["pause"].f1 is None
    assert found.confusions == (("ask", "answer", 1), ("skip", "back", 1))


# --- comparing -----------------------------------------------------------------------------------------


def test_what_moved_is_counted_in_pairs_and_named_beyond_noise(tmp_path: Path) -> None:
    items = [f"i{n}" for n in range(20)]
    truth = {i: ["evidenced", "refuted"] for i in items}
    before = dict.fromkeys(items, ("refuted", "refuted"))
    after = {i: ["evidenced", "refuted"] for i in items[:15]} | {i: ["refuted", "unknown"] for i in items[15:]}
    kept = Kept(at=datetime.now(UTC), stamp=LOCAL, figures={"accuracy": 0.5}, read=before | {"gone": ("refuted",)})
    keep(tmp_path / "deep" / "kept.json", kept)
    assert load_kept(tmp_path / "deep" / "kept.json") == kept
    groups = {"first": [(i, 0) for i in items], "second": [(i, 1) for i in items], "few": [("i0", 0), ("i19", 1)]}
    found = compare(kept, after, truth, groups, "elements")
    assert found.items == 20
    assert (found.whole.parts, found.whole.better, found.whole.worse) == (40, 15, 5)
    assert found.whole.p == pytest.approx(mcnemar(15, 5))
    assert [m.group for m in found.groups] == ["first"]
    assert "15 got right and 0 wrong" in found.lines()[-1]


def test_a_kept_run_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    assert load_kept(tmp_path / "none.json") is None
    (tmp_path / "kept.json").write_text("{}", "utf-8")
    with pytest.raises(InputRefused, match=r"kept\.json"):
        load_kept(tmp_path / "kept.json")


# --- what baselines are made of ------------------------------------------------------------------------


def test_the_majority_is_what_most_are() -> None:
    majority = Majority[Status]()
    majority.fit([1, 2, 3, 4], [R, E, R, U])
    assert majority.guess([5, 6]) == [Guess(R, 0.5), Guess(R, 0.5)]


def test_logistic_regression_tells_three_clouds_apart_and_does_so_again() -> None:
    chance = np.random.default_rng(7)
    middles = np.array([[0, 0], [4, 0], [0, 4]], np.float32)
    labels = [name for name in ("a", "b", "c") for _ in range(40)]
    inputs = (np.repeat(middles, 40, axis=0) + chance.normal(0, 0.5, (120, 2))).astype(np.float32)
    model = fit(inputs, labels, ridge=0.001)
    chances = model.chances(inputs)
    assert chances.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert np.mean([model.classes[n] for n in chances.argmax(axis=1)] == np.array(labels)) > 0.97
    assert np.array_equal(model.weights, fit(inputs, labels, ridge=0.001).weights)
    assert np.abs(fit(inputs, labels, ridge=1.0).weights[:-1]).sum() < np.abs(model.weights[:-1]).sum()


@given(st.text())
def test_sentences_of_any_text_are_there_and_stand_in_it(text: str) -> None:
    assert split(text)
    assert all(s in text for s in split(text))


def test_sentences_end_at_their_marks_and_not_inside_a_figure() -> None:
    assert split("It is 99.5 percent. Really? Yes") == ["It is 99.5 percent.", "Really?", "Yes"]
