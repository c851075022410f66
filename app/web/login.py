"""Who somebody is: a name and a password where there are users, and the one local person where there are none."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Mapping
from contextvars import ContextVar

from chainlit.auth import create_jwt, get_token_from_cookies
from chainlit.auth.jwt import decode_jwt
from chainlit.config import config
from chainlit.user import User
from fastapi import HTTPException
from starlette.requests import cookie_parser

from app.errors import GatewiseError
from app.ports import Clock
from app.web.accounts import Accounts
from app.web.throttle import Throttle

PEER: ContextVar[str] = ContextVar("peer", default="")
"""The address that the request at hand comes from."""

KEY = "key"
"""In the token of a login: which password it was made with."""

_ENDED = 10_000
_log = logging.getLogger(__name__)


class Login:
    """Decides who a request is from. As soon as there is a user a login is required, until the process ends.

    Args:
        accounts: The users.
        participant: The person of a page without a login.
        clock: Tells how long ago a wrong password was.
    """

    def __init__(self, accounts: Accounts, participant: str, clock: Clock) -> None:
        self._accounts = accounts
        self._participant = participant
        self._throttle = Throttle(clock)
        self._required = False
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._hashing = asyncio.Semaphore(2)  # each takes memory
        self._install()

    @property
    def required(self) -> bool:
        """Whether one has to log in. It does not become false again: a file that is lost opens no door."""
        if not self._required and self._users():
            self._required = True
            self._install()
        return self._required

    def person(self, cookie: str) -> str | None:
        """Who a request with these cookies is from; None where it is from nobody who has logged in."""
        if not self.required:
            return self._participant
        user = self._user(cookie)
        return user.identifier if user else None

    def is_good(self, token: str) -> bool:
        """Whether a token is a login that still stands: signed by us, not over, its user there as it was then."""
        return self._of(token) is not None

    def is_fresh(self, cookie: str) -> bool:
        """Whether these cookies hold a good login, for Chainlit, which needs one in either case."""
        return self._user(cookie) is not None

    def local_token(self) -> str:
        """A login for the local person."""
        return create_jwt(User(self._participant))

    def end(self, cookie: str) -> None:
        """Ends a login, also for somebody who has copied it."""
        token = get_token_from_cookies(cookie_parser(cookie))
        if token:
            self._ended[_digest(token)] = None
            while len(self._ended) > _ENDED:
                self._ended.popitem(last=False)

    async def by_password(self, username: str, password: str) -> User | None:
        """The user of a name and a password.

        Raises:
            HTTPException: 429 after too many tries that were wrong.
        """
        name, peer = username.strip().lower()[:64], PEER.get()
        wait = self._throttle.begin(name, peer)
        if wait is not None:
            seconds = max(1, int(wait.total_seconds()))
            raise HTTPException(429, "toomanytries", headers={"Retry-After": str(seconds)})
        async with self._hashing:
            key = await asyncio.to_thread(self._accounts.check, name, password)
        if key is None:
            _log.warning("A login as %r from %s was refused: wrong name or password.", name, peer)
            return None
        self._throttle.succeeded(name, peer)
        return User(name, metadata={KEY: key})

    async def by_header(self, _headers: Mapping[str, str]) -> User | None:
        """The local person, whatever the headers say: the guard has seen that it is this machine's."""
        return None if self.required else User(self._participant)

    def _install(self) -> None:
        # Set as they are and not by Chainlit's decorators, which would swallow the answer 429.
        config.code.password_auth_callback = self.by_password if self._required else None
        config.code.header_auth_callback = None if self._required else self.by_header

    def _users(self) -> bool:
        try:
            return bool(self._accounts.names)
        except GatewiseError as error:
            _log.error("%s", error)
            return True

    def _user(self, cookie: str) -> User | None:
        token = get_token_from_cookies(cookie_parser(cookie))
        return self._of(token) if token else None

    def _of(self, token: str) -> User | None:
        try:
            user = decode_jwt(token)
        except Exception:  # whatever it is, it is no login
            return None
        if _digest(token) in self._ended:
            return None
        if not self.required:
            return user if user.identifier == self._participant and KEY not in user.metadata else None
        try:
            key = self._accounts.key(user.identifier)
        except GatewiseError as error:
            _log.error("%s", error)
            return None
        return user if key is not None and user.metadata.get(KEY) == key else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
