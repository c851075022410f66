from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from chainlit.session import WebsocketSession
from hypothesis import given as given_any
from hypothesis import strategies as st

from app.web import uploads
from app.web.uploads import given, is_covering, left_out, marked

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize(
    "words", ["", "Our papers", "Here is our charter", "see attached", "Please find the minutes of July enclosed."]
)
def test_words_that_only_speak_of_the_documents_answer_nothing(words: str) -> None:
    assert is_covering(words)


@pytest.mark.parametrize(
    "words",
    [
        "We load-tested it in June at three times the peak, and it held.",
        "It drafts letters for our clerks, in two offices so far.",
        "Here is the charter, but be careful: the targets in it were never agreed with finance, and the load test in"
        " chapter four was only ever planned.",
    ],
)
def test_words_that_say_something_are_an_answer(words: str) -> None:
    assert not is_covering(words)


@given_any(st.dictionaries(st.sampled_from(["message", "fileReferences", "x"]), json_like))
def test_whatever_a_window_sends_chainlit_is_handed_no_file_to_show(payload: dict[str, Any]) -> None:
    told = marked(payload)
    assert not isinstance(payload.get("message"), dict) or told["fileReferences"] is None


def window(tmp_path: Path, **files: bytes) -> WebsocketSession:
    known = {}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        known[name] = {"id": name, "path": tmp_path / name, "name": f"{name}.txt", "size": len(content)}
    return cast("WebsocketSession", SimpleNamespace(files=known))


def left_over(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


async def test_a_message_takes_the_files_that_it_names_and_no_others(tmp_path: Path) -> None:
    session = window(tmp_path, a=b"one", b=b"two", c=b"three")
    message = marked({"message": {"metadata": {"files": ["c"]}}, "fileReferences": [{"id": "b"}, {"id": "x"}, 7]})
    files, left = await given(session, message["message"]["metadata"])
    assert (files, left) == ([("b.txt", b"two")], [])
    assert left_over(tmp_path) == ["a", "c"]
    assert await given(session, message["message"]["metadata"]) == ([], [])


async def test_what_is_too_much_together_is_left_out_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "TOGETHER", 6)
    session = window(tmp_path, a=b"one", b=b"two!", c=b"xyz")
    files, left = await given(session, {"files": ["a", "b", "c"]})
    assert [name for name, _ in files] == ["a.txt"]
    assert "b.txt" in left_out(left)
    assert left_over(tmp_path) == []
