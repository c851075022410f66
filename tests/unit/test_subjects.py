from __future__ import annotations

import numpy as np
import pytest

from app.knowledge.questions import Question
from app.knowledge.subjects import SubjectsByMeaning, SubjectsByWords, beliefs

QUESTIONS = [
    Question("run.cost", "What is the bill at the end of a year?"),
    Question("run.cost", "a bill nobody pays"),
    Question("run.watch", "Nobody noticed that it was down."),
    Question("run.watch", "alarm at night"),
]


def test_words_speak_for_the_criterion_whose_questions_have_them() -> None:
    subjects = SubjectsByWords(QUESTIONS)
    assert subjects.criteria == ("run.cost", "run.watch")
    assert subjects.evidence("the BILLS").argmax() == 0
    assert subjects.evidence("alarms").argmax() == 1
    assert subjects.evidence("zebra").tolist() == [0, 0]


def test_the_nearest_questions_speak_for_their_criterion() -> None:
    vectors = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1], [0, 0.6, 0.8]], np.float32)
    subjects = SubjectsByMeaning(QUESTIONS, vectors)
    assert subjects.evidence(np.array([0.8, 0.6, 0], np.float32)).argmax() == 0
    assert subjects.evidence(np.array([0, 0.8, 0.6], np.float32)).argmax() == 1


def test_questions_that_are_all_the_same_decide_nothing_and_break_nothing() -> None:
    subjects = SubjectsByMeaning(QUESTIONS, np.tile(np.array([1, 0], np.float32), (4, 1)))
    evidence = subjects.evidence(np.array([0, 1], np.float32))
    assert np.isfinite(evidence).all()
    assert evidence[0] == pytest.approx(evidence[1])


def test_beliefs_sum_to_one_however_strong_the_evidence() -> None:
    assert beliefs(np.array([900.0, -900.0])).tolist() == [1.0, 0.0]
    assert beliefs(np.zeros(4)).tolist() == pytest.approx([0.25] * 4)
    assert len(beliefs(np.zeros(0))) == 0


def test_without_questions_there_is_nothing_to_tell() -> None:
    subjects = SubjectsByWords([])
    assert subjects.criteria == ()
    assert subjects.evidence("alarm").shape == (0,)
