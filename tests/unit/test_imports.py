from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.errors import ImportRefused
from app.reports.imports import read_export
from app.reports.json import write
from tests.builders import Build
from tests.examples import HOSTILE, empty, finished, hostile, one_by_one_aside, rich
from tests.frameworks import five_gates, wide_framework
from tests.histories import histories

RICH = write(rich())
Content = dict[str, Any]
Edit = Callable[[Content], object]


def edited(edit: Edit, data: bytes = RICH) -> bytes:
    content = json.loads(data)
    edit(content)
    return json.dumps(content).encode()


def refusal(data: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        read_export(data)
    return str(caught.value)


def five_gates_half_done() -> Assessment:
    build = Build(five_gates())
    build.meets("data", "integration.systems")
    build.sign_off("data")
    return build.assessment


# --- what was exported comes back ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "assessment",
    [rich(), finished(), empty(), one_by_one_aside(), five_gates_half_done(), Build(wide_framework()).assessment],
    ids=["rich", "finished", "empty", "one by one", "five gates", "wide"],
)
def test_an_export_comes_back_as_the_assessment_that_it_was_made_from(assessment: Assessment) -> None:
    data = write(assessment)

    assert read_export(data) == assessment
    assert write(read_export(data)) == data


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_comes_back_letter_by_letter(text: str) -> None:
    assert read_export(write(hostile(text))) == hostile(text)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_any_history_comes_back_and_exports_to_the_same_bytes(assessment: Assessment) -> None:
    data = write(assessment)

    found = read_export(data)

    assert found == assessment
    assert write(found) == data


def test_how_the_json_is_laid_out_does_not_matter() -> None:
    assert read_export(json.dumps(json.loads(RICH), sort_keys=True).encode()) == rich()


# --- what does not follow from the records is refused ---------------------------------------------------


def at(content: Any, *path: str | int) -> Any:
    for key in path:
        content = content[key]
    return content


def setting(*path: str | int, to: object) -> Edit:
    return lambda content: at(content, *path[:-1]).__setitem__(path[-1], to)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (setting("verdict", to="proceed"), 'verdict: the file says "proceed", but "in_progress" follows'),
        (setting("score", to=4), "score: the file says 4, but 1 follows"),
        (setting("score", to=True), "score: the file says true, but 1 follows"),
        (setting("gates", 1, "passed", to=True), "gates[1].passed: the file says true, but false follows"),
        (setting("gates", 0, "signed_off", to=True), "gates[0].signed_off: the file says true, but false"),
        (setting("gates", 0, "criteria", 1, "rating", to="met"), 'gates[0].criteria[1].rating: the file says "met"'),
        (
            setting("gates", 1, "criteria", 0, "elements", 0, "status", to="evidenced"),
            'gates[1].criteria[0].elements[0].status: the file says "evidenced", but "refuted" follows',
        ),
        (setting("gates", 1, "criteria", 0, "gap", to=None), "gates[1].criteria[0].gap: the file says null, but {"),
        (setting("band", "worst", "met", to=3), "band.worst.met: the file says 3, but 1 follows"),
        (setting("robustness", to={"count": 9}), "robustness: the file says"),
        (setting("description", to="Another pilot."), "description: the file says"),
        (setting("actions", 0, "status", to="done"), "actions[0].status: the file says"),
        (setting("transcript", 0, "text", to="Another question?"), "transcript[0].text: the file says"),
        (setting("findings", 0, "status", to="refuted"), "findings[0].status: the file says"),
        (lambda c: c["findings"].pop(), "findings has 10 entries, but 11 follow"),
        (lambda c: c["findings"].append({}), "findings has 12 entries, but 11 follow"),
        (lambda c: c["band"].pop("best"), "band.best is missing"),
        (lambda c: c["provenance"].update(by="me"), "provenance has a key 'by'"),
        (lambda c: c.update(note="hello"), "the file has a key 'note'"),
        (setting("pilot", to="Another pilot"), "digest: the file says"),
        (setting("id", to="another"), "digest: the file says"),
        (setting("framework", "version", to=4), "framework.hash: the file says"),
        (setting("framework", "proceed_at", to=1), "framework.hash: the file says"),
        (setting("framework", "title", to="  Two-gate check "), "framework.title: the file says"),
    ],
)
def test_a_file_that_says_other_than_its_records_is_refused_with_the_place(edit: Edit, words: str) -> None:
    assert refusal(edited(edit)).startswith(words)


def test_a_record_that_was_taken_out_is_noticed_by_what_followed_from_it() -> None:
    def forget_what_chen_said(content: Content) -> None:
        content["records"] = [r for r in content["records"] if r["speaker"] != "chen"]

    assert refusal(edited(forget_what_chen_said)).startswith("records[")


def test_a_record_that_nothing_follows_from_is_noticed_all_the_same() -> None:
    def reword_the_note(content: Content) -> None:
        next(r for r in content["records"] if r["kind"] == "note")["text"] = "The Lyon office stays."

    assert refusal(edited(reword_the_note)).startswith("digest: the file says")


# --- records are admitted like any others ---------------------------------------------------------------


def of_kind(kind: str, /, **values: object) -> Edit:
    return lambda content: next(r for r in content["records"] if r["kind"] == kind).update(values)


def rename_the_last_finding(content: Content) -> None:
    [r for r in content["records"] if r["kind"] == "finding"][-1]["id"] = "\ud83d"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (of_kind("finding", quote={"text": "never said", "start": 0, "end": 10}), "does not stand in its source"),
        (of_kind("finding", element="fit.purpose.gone"), "there is no element 'fit.purpose.gone'"),
        (of_kind("finding", basis="planned"), "planned is no evidence"),
        (of_kind("finding", confidence=2), "less than or equal to 1 (given: 2)"),
        (of_kind("finding", confidence="0.9"), "records[4].confidence: the file says"),
        (of_kind("reply", question="none"), "there is no question 'none'"),
        (of_kind("sign_off", digest="0" * 64), "the gate has changed since it was shown"),
        (of_kind("note", part="fit.gone"), "there is no part 'fit.gone'"),
        (of_kind("note", at="2026-03-02T09:00:00"), "should have timezone info"),
        (of_kind("note", at=1772442000), "records[46].at: the file says 1772442000"),
        (of_kind("note", extra=1), "Extra inputs are not permitted"),
        (of_kind("note", kind="memo"), "records[46]: Input tag 'memo' found using 'kind' does not match"),
        (of_kind("note", kind=None), "records[46]: Input tag 'None' found using 'kind' does not match"),
        (lambda c: c["records"][0].pop("kind"), "records[0]: Unable to extract tag using discriminator 'kind'"),
        (lambda c: c["records"].append(c["records"][0]), "was given to an earlier record"),
        (lambda c: c["records"].append("a note"), "records[55]: Input should be a valid dictionary"),
        (lambda c: c["records"][-1].update(id="\ud83d"), "digest: the file says"),
        (rename_the_last_finding, "the file holds half a character in an id"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_with_the_rule(edit: Edit, words: str) -> None:
    assert words in refusal(edited(edit))


# --- no export at all ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is no valid JSON: line 1: Expecting value"),
        (b"{", "the file is no valid JSON: line 1"),
        (RICH[:5000], "the file is no valid JSON: line"),
        (b"\xff\xfe{\x00}\x00", "the file is not UTF-8 text (byte 0)"),
        (b"\xef\xbb\xbf" + RICH, "the file is no valid JSON: line 1: Unexpected UTF-8 BOM"),
        (b"[]", "the file has to be an object, not []"),
        (b"null", "the file has to be an object, not null"),
        (b'{"format_version": 1, "format_version": 1}', "the key 'format_version' stands twice in one object"),
        (b'{"format_version": NaN}', "the file holds NaN, which is no JSON number"),
        (b'{"format_version": -Infinity}', "the file holds -Infinity, which is no JSON number"),
        (b'{"format_version": 1e999}', "the number 1e999 is too large"),
        (b'{"format_version": ' + b"9" * 5000 + b"}", "the file holds a number that is too long"),
        (b"[" * 100_000, "the file is nested too deeply"),
        (b'{"a":' * 100_000, "the file is nested too deeply"),
        (b"{}", "format_version: this is null; this version of Gatewise reads 1"),
        (b'{"format_version": 2}', "format_version: this is 2; this version of Gatewise reads 1"),
        (b'{"format_version": "1"}', 'format_version: this is "1"'),
        (b'{"format_version": true}', "format_version: this is true"),
        (b'{"format_version": 1}', "the key 'provenance' is missing"),
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert refusal(data).startswith(words)


@pytest.mark.parametrize("key", json.loads(RICH))
def test_a_missing_key_is_named(key: str) -> None:
    assert key in refusal(edited(lambda content: content.pop(key)))


WRONG: tuple[object, ...] = (None, 7, "x", [], {}, [[]], {"a": None})


@pytest.mark.parametrize(
    ("key", "value"),
    [(key, value) for key, right in json.loads(RICH).items() for value in WRONG if type(value) is not type(right)],
)
def test_a_key_of_the_wrong_kind_is_named(key: str, value: object) -> None:
    assert key in refusal(edited(setting(key, to=value)))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda c: c["framework"].pop("hash"), "framework.hash: the file says null"),
        (lambda c: c["framework"].pop("gates"), "framework.gates: Field required"),
        (setting("framework", "gates", 0, "criteria", 0, "elements", to=[]), "framework.gates.0.criteria.0.elements:"),
        (setting("framework", "gates", 0, "must_meet", to=["fit.gone"]), "framework: Value error, fit.gone: must_meet"),
        (setting("framework", "title", to="\ud83d"), "framework.title: Input should be a valid string"),
        (setting("provenance", "opened_at", to="yesterday"), "provenance.opened_at: Input should be a valid datetime"),
        (setting("provenance", "opened_at", to="2026-03-02T09:00:00"), "provenance.opened_at: Input should have time"),
    ],
)
def test_a_broken_framework_or_date_is_named(edit: Edit, words: str) -> None:
    assert refusal(edited(edit)).startswith(words)


# --- whatever happens to a file --------------------------------------------------------------------------


def same_or_refused(data: bytes, original: Assessment) -> None:
    with suppress(ImportRefused):
        found = read_export(data)
        assert found == original
        assert write(found) == write(original)


@given(st.data())
def test_a_file_with_damaged_bytes_is_the_same_assessment_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(RICH)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(damaged)))
        end = start + data.draw(st.sampled_from([0, 0, 1, 1, 2, 40, 4000]))
        damaged[start:end] = data.draw(st.binary(max_size=3) | st.sampled_from([b" ", b"0", b'"', b",", b"\\u", b"-"]))

    same_or_refused(bytes(damaged), rich())


def paths(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from paths(value, (*path, key))


PATHS = list(paths(json.loads(RICH)))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(PATHS), json_values)
def test_a_file_with_another_value_anywhere_is_the_same_assessment_or_refused(
    path: tuple[str | int, ...], value: object
) -> None:
    same_or_refused(edited(setting(*path, to=value)), rich())


@given(st.sampled_from(PATHS), st.sampled_from(PATHS))
def test_a_file_with_a_part_moved_to_another_place_is_the_same_assessment_or_refused(
    one: tuple[str | int, ...], other: tuple[str | int, ...]
) -> None:
    content = json.loads(RICH)
    at(content, *one[:-1])[one[-1]] = copy.deepcopy(at(content, *other))

    same_or_refused(json.dumps(content).encode(), rich())


@given(st.binary(max_size=200) | json_values.map(lambda v: json.dumps(v).encode()))
def test_anything_else_is_refused(data: bytes) -> None:
    refusal(data)
