from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.report import build_report
from app.errors import InputRefused
from app.reports import FORMATS
from app.reports.names import file_name
from app.settings import Settings
from app.web.accounts import Accounts, Cost
from app.web.downloads import disposition
from app.web.serve import PORTS, address, check_reach, is_loopback, listening, serve
from tests.builders import OPENED
from tests.frameworks import small_framework


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost", "LOCALHOST"])
def test_only_this_machine_reaches_the_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.4", "gatewise.example", "localhost.evil.example", ""])
def test_others_reach_everything_else_so_that_somebody_has_to_log_in(host: str, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "users.json", Cost(n=2**4))

    with pytest.raises(InputRefused, match="gatewise users add NAME"):
        check_reach(host, accounts)
    with pytest.raises(InputRefused, match="gatewise users add NAME"):
        serve(Settings(data_dir=tmp_path, host=host), print)
    accounts.add("anna", "correct horse battery")
    check_reach(host, accounts)


def test_a_taken_port_is_named_where_it_was_asked_for_and_passed_over_where_none_was() -> None:
    with listening("127.0.0.1", None) as first, listening("127.0.0.1", None) as second:
        one, other = first.getsockname()[1], second.getsockname()[1]
        assert one in PORTS
        assert other in PORTS
        assert one < other
        with pytest.raises(InputRefused, match=f"--port {one}: another program uses this port"):
            listening("127.0.0.1", one)
        # Whoever comes early waits for the answer and is not turned away.
        with socket.create_connection(("127.0.0.1", one), timeout=5):
            pass


def test_an_address_that_is_not_this_machines_is_named() -> None:
    with pytest.raises(InputRefused, match=r"--host 203\.0\.113\.7"):
        listening("203.0.113.7", None)


def test_the_address_is_one_that_a_browser_opens() -> None:
    with listening("127.0.0.1", None) as listener:
        port = listener.getsockname()[1]
        assert address(listener, "127.0.0.1") == f"http://127.0.0.1:{port}"
        assert address(listener, "localhost") == f"http://localhost:{port}"
        assert address(listener, "::1") == f"http://[::1]:{port}"
        assert address(listener, "0.0.0.0") == f"http://{socket.gethostname()}:{port}"


def test_what_can_be_set_about_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOST": "0.0.0.0",
        "PORT": "80",
        "HOSTS": "gatewise.example, www.gatewise.example,",
        "TRUST_PROXY": "10.0.0.1",
    }.items():
        monkeypatch.setenv(f"GATEWISE_{name}", value)

    settings = Settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 80)
    assert settings.hosts == ("gatewise.example", "www.gatewise.example")
    assert settings.trust_proxy == ("10.0.0.1",)
    monkeypatch.setenv("GATEWISE_HOSTS", "")
    monkeypatch.setenv("GATEWISE_PORT", "")
    assert Settings().hosts == ()
    assert Settings().port is None


def test_chainlit_comes_without_what_it_needs_for_nothing_and_works_all_the_same(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from app.web.root import prepare
from app.web.quick import load_chainlit
prepare(Path({str(tmp_path)!r}))
load_chainlit()
print(*(name for name in ("traceloop", "pandas", "mcp", "aiohttp", "langsmith.types") if name in sys.modules))
import aiohttp, mcp, langsmith.types
print(len(mcp.ClientSession.__mro__) > 2, langsmith.types.__file__ is not None)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["", "True True"]


def test_a_chainlit_that_needs_more_than_stands_in_for_it_is_loaded_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "chainlit").mkdir()
    (tmp_path / "chainlit" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "chainlit" / "server.py").write_text(
        "import mcp, traceloop.sdk, aiohttp\nreal = mcp.__version__ + traceloop.sdk.__name__", "utf-8"
    )
    (tmp_path / "mcp.py").write_text("__version__ = '1'", "utf-8")
    (tmp_path / "aiohttp.py").write_text("", "utf-8")
    script = "from app.web.quick import load_chainlit; load_chainlit(); import chainlit.server as s; print(s.real)"
    path = f"{tmp_path}:{Path(__file__).parents[2]}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    )

    assert done.stdout == "1traceloop.sdk\n"


@given(st.text(max_size=300))
def test_any_name_of_a_pilot_makes_a_file_name_that_is_one(pilot: str) -> None:
    report = build_report(Assessment("1", pilot, small_framework(), OPENED))
    header = disposition(file_name(report, FORMATS["md"]))

    header.encode("ascii")
    kind, plain, full = header.split("; ")
    assert kind == "attachment"
    assert plain.removeprefix('filename="').removesuffix('"').replace("-", "").replace(".", "").isalnum()
    assert full.startswith("filename*=UTF-8''2026-03-02-")
    assert full.endswith("-readiness.md")
    assert len(header) < 1200
    for mark in "/\\\r\n\0":
        assert mark not in header
