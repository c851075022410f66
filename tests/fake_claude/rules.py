"""What the Messages API of 2026-10-21 refuses, and with which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

VERSION = "2026-10-21"
MODELS = ("claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-4-5")
GONE = ("temperature", "top_p", "top_k")
UNKNOWN_TO_SCHEMAS = ("minimum", "maximum", "minLength", "maxLength", "pattern", "maxItems", "oneOf", "not", "default")


class Refused(Exception):
    """A request that the API answers with an error."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


def check(headers: Mapping[str, str], body: dict[str, Any], key: str) -> None:
    """Raises Refused where the API would refuse the request."""
    if headers.get("authorization") != f"Bearer {key}":
        raise Refused(401, "authentication_error", "invalid bearer token")
    if headers.get("anthropic-version") != VERSION:
        raise Refused(400, "invalid_request_error", f"anthropic-version: expected {VERSION}")
    for problem in _problems(body):
        raise Refused(400, "invalid_request_error", problem)
    if body["model"] not in MODELS:
        raise Refused(404, "not_found_error", f"model: {body['model']}")


def _problems(body: dict[str, Any]) -> Iterator[str]:
    known = {"model", "max_tokens", "messages", "system", "stream", "output_config", "tools", "tool_choice",
             "thinking", "metadata", "stop_sequences", "service_tier"}  # fmt: skip
    yield from (f"{name}: is not supported" for name in GONE if name in body)
    yield from (f"{name}: extra inputs are not permitted" for name in body if name not in (*known, *GONE))
    if not isinstance(body.get("model"), str):
        yield "model: field required"
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 0:
        yield "max_tokens: field required"
    if (body.get("tool_choice") or {}).get("type") in ("any", "tool"):
        yield "tool_choice: forced tool use is not supported by this model"
    yield from _message_problems(body.get("messages"))
    yield from _cache_problems(body)
    config = body.get("output_config") or {}
    if "format" in config:
        if config["format"].get("type") != "json_schema":
            yield "output_config.format.type: expected json_schema"
        else:
            yield from _schema_problems(config["format"].get("schema"), "output_config.format.schema")


def _message_problems(messages: object) -> Iterator[str]:
    if not isinstance(messages, list) or not messages:
        yield "messages: at least one message is required"
        return
    if messages[-1]["role"] != "user":
        yield "messages: prefilling the assistant's turn is not supported by this model"
    for at, message in enumerate(messages):
        for block in blocks(message["content"]):
            if not block.get("text", "").strip():
                yield f"messages.{at}: text content blocks must be non-empty"


def blocks(content: Any) -> list[dict[str, Any]]:
    """Content as blocks."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return list(content or [])


def _cache_problems(body: dict[str, Any]) -> Iterator[str]:
    every = [*blocks(body.get("system")), *(b for m in body["messages"] for b in blocks(m["content"]))]
    ttls = [b["cache_control"].get("ttl", "5m") for b in every if "cache_control" in b]
    if len(ttls) > 4:
        yield f"a maximum of 4 blocks with cache_control may be provided, found {len(ttls)}"
    if any(ttl not in ("5m", "1h") for ttl in ttls):
        yield "cache_control.ttl: expected 5m or 1h"
    if ttls != sorted(ttls):  # "1h" comes before "5m"
        yield "cache_control: a ttl of 1h must not come after one of 5m"


def _schema_problems(schema: Any, where: str) -> Iterator[str]:
    if not isinstance(schema, dict):
        yield f"{where}: expected an object"
        return
    yield from (f"{where}: {word} is not supported" for word in UNKNOWN_TO_SCHEMAS if word in schema)
    for name, part in schema.get("$defs", {}).items():
        yield from _schema_problems(part, f"{where}.$defs.{name}")
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield f"{where}: additionalProperties must be false"
        if set(schema.get("required", ())) != set(schema.get("properties", {})):
            yield f"{where}: every property must be required"
        for name, part in schema.get("properties", {}).items():
            yield from _schema_problems(part, f"{where}.{name}")
    elif schema.get("type") == "array":
        yield from _schema_problems(schema.get("items"), f"{where}.items")
    elif not schema.keys() & {"type", "enum", "const", "anyOf", "allOf", "$ref"}:
        yield f"{where}: has no type"
