"""The people who may log in, in a file of the data directory: names and what their passwords come to under scrypt."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import InputRefused, NotFound, StorageCorrupt, StorageError
from app.writing import write_whole

SHORTEST, LONGEST = 12, 1024
"""Characters of a password."""
HEX = "^([0-9a-f]{2})+$"
NAME = re.compile(r"[a-z0-9._@-]{1,64}")
RESERVED = {"local": "the person of a page without a login", "gatewise": "the interviewer"}


@dataclass(frozen=True)
class Cost:
    """What a guess costs: 128 * n * r bytes and p times as long. The defaults: 32 MiB, about a quarter of a second."""

    n: int = 2**15
    r: int = 8
    p: int = 3


class _User(BaseModel):
    """A line of the file. `key` changes with the password; a login is good for the key that it was made with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int = Field(gt=1, le=2**20)
    r: int = Field(gt=0, le=32)
    p: int = Field(gt=0, le=16)
    salt: str = Field(pattern=HEX)
    hash: str = Field(pattern=HEX)
    key: str
    since: datetime


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: int = Field(default=1, ge=1, le=1)
    users: dict[str, _User] = {}


class Accounts:
    """The users of a data directory; what another process changes in the file is seen at the next call.

    Args:
        file: May be missing: nobody has to log in then.
        cost: Of the passwords that are set from now on.
    """

    def __init__(self, file: Path, cost: Cost | None = None) -> None:
        self.file = file
        self._cost = cost or Cost()
        self._seen: tuple[int, ...] | None = None
        self._users: dict[str, _User] = {}
        # Somebody who is not there takes as long to refuse as somebody who is.
        self._nobody = _entry(self._cost, secrets.token_hex(64))

    @property
    def names(self) -> tuple[str, ...]:
        """Who may log in, in alphabetical order; StorageCorrupt if the file cannot be read."""
        return tuple(sorted(self._read()))

    def since(self, name: str) -> datetime:
        """When the password of a user was set; NotFound if there is none of that name."""
        return self._user(name).since

    def key(self, name: str) -> str | None:
        """What a login of this user has to bear to be good; None if there is no such user (any more)."""
        user = self._read().get(name)
        return user.key if user else None

    def check(self, name: str, password: str) -> str | None:
        """The user's key if the password is right; it takes its time, also for a name that is not there."""
        user = self._read().get(name)
        against = user or self._nobody
        right = hmac.compare_digest(_hashed(password[:LONGEST], against), bytes.fromhex(against.hash))
        return user.key if user and right else None

    def add(self, name: str, password: str) -> bool:
        """Adds a user, or sets a new password, which ends that user's logins.

        Returns:
            Whether the user is new.

        Raises:
            InputRefused: The name is none that a user can have, or the password is too short or too long.
        """
        name = proper_name(name)
        if not SHORTEST <= len(password) <= LONGEST:
            raise InputRefused(f"a password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}")
        with self._changing():
            users = dict(self._read())
            new = name not in users
            users[name] = _new_user(password, self._cost)
            self._write(users)
        return new

    def remove(self, name: str) -> None:
        """Removes a user, which ends that user's logins; NotFound if there is none of that name."""
        name = name.strip().lower()
        with self._changing():
            users = dict(self._read())
            if users.pop(name, None) is None:
                raise self._unknown(name)
            self._write(users)

    def _user(self, name: str) -> _User:
        user = self._read().get(name.strip().lower())
        if user is None:
            raise self._unknown(name)
        return user

    def _unknown(self, name: str) -> NotFound:
        return NotFound(f"there is no user {name!r}; `gatewise users list` shows those there are")

    def _changing(self) -> FileLock:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return FileLock(self.file.with_suffix(".lock"), timeout=10)

    def _read(self) -> dict[str, _User]:
        try:
            stat = self.file.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen != self._seen:
                self._users = _File.model_validate_json(self.file.read_bytes()).users
                self._seen = seen
        except FileNotFoundError:
            self._users, self._seen = {}, None
        except ValidationError as error:
            first = error.errors()[0]
            raise StorageCorrupt(
                f"{self.file}: this is no list of users of ours ({first['msg']}); nobody can log in until it is"
                " restored or moved away"
            ) from error
        except OSError as error:
            raise StorageError(f"{self.file}: the list of users cannot be read: {error.strerror}") from error
        return self._users

    def _write(self, users: dict[str, _User]) -> None:
        content = json.dumps(_File(users=users).model_dump(mode="json"), indent=2)
        write_privately(self.file, f"{content}\n".encode())
        self._seen = None


def proper_name(name: str) -> str:
    """A user's name, in lower case; InputRefused if it is none."""
    proper = name.strip().lower()
    if not NAME.fullmatch(proper):
        raise InputRefused(f"{name!r}: a user's name has 1 to 64 characters, each one of a-z 0-9 . _ @ -")
    if proper in RESERVED:
        raise InputRefused(f"{proper!r} is {RESERVED[proper]}; take another name for the user")
    return proper


def write_privately(file: Path, content: bytes) -> None:
    """Puts a file into place whole, for its owner alone to read; StorageError if that fails."""
    try:
        write_whole(file, content)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}") from error


def _new_user(password: str, cost: Cost) -> _User:
    user = _entry(cost, "00")
    return user.model_copy(update={"hash": _hashed(password, user).hex()})


def _entry(cost: Cost, hash_: str) -> _User:
    now = datetime.now(UTC).replace(microsecond=0)
    salt, key = secrets.token_hex(16), secrets.token_urlsafe(16)
    return _User(n=cost.n, r=cost.r, p=cost.p, salt=salt, hash=hash_, key=key, since=now)


def _hashed(password: str, user: _User) -> bytes:
    # The same characters typed on another keyboard may come as other code points.
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    memory = 128 * user.n * user.r * 2 + 2**20
    return hashlib.scrypt(text, salt=bytes.fromhex(user.salt), n=user.n, r=user.r, p=user.p, maxmem=memory)
