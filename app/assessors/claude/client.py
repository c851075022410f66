"""One request to a service that speaks the Messages API, through the anthropic SDK, which only this module knows.

Whatever goes wrong leaves as `Failed`. The SDK's traps are dealt with here: a stream that is cut raises nothing, an
error event comes as an error with status 200, a page of HTML comes as a text, junk as a message full of None.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, SecretStr, ValidationError

from app.assessors.claude.extras import lacking
from app.assessors.claude.request import Request
from app.assessors.failure import Failed, FormatRefused, Trouble, Unfit
from app.domain.records import ModelCall
from app.prices import Prices

if TYPE_CHECKING:
    from collections.abc import Iterator

    import anthropic
    import httpx2

T = TypeVar("T", bound=BaseModel)

CONNECTING = 5.0
"""Seconds that a connection may take."""

_HEARD: ContextVar[list[httpx2.Response] | None] = ContextVar("heard", default=None)


@dataclass(frozen=True)
class Endpoint:
    """Where the service is.

    Attributes:
        key: What it knows us by; None where it asks for none (a server of one's own), or has its own ways.
        base_url: Its address without /v1; None for the platform's own.
        platform: Whose door: Anthropic's API or one that speaks like it, Amazon Bedrock, Google Vertex.
        patience: How long a call may take in all, in seconds, tries included.
    """

    key: SecretStr | None = None
    base_url: str | None = None
    platform: Literal["anthropic", "bedrock", "vertex"] = "anthropic"
    patience: float = 30.0


@dataclass
class Client:
    """Sends requests; connections belong to the event loop that it is used in."""

    endpoint: Endpoint
    prices: Prices
    _sdk: Any = None
    _loop: asyncio.AbstractEventLoop | None = field(default=None, repr=False)

    async def parse(self, request: Request, output: type[T]) -> tuple[T, ModelCall]:
        """The answer as the type that the service is asked to keep to.

        Raises:
            FormatRefused: The endpoint does not know structured output.
            Unfit: The answer is not of that type: an endpoint that ignores what it is asked to keep to.
            Failed: There is no such answer.
        """
        sdk = await self.connected()
        with self._translated(request) as heard:
            try:
                message = await sdk.messages.parse(**_body(request), output_format=output)
            except ValidationError as error:
                body = _json(heard)
                self._check(body.get("stop_reason"), self._call(request, body.get("usage")))
                problem = _first(error)
                raise Unfit(_text(body.get("content")), problem, (self._call(request, body.get("usage")),)) from error
            call = self._call(request, message.usage)
            self._check(message.stop_reason, call)
            if message.parsed_output is None:
                raise Unfit("", "there is no text in it", (call,))
            value: T = message.parsed_output
            return value, call

    async def text(self, request: Request) -> tuple[str, ModelCall]:
        """The answer as text; Failed where there is none."""
        sdk = await self.connected()
        with self._translated(request):
            message = await sdk.messages.create(**_body(request))
            call = self._call(request, message.usage)
            self._check(message.stop_reason, call)
            return "".join(block.text for block in message.content if block.type == "text"), call

    async def stream(self, request: Request) -> AsyncIterator[str | ModelCall]:
        """The answer as it is written, and at the end what it took.

        Raises:
            Failed: It could not be had, or broke off; what was yielded before is all that came of it.
        """
        sdk = await self.connected()
        with self._translated(request):
            async with sdk.messages.stream(**_body(request)) as stream:
                if "event-stream" not in stream.response.headers.get("content-type", ""):
                    raise Failed(Trouble.UNUSABLE, "the service did not answer with a stream")
                async for event in stream:
                    if event.type == "text" and event.text:
                        yield event.text
                message = await stream.get_final_message()
            call = self._call(request, message.usage)
            self._check(message.stop_reason, call)
            yield call

    async def aclose(self) -> None:
        """Gives the connections back."""
        if self._sdk is not None and self._loop is asyncio.get_running_loop():
            await self._sdk.close()
        self._sdk = None

    async def connected(self) -> anthropic.AsyncAnthropic:
        """The SDK's client; the first time takes as long as the import does. Failed where there can be none."""
        loop = asyncio.get_running_loop()
        if self._sdk is None or self._loop is not loop:
            # Imported with the first call, aside: it takes seconds, and nobody's turn is to wait for another's.
            await asyncio.to_thread(importlib.import_module, "anthropic")
            self._sdk, self._loop = self._made(), loop
        sdk: anthropic.AsyncAnthropic = self._sdk
        return sdk

    def _made(self) -> object:
        import anthropic
        import httpx2

        endpoint = self.endpoint
        if missing := lacking(endpoint.platform):
            raise Failed(Trouble.KEY, missing)
        common: dict[str, Any] = {
            "max_retries": 0,  # retrying.py does it
            "open_telemetry": False,  # never traced: what people say is nobody else's
            "timeout": httpx2.Timeout(endpoint.patience, connect=min(CONNECTING, endpoint.patience)),
            "http_client": anthropic.DefaultAsyncHttpxClient(event_hooks={"response": [_hear]}),
        }
        if endpoint.base_url:
            common["base_url"] = endpoint.base_url
        try:
            if endpoint.platform == "bedrock":
                return anthropic.AsyncAnthropicBedrock(**common)
            if endpoint.platform == "vertex":
                return anthropic.AsyncAnthropicVertex(**common)
            if endpoint.key is None and not endpoint.base_url:
                raise Failed(Trouble.KEY, "no key is set: ANTHROPIC_API_KEY")
            key = endpoint.key.get_secret_value() if endpoint.key else "none"
            return anthropic.AsyncAnthropic(api_key=key, **common)
        except (ImportError, anthropic.AnthropicError, ValueError) as error:
            raise Failed(Trouble.KEY, f"{endpoint.platform}: {error}") from error

    @contextmanager
    def _translated(self, request: Request) -> Iterator[list[httpx2.Response]]:
        """Whatever the SDK raises, as `Failed`; gives the responses that are heard meanwhile."""
        import anthropic

        heard: list[httpx2.Response] = []
        _HEARD.set(heard)
        try:
            yield heard
        except Failed:
            raise
        except anthropic.APIStatusError as error:
            raise _refused(error) from error
        except anthropic.APIConnectionError as error:
            raise _unreached(error, self.endpoint) from error
        except (anthropic.AnthropicError, TypeError, AttributeError, ValueError, AssertionError, LookupError) as error:
            if not heard and self.endpoint.platform != "anthropic":
                raise Failed(Trouble.KEY, f"{self.endpoint.platform}: {error}") from error
            usage = _json(heard).get("usage")
            calls = (self._call(request, usage),) if usage else ()
            kind = heard[-1].headers.get("content-type", "nothing") if heard else "nothing"
            raise Failed(
                Trouble.UNUSABLE, f"the service answered with something else than a message ({kind})", calls=calls
            ) from error
        except _transport() as error:  # in the middle of a stream the SDK lets them through
            raise Failed(Trouble.UNREACHABLE, f"the connection broke off: {type(error).__name__}") from error
        except Exception as error:
            # What finds a platform's credentials raises errors of its own, whose names come with its extra.
            if self.endpoint.platform == "anthropic":
                raise
            raise Failed(Trouble.KEY, f"{self.endpoint.platform}: {error}") from error
        finally:
            _HEARD.set(None)

    def _call(self, request: Request, usage: Any) -> ModelCall:
        """What a call took, by what the service says, be it as an object or as plain content."""

        def count(name: str) -> int:
            found = usage.get(name) if isinstance(usage, dict) else getattr(usage, name, None)
            return found if isinstance(found, int) and found > 0 else 0

        input_, output = count("input_tokens"), count("output_tokens")
        written, read = count("cache_creation_input_tokens"), count("cache_read_input_tokens")
        price = self.prices.nanodollars(
            request.model, input_=input_, output=output, cache_written=written, cache_read=read
        )
        return ModelCall(
            model=request.model,
            prompt=request.rendered.prompt.id,
            requests=1,
            input=input_,
            output=output,
            cache_written=written,
            cache_read=read,
            nanodollars=price,
        )

    def _check(self, stop: object, call: ModelCall) -> None:
        """Refuses an answer that did not come to its end."""
        match stop:
            case "end_turn" | "stop_sequence":
                return
            case "refusal":
                raise Failed(Trouble.DECLINED, "the model declined to answer", calls=(call,))
            case "max_tokens" | "model_context_window_exceeded":
                raise Failed(Trouble.UNUSABLE, f"the answer was cut off ({stop})", calls=(call,))
            case None:
                raise Failed(Trouble.UNUSABLE, "the answer broke off", calls=(call,) if call.input else ())
            case _:
                raise Failed(Trouble.UNUSABLE, f"the answer ended with {stop!r}", calls=(call,))


async def _hear(response: httpx2.Response) -> None:
    if (heard := _HEARD.get()) is not None:
        heard.append(response)


def _body(request: Request) -> dict[str, Any]:
    return {
        "model": request.model,
        "max_tokens": request.most,
        "system": request.system,
        "messages": request.messages,
    }


def _transport() -> type[Exception]:
    import httpx2

    kind: type[Exception] = httpx2.HTTPError
    return kind


def _json(heard: list[httpx2.Response]) -> dict[str, Any]:
    """The body of the last response, if it is JSON and was read."""
    try:
        body = heard[-1].json() if heard else {}
    except (ValueError, RuntimeError):
        return {}
    return body if isinstance(body, dict) else {}


def _text(content: object) -> str:
    blocks = content if isinstance(content, list) else []
    return "".join(b["text"] for b in blocks if isinstance(b, dict) and isinstance(b.get("text"), str))


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}"


def _refused(error: anthropic.APIStatusError) -> Failed:
    """What a status says."""
    status, said = error.status_code, error.api_message or error.type or ""
    message = f"the service answered {status}: {said:.200}".rstrip(": ")
    if status == 200:  # an error event in a stream
        busy = error.type in ("overloaded_error", "rate_limit_error", "api_error")
        return Failed(Trouble.BUSY if busy else Trouble.UNUSABLE, f"the answer ended with an error: {said:.200}")
    if status in (401, 403):
        return Failed(Trouble.KEY, message)
    if status == 402:
        return Failed(Trouble.PAYMENT, message)
    if status == 404:
        return Failed(Trouble.MODEL, message)
    if status in (400, 422) and any(word in said for word in ("output_config", "output_format", "json_schema")):
        return FormatRefused(Trouble.UNUSABLE, message)
    if status in (408, 409, 429) or status >= 500:
        wanted = error.response.headers.get("x-should-retry") != "false"
        return Failed(Trouble.BUSY, message, again=wanted, after=_after(error.response))
    return Failed(Trouble.UNUSABLE, message)


def _after(response: httpx2.Response) -> float | None:
    """The seconds that a response asks to wait."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(response.headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return None


def _unreached(error: anthropic.APIConnectionError, endpoint: Endpoint) -> Failed:
    import anthropic
    import httpx2

    where = endpoint.base_url or endpoint.platform
    cause = error.__cause__
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):  # nothing was sent
        return Failed(Trouble.UNREACHABLE, f"{where} cannot be reached", again=True)
    if isinstance(error, anthropic.APITimeoutError):
        return Failed(Trouble.SLOW, f"{where} did not answer within {endpoint.patience:g} seconds")
    return Failed(Trouble.UNREACHABLE, f"the connection to {where} broke off")
