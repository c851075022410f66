"""How a reply and the statements that it is judged on become one sequence of tokens, in training as in use.

`<s> question </s> reply </s> proof: statement </s> proof: statement </s>`: every statement sees the reply, its siblings
and the question, and the reply sees them, in one run of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

QUESTION_TOKENS = 64
"""Of a longer question the end is kept, for that is where it asks."""
REPLY_TOKENS = 300
STATEMENT_TOKENS = 64
START, END = 0, 2
"""The ids of `<s>` and `</s>` in the vocabulary."""


class Statement(NamedTuple):
    """An element as the model is given it: what kind of proof it wants, and what has to hold."""

    proof: str
    text: str


@dataclass(frozen=True)
class ToJudge:
    """A reply, or a stretch of one, and what it is judged on.

    Attributes:
        question: What was asked, or the heading that a passage stands under; "" for none.
        statements: One or more; those of one criterion.
    """

    question: str
    reply: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Packed:
    """The tokens of a `ToJudge`.

    Attributes:
        ids: Of the whole sequence.
        reply: Position of the reply's first token, and after its last.
        offsets: Where each of these stands in the reply, in code points.
        statements: The same of each statement's tokens, its separator included.
    """

    ids: list[int]
    reply: tuple[int, int]
    offsets: list[tuple[int, int]]
    statements: list[tuple[int, int]]


def pack(tokenizer: Any, one: ToJudge) -> Packed:
    """The tokens; what goes beyond the limits above is cut.

    Args:
        tokenizer: A `tokenizers.Tokenizer` that neither pads nor cuts.
        one: What to pack.
    """
    question = _encode(tokenizer, one.question).ids[-QUESTION_TOKENS:] if one.question else []
    reply = _encode(tokenizer, one.reply)
    ids = [START, *question, END]
    begin = len(ids)
    ids += reply.ids[:REPLY_TOKENS]
    end = len(ids)
    ids.append(END)
    marks = []
    for statement in one.statements:
        first = len(ids)
        ids += [END, *_encode(tokenizer, f"{statement.proof}: {statement.text}").ids[:STATEMENT_TOKENS]]
        marks.append((first, len(ids)))
    ids.append(END)
    return Packed(ids, (begin, end), reply.offsets[:REPLY_TOKENS], marks)


def length(tokenizer: Any, text: str) -> int:
    """How many tokens a text has."""
    return len(_encode(tokenizer, text).ids)


def _encode(tokenizer: Any, text: str) -> Any:
    # A lone surrogate, which a broken client can send, has no UTF-8 form.
    return tokenizer.encode(text.encode("utf-8", "replace").decode(), add_special_tokens=False)
