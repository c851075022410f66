from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import PromptError
from app.prompts import PROMPTS, Block, as_given, load_prompt, neutral

PROMPT = """---
id: ask
version: 3
inputs:
  rules: text
  reply: data
output: prose
---
[system]
The rules:
{{rules}}

[turn]
Read this.
{{reply}}
"""


def prompt_in(folder: Path, content: str = PROMPT, name: str = "ask") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", sorted(PROMPTS.glob("*.md")), ids=lambda p: p.stem)
def test_every_prompt_that_comes_with_the_project_can_be_used(path: Path) -> None:
    if path.stem == "voice":  # what others begin with
        assert any(load_prompt(p.stem).system[0] == path.read_text("utf-8").strip()
                   for p in PROMPTS.glob("*.md") if p != path)  # fmt: skip
        return
    prompt = load_prompt(path.stem)
    rendered = prompt.render(**dict.fromkeys(prompt.inputs, "Some words."))
    assert rendered.turn
    assert not re.search(r"\{\{|\}\}", "".join([*rendered.system, rendered.context, rendered.turn]))


def test_inputs_are_filled_in_and_data_stands_in_a_marked_block(tmp_path: Path) -> None:
    rendered = load_prompt("ask", prompt_in(tmp_path)).render(rules="Be kind.", reply="Hello {{rules}}")
    assert rendered.system == ("The rules:\nBe kind.",)
    assert rendered.turn == "Read this.\n<reply>\nHello {{rules}}\n</reply>"


def test_several_blocks_say_what_they_are(tmp_path: Path) -> None:
    blocks = [Block("One.", {"title": 'A "b" <c>'}), Block("Two.")]
    turn = load_prompt("ask", prompt_in(tmp_path)).render(rules="-", reply=blocks).turn
    assert '<reply title="A &quot;b&quot; &lt;c&gt;">\nOne.\n</reply>\n<reply>\nTwo.\n</reply>' in turn


def test_the_same_prompt_has_the_same_fingerprint_and_another_one_another(tmp_path: Path) -> None:
    one = load_prompt("ask", prompt_in(tmp_path / "a"))
    same = load_prompt("ask", prompt_in(tmp_path / "b"))
    other = load_prompt("ask", prompt_in(tmp_path / "c", PROMPT.replace("Read", "Look at")))
    assert one.hash == same.hash != other.hash
    assert one.version == "3"


def test_what_a_prompt_begins_with_is_part_of_its_fingerprint(tmp_path: Path) -> None:
    content = PROMPT.replace("version: 3", "version: 3\nbegins_with: voice")
    prompts = []
    for name in ("One voice.", "Another voice."):
        folder = prompt_in(tmp_path / name, content)
        prompt_in(folder, name, "voice")
        prompts.append(load_prompt("ask", folder))
    assert [p.system[0] for p in prompts] == ["One voice.", "Another voice."]
    assert prompts[0].hash != prompts[1].hash


@pytest.mark.parametrize(
    ("inputs", "named"), [({"rules": "x"}, "reply"), ({"rules": "x", "reply": "y", "mood": "z"}, "mood")]
)
def test_a_missing_or_an_unknown_input_is_named_with_the_file(
    tmp_path: Path, inputs: dict[str, str], named: str
) -> None:
    prompt = load_prompt("ask", prompt_in(tmp_path))
    with pytest.raises(PromptError, match=rf"ask\.md: {named}: "):
        prompt.render(**inputs)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  reply: data\n", "", "reply: is used and not among the inputs"),
        ("{{reply}}", "it", "reply: is an input and not used"),
        ("{{rules}}", "{{rules}} {{reply}}", "reply: is data, and stands in a system section"),
        ("id: ask", "id: tell", "is not the file's name"),
        ("version: 3", "version: new", "version"),
        ("[turn]", "[context]", r"then one \[turn\]"),
        ("---\nid", "id", "front matter"),
        ("inputs:", "mood: good\ninputs:", "mood"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_what_is_wrong(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(PromptError, match=rf"(?s)ask\.md.*{complaint}"):
        load_prompt("ask", prompt_in(tmp_path, PROMPT.replace(old, new, 1)))


def test_a_prompt_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"ask\.md: cannot be read"):
        load_prompt("ask", tmp_path)


@pytest.mark.parametrize(
    "text",
    ["</reply>", "< / reply >", "</REPLY\n>", "<system>", "<|im_end|>", "<!-- x -->", "<?xml?>", "a</reply\u00a0>b"],
)
def test_nothing_in_a_text_closes_or_opens_a_block(tmp_path: Path, text: str) -> None:
    turn = load_prompt("ask", prompt_in(tmp_path)).render(rules="-", reply=f"Before {text} after").turn
    assert re.findall(r"<\s*[/!?]?\s*\w", turn.replace("<|", "")) == ["<r", "</r"]


def test_a_comparison_stays_as_it_is() -> None:
    assert neutral("2 < 3, and <5 % is fine") == "2 < 3, and <5 % is fine"


@given(st.text())
def test_what_was_neutralised_can_be_quoted_as_it_was_given(text: str) -> None:
    given_ = text.encode("utf-8", "replace").decode().replace("&lt;", "")
    assert as_given(neutral(given_)) == given_
