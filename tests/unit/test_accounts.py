from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import InputRefused, NotFound, StorageCorrupt
from app.web.accounts import Accounts, Cost

LIGHT = Cost(n=2**4, r=8, p=1)
USERS = (
    b'{"format": 1, "users": {"anna": {"n": %s, "salt": "%s", "r": 8, "p": 1, "hash": "00", "key": "k", "since": 0}}}'
)
PASSWORD = "correct horse battery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "users.json"


@pytest.fixture
def accounts(file: Path) -> Accounts:
    return Accounts(file, LIGHT)


def test_the_right_password_is_right_and_others_are_not(accounts: Accounts) -> None:
    accounts.add("anna", PASSWORD)

    assert accounts.check("anna", PASSWORD) == accounts.key("anna")
    for wrong in ("", "correct horse batterz", PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1]):
        assert accounts.check("anna", wrong) is None
    assert accounts.check("ben", PASSWORD) is None


def test_the_same_characters_from_another_keyboard_are_the_same_password(accounts: Accounts) -> None:
    accounts.add("anna", "K\u00fcchenm\u00f6bel 17")

    assert accounts.check("anna", "Ku\u0308chenmo\u0308bel 17") is not None


def test_the_file_holds_no_password_and_is_the_owners_alone(accounts: Accounts, file: Path) -> None:
    accounts.add("anna", PASSWORD)
    accounts.add("ben", PASSWORD)

    content = file.read_text("utf-8")
    assert PASSWORD not in content
    one, other = json.loads(content)["users"].values()
    assert one["salt"] != other["salt"]
    assert one["hash"] != other["hash"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in file.parent.iterdir() if p.suffix != ".lock") == ["users.json"]


def test_passwords_set_at_another_cost_stay_right(accounts: Accounts, file: Path) -> None:
    accounts.add("anna", PASSWORD)

    assert Accounts(file).check("anna", PASSWORD)


def test_what_another_process_changes_is_seen(accounts: Accounts, file: Path) -> None:
    other = Accounts(file, LIGHT)
    assert not accounts.names

    other.add("ben", PASSWORD)
    other.add("anna", PASSWORD)
    assert list(accounts.names) == ["anna", "ben"]
    other.remove("Anna ")
    assert list(accounts.names) == ["ben"]
    assert accounts.check("anna", PASSWORD) is None


def test_a_new_password_makes_a_new_key_and_a_removed_user_has_none(accounts: Accounts) -> None:
    assert accounts.add("anna", PASSWORD) is True
    first = accounts.key("anna")

    assert accounts.add("ANNA", "another password") is False
    assert accounts.key("anna") not in (None, first)
    assert accounts.check("anna", PASSWORD) is None
    accounts.remove("anna")
    assert accounts.key("anna") is None
    # The same password once more, and still the old logins stay over.
    accounts.add("anna", PASSWORD)
    assert accounts.key("anna") != first


@pytest.mark.parametrize(
    "name", ["", " ", "a" * 65, "anna smith", "anna/../ben", "änna", "an\nna", "<b>", "local", "Gatewise", "a\x00"]
)
def test_a_name_that_no_user_can_have_is_refused_by_name(accounts: Accounts, name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        accounts.add(name, PASSWORD)
    assert repr(name) in str(refused.value) or repr(name.lower()) in str(refused.value)
    assert accounts.names == ()


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1025])
def test_a_password_too_short_or_too_long_is_refused_and_not_repeated(accounts: Accounts, password: str) -> None:
    with pytest.raises(InputRefused, match=rf"12 to 1024 characters; this one has {len(password)}") as refused:
        accounts.add("anna", password)
    assert not password or password not in str(refused.value)
    assert accounts.names == ()


def test_removing_somebody_who_is_not_there_says_so(accounts: Accounts) -> None:
    with pytest.raises(NotFound, match="'carl'"):
        accounts.remove("carl")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"format": 2, "users": {}}',
        USERS % (b"16", b"zz"),
        USERS % (b"1e9", b"00"),
        b"\xff\xfe",
    ],
)
def test_a_damaged_file_lets_nobody_in_and_is_not_taken_for_none(
    accounts: Accounts, file: Path, content: bytes
) -> None:
    accounts.add("anna", PASSWORD)
    file.write_bytes(content)

    asks: list[Callable[[], object]] = [
        lambda: accounts.names,
        lambda: accounts.check("anna", PASSWORD),
        lambda: accounts.key("anna"),
        lambda: accounts.add("ben", PASSWORD),
    ]
    for ask in asks:
        with pytest.raises(StorageCorrupt, match=r"users\.json"):
            ask()
    assert file.read_bytes() == content


def test_a_name_that_is_not_there_costs_as_much_as_a_wrong_password(file: Path) -> None:
    accounts = Accounts(file, Cost(n=2**12, r=8, p=1))
    accounts.add("anna", PASSWORD)

    def hashed(name: str) -> float:
        before = time.process_time()
        for _ in range(5):
            accounts.check(name, "some wrong password")
        return time.process_time() - before

    # Without the work done for nobody in particular it would be a thousandth.
    assert hashed("nobody") > hashed("anna") / 10


def test_a_directory_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the directory should be", "utf-8")
    with pytest.raises(OSError, match="data"):
        Accounts(tmp_path / "data" / "users.json", LIGHT).add("anna", PASSWORD)
