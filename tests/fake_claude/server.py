"""The server: real HTTP on a real socket, one answer a connection."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.fake_claude.asked import asked
from tests.fake_claude.brains import Brain
from tests.fake_claude.caching import Cache, Usage, tokens
from tests.fake_claude.faults import (
    NAMES,
    Cut,
    Drop,
    ErrorEvent,
    ErrorStatus,
    Fault,
    Hang,
    Html,
    Junk,
    Stall,
    Stops,
    Wrong,
)
from tests.fake_claude.gates import Gate
from tests.fake_claude.rules import Refused, check

PART = 12
"""Characters of a part of streamed text: words, marks and placeholders come apart."""


class Form(Enum):
    """What an endpoint makes of the wish for structured output."""

    KEPT = "kept"
    FENCED = "fenced"
    PROSE = "prose"
    EXTRA = "extra"
    REFUSED = "refused"


@dataclass(frozen=True)
class Request:
    """A request that came, and what it was charged for; None where it was not served."""

    body: dict[str, Any]
    headers: dict[str, str]
    usage: Usage | None


@dataclass
class FakeClaude:
    """A service; it runs while the context is open.

    Attributes:
        brain: Answers what is asked.
        form: What it makes of the wish for structured output.
        choose: Says which fault a request meets, by how many came before it; before those that `fail` sets.
        requests: What came, in order.
        cache: Whose clock can be moved.
        gate: Holds streamed text back while a test has it closed.
    """

    brain: Brain
    form: Form = Form.KEPT
    choose: Callable[[int], Fault | None] = lambda _: None
    key: str = "sk-fake"
    requests: list[Request] = field(default_factory=list)
    cache: Cache = field(default_factory=Cache)
    gate: Gate = field(default_factory=Gate)
    _next: list[Fault] = field(default_factory=list)

    def __enter__(self) -> FakeClaude:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        self.gate.open()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(self, *faults: Fault) -> None:
        """The next requests meet these, one each."""
        self._next += faults

    @property
    def served(self) -> list[Request]:
        """The requests that were served, and so are paid for."""
        return [r for r in self.requests if r.usage]

    # --- one request -------------------------------------------------------------------------------

    def serve(self, handler: BaseHTTPRequestHandler, headers: dict[str, str], body: dict[str, Any]) -> None:
        """Answers a request."""
        with self._lock:
            number = len(self.requests)
            fault = self.choose(number) or (self._next.pop(0) if self._next else None)
            self.requests.append(Request(body, headers, None))
        answer = _Answer(handler, f"req_{number:04d}", bool(body.get("stream")))
        try:
            check(headers, body, self.key)
        except Refused as refused:
            answer.error(refused.status, refused.kind, str(refused))
            return
        if self.form is Form.REFUSED and "format" in (body.get("output_config") or {}):
            answer.error(400, "invalid_request_error", "output_config: Extra inputs are not permitted")
            return
        match fault:
            case ErrorStatus(code, more):
                answer.error(code, NAMES.get(code, "api_error"), f"as the test wants it: {code}", more)
            case Hang(seconds):
                self._stopping.wait(seconds)
            case Stall(_, seconds) if not answer.streamed:
                self._stopping.wait(seconds)
            case Drop():
                pass
            case Html():
                answer.plain(200, "text/html", b"<html><body>Please log in.</body></html>")
            case Junk():
                answer.plain(200, "application/json", b'{"hello": "world"}')
            case ErrorEvent(_, kind) if not answer.streamed:
                answer.error({v: k for k, v in NAMES.items()}[kind], kind, "as the test wants it")
            case _:
                self._message(answer, number, body, fault)

    def _message(self, answer: _Answer, number: int, body: dict[str, Any], fault: Fault | None) -> None:
        text = fault.text if isinstance(fault, Wrong) else self._formed(body)
        stop = "end_turn"
        if isinstance(fault, Stops):
            stop, text = fault.reason, "" if fault.reason == "refusal" else text[: len(text) // 2]
        with self._lock:
            usage = replace(self.cache.charge(body), output=max(1, tokens(text)))
            self.requests[number] = replace(self.requests[number], usage=usage)
        answer.message(body["model"], text, stop, usage, fault, partial(self._hold, fault))

    def _hold(self, fault: Fault | None, part: int) -> None:
        """Waits before a part of a streamed text, where it is to be waited for."""
        if isinstance(fault, Stall) and part == fault.after:
            self._stopping.wait(fault.seconds)
        self.gate.pass_through(part)

    def _formed(self, body: dict[str, Any]) -> str:
        """The brain's answer, in the form that this endpoint gives it."""
        what = asked(body)
        text = self.brain.answer(what)
        if what.work in ("gap", "answer") or self.form in (Form.KEPT, Form.REFUSED):
            return text
        told = "JSON schema" in json.dumps(body["system"])  # it does what it can, once it is told
        if self.form is Form.PROSE:
            return text if told else "I think that the reply speaks of several things."
        if self.form is Form.EXTRA:
            return json.dumps({"thoughts": "Let me see.", **json.loads(text)})
        return f"Here it is:\n```json\n{text}\n```\nAnything else?"


@dataclass
class _Answer:
    handler: BaseHTTPRequestHandler
    request_id: str
    streamed: bool

    def plain(self, status: int, kind: str, content: bytes, more: Any = (), *, cut: bool = False) -> None:
        self.handler.send_response(status)
        headers = {"content-type": kind, "content-length": str(len(content)), "request-id": self.request_id}
        for name, value in {**headers, **dict(more), "connection": "close"}.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(content[: len(content) // 2] if cut else content)

    def error(self, status: int, kind: str, message: str, more: Any = ()) -> None:
        body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": self.request_id}
        self.plain(status, "application/json", json.dumps(body).encode(), more)

    def message(
        self, model: str, text: str, stop: str, usage: Usage, fault: Fault | None, hold: Callable[[int], None]
    ) -> None:
        message = {
            "id": f"msg_{self.request_id}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [{"type": "text", "text": text}] if text else [],
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": {**_usage(usage), "output_tokens": usage.output},
        }
        if not self.streamed:
            self.plain(200, "application/json", json.dumps(message).encode(), cut=isinstance(fault, Cut))
            return
        self.handler.send_response(200)
        self.handler.send_header("content-type", "text/event-stream; charset=utf-8")
        self.handler.send_header("request-id", self.request_id)
        self.handler.send_header("connection", "close")
        self.handler.end_headers()
        for event in _events(message, text, usage, fault, hold):
            self.handler.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
            self.handler.wfile.flush()


def _events(
    message: dict[str, Any], text: str, usage: Usage, fault: Fault | None, hold: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    """The events of a streamed message, in order."""
    begun = {**message, "content": [], "stop_reason": None, "usage": {**_usage(usage), "output_tokens": 1}}
    yield {"type": "message_start", "message": begun}
    yield {"type": "ping"}
    if text:
        yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    for number, at in enumerate(range(0, len(text), PART)):
        hold(number)
        if isinstance(fault, Cut) and number == fault.after:
            return
        if isinstance(fault, ErrorEvent) and number == fault.after:
            yield {"type": "error", "error": {"type": fault.kind, "message": "as the test wants it"}}
            return
        yield {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": text[at : at + PART]},
        }
    if text:
        yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
        "usage": {"output_tokens": usage.output},
    }
    yield {"type": "message_stop"}


def _usage(usage: Usage) -> dict[str, int]:
    return {
        "input_tokens": usage.input,
        "cache_creation_input_tokens": usage.cache_written,
        "cache_read_input_tokens": usage.cache_read,
    }


def _handler(fake: FakeClaude) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.close_connection = True
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            answer = _Answer(self, "req_none", streamed=False)
            try:
                body = json.loads(content)
            except ValueError:
                answer.error(400, "invalid_request_error", "the body is no JSON")
                return
            if self.path.partition("?")[0] != "/v1/messages":
                answer.error(404, "not_found_error", self.path)
                return
            try:
                fake.serve(self, {k.lower(): v for k, v in self.headers.items()}, body)
            except (BrokenPipeError, ConnectionResetError):  # whoever asked has left
                return

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
