"""Finds out who a request is from, and keeps logins that no longer stand from Chainlit."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.login import PEER, Login

_PERSON = "gatewise.person"


class Visitors:
    """ASGI middleware behind the guard.

    Args:
        app: What is behind.
        login: Knows who may be who.
    """

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self.app = app
        self._login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on with the person that it is from."""
        if scope["type"] in ("http", "websocket"):
            client = scope.get("client")
            PEER.set(client[0] if client else "")
            cookie = Headers(scope=scope).get("cookie", "")
            scope = {**scope, _PERSON: self._login.person(cookie)}
            if cookie and not self._login.is_fresh(cookie):
                # The secret may well have signed it; but its user is gone, or has a new password since.
                scope["headers"] = [(n, v) for n, v in scope["headers"] if n != b"cookie"]
        await self.app(scope, receive, send)


def person_of(request: Request) -> str | None:
    """Who a request is from; None where somebody has to log in first."""
    person: str | None = request.scope[_PERSON]
    return person
