"""`gatewise serve` and `gatewise users` as a person at a terminal has them."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pexpect
import pytest
from websockets.sync.client import connect

from app.web.serve import listening

GATEWISE = str(Path(sys.executable).with_name("gatewise"))
PASSWORD = "correct horse battery"


class Result(NamedTuple):
    code: int
    out: str
    err: str


def environment(data_dir: Path) -> dict[str, str]:
    return {"GATEWISE_DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def gatewise(data_dir: Path, *arguments: str, given: str = "") -> Result:
    done = subprocess.run(
        [GATEWISE, *arguments], env=environment(data_dir), input=given, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [GATEWISE, "serve"],
        env=environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_says_in_one_line_where_it_answers_and_ends_cleanly_with_a_page_open(
    served: subprocess.Popen[str], sent: signal.Signals
) -> None:
    assert served.stdout
    line = served.stdout.readline()
    address = re.fullmatch(r"Gatewise is open at http://(127\.0\.0\.1):(\d+)  \(Ctrl-C stops it\)\n", line)
    assert address
    with closing(http.client.HTTPConnection(address[1], int(address[2]), timeout=10)) as connection:
        connection.request("GET", "/chat/")
        answer = connection.getresponse()
        assert answer.status == 200
        assert b"<title>Gatewise</title>" in answer.read()
        with connect(
            f"ws://{address[1]}:{address[2]}/chat/ws/socket.io/?EIO=4&transport=websocket", proxy=None
        ) as page:
            assert str(page.recv(10)).startswith("0{")
            served.send_signal(sent)
            out, err = served.communicate(timeout=20)
    assert (served.returncode, out, err) == (0, "", "")


def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path: Path) -> None:
    with listening("127.0.0.1", None) as taken:
        port = str(taken.getsockname()[1])
        refused = gatewise(tmp_path, "serve", "--port", port)
        assert refused.code == 2
        assert f"--port {port}" in refused.err
    refused = gatewise(tmp_path, "serve", "--host", "0.0.0.0")
    assert refused.code == 2
    assert "gatewise users add NAME" in refused.err
    (tmp_path / "users.json").write_text("{", "utf-8")
    refused = gatewise(tmp_path, "serve")
    assert refused.code == 4
    assert "users.json" in refused.err
    assert gatewise(tmp_path, "users", "list").code == 4


def test_users_come_and_go(tmp_path: Path) -> None:
    def users(*arguments: str, given: str = "") -> Result:
        return gatewise(tmp_path / "data", "users", *arguments, given=given)

    assert "Nobody has to log in" in users("list").out
    first = users("add", "Anna", "--password-stdin", given=f"{PASSWORD}\n")
    assert (first.code, first.err) == (0, "")
    assert first.out == "anna may log in. From now on the page asks everybody to.\n"
    assert users("add", "ben", "--password-stdin", given=PASSWORD).out == "ben may log in.\n"
    assert "has to log in again" in users("add", "anna", "--password-stdin", given="another password\n").out
    listed = users("list").out.splitlines()
    assert [line.split()[0] for line in listed] == ["anna", "ben"]
    assert "nobody is left" not in users("remove", "ben").out.lower()
    assert "nobody is left" in users("remove", "ANNA").out.lower()
    assert users("remove", "anna").code == 3
    for name, password in (("local", PASSWORD), ("two words", PASSWORD), ("anna", "short")):
        refused = users("add", name, "--password-stdin", given=f"{password}\n")
        assert refused.code == 2
        assert PASSWORD not in refused.err
    assert PASSWORD not in (tmp_path / "data" / "users.json").read_text("utf-8")


def test_a_password_is_asked_for_twice_and_never_shown(tmp_path: Path) -> None:
    child = pexpect.spawn(GATEWISE, ["users", "add", "anna"], env=environment(tmp_path), encoding="utf-8", timeout=30)
    child.expect("Password")
    child.sendline(PASSWORD)
    child.expect("Once more")
    child.sendline("something else entirely")
    child.expect("do not match")
    child.expect("Password")
    child.sendline(PASSWORD)
    child.expect("Once more")
    child.sendline(PASSWORD)
    child.expect("anna may log in")
    child.expect(pexpect.EOF)
    assert child.before is not None
    assert PASSWORD not in str(child.before)
    child.close()
    assert child.exitstatus == 0


def test_the_doctor_says_for_whom_the_page_is_and_where(tmp_path: Path) -> None:
    shown = gatewise(tmp_path, "doctor").out.splitlines()[-1]
    assert re.fullmatch(r"✔ Page: for you alone, without a login; port \d+ is free", shown)

    gatewise(tmp_path, "users", "add", "anna", "--password-stdin", given=PASSWORD)
    assert "1 user may log in" in gatewise(tmp_path, "doctor").out.splitlines()[-1]
