"""Serves the page: finds a port, loads what is slow in the right order, says where it answers, ends cleanly."""

from __future__ import annotations

import asyncio
import errno
import gc
import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

from app.errors import InputRefused
from app.settings import Settings
from app.web.accounts import Accounts
from app.web.quick import load_chainlit, undisturbed
from app.web.root import prepare

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from app.bootstrap import Application
    from app.ports import Knowledge

Compose = Callable[["Application", Accounts], "ASGIApp"]

DEFAULT_PORT = 8000
PORTS = range(DEFAULT_PORT, DEFAULT_PORT + 100)
"""Tried one after another where no port was asked for."""


def serve(
    settings: Settings,
    tell: Callable[[str], None],
    *,
    open_browser: bool = False,
    compose: Compose | None = None,
) -> None:
    """Serves the page until it is told to stop by Ctrl-C or SIGTERM.

    Args:
        settings: Where, and from which data directory.
        tell: Is given the one line that says where the page answers.
        open_browser: Whether to open it in the browser, too.
        compose: Makes the web application of the parts; the page, if not given.

    Raises:
        InputRefused: Others could reach the page and nobody has to log in, or the port is not to be had.
        GatewiseError: A part cannot be had.
    """
    accounts = Accounts(settings.data_dir / "users.json")
    check_reach(settings.host, accounts)
    with suppress(KeyboardInterrupt), listening(settings.host, settings.port) as listener:
        prepare(settings.data_dir)
        load_chainlit()
        with asyncio.Runner(loop_factory=_quickest_loop()) as runner:
            runner.run(_serve(settings, accounts, listener, tell, open_browser, compose or _compose))


async def _serve(
    settings: Settings,
    accounts: Accounts,
    listener: socket.socket,
    tell: Callable[[str], None],
    open_browser: bool,
    compose: Compose,
) -> None:
    with undisturbed():
        import uvicorn
        from chainlit.server import sio

        from app.bootstrap import build_application

    class Server(uvicorn.Server):
        """Says when it answers; hangs up on the browsers when it is to stop, and does not pass the signal on."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            self.force_exit = self.should_exit
            self.should_exit = True

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            url = address(listener, settings.host)
            tell(f"Gatewise is open at {url}  (Ctrl-C stops it)")
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
            _warm(application.knowledge)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await sio.shutdown()
            await super().shutdown(sockets)

    async with build_application(settings) as application:
        config = uvicorn.Config(
            compose(application, accounts),
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="on",
            proxy_headers=bool(settings.trust_proxy),
            forwarded_allow_ips=list(settings.trust_proxy),
            timeout_graceful_shutdown=2,
            ws_max_size=2**20,
        )
        await Server(config).serve([listener])


def _spare_the_collector() -> None:
    """What has been loaded by now stays: the collector need not go through it in the middle of somebody's turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _quickest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop of uvloop, which comes with uvicorn where there is one for the platform; None for asyncio's own."""
    with suppress(ImportError):
        from uvloop import new_event_loop

        return new_event_loop
    return None


def _compose(application: Application, accounts: Accounts) -> ASGIApp:
    with undisturbed():
        from app.web.access import Access
        from app.web.app import create_app
        from app.web.example import Example
        from app.web.page import Page
        from app.web.plan_uploads import plan_uploads

    example = Example(application.settings.knowledge_dir / "examples" / "estate-inspections.json")
    access = Access(application, example)
    page = Page(application, accounts, access)
    return create_app(
        application,
        accounts,
        register=page.register,
        home=page.shelf.home,
        rename=page.shelf.rename,
        delete=page.shelf.delete,
        own=access.seen,
        routers=[plan_uploads(application, access.own, page.shelf.changed), page.branding.router()],
        brand=page.branding.current,
    )


def _warm(knowledge: Knowledge) -> None:
    """Loads the model and the index in a while, when the first page is there, and tells the collector what stays.

    Nobody waits for it, not even the end.

    What fails here fails again, and is told, when somebody asks something.
    """

    def search() -> None:
        with suppress(Exception):
            knowledge.search("ready", mode="lexical")
            knowledge.search("ready", mode="dense")
        _spare_the_collector()

    timer = threading.Timer(3.0, search)
    timer.daemon = True
    timer.start()


def check_reach(host: str, accounts: Accounts) -> None:
    """Refuses to let others in where nobody has to log in; StorageCorrupt where nobody knows who may."""
    if not accounts.names and not is_loopback(host):
        raise InputRefused(
            f"--host {host}: others could reach the page there, and nobody would have to log in."
            " Add a user first: gatewise users add NAME"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens at a port of an address; where no port is given, at the first of `PORTS` that is free.

    Raises:
        InputRefused: The port is taken, or the address is none of this machine's.
    """
    for candidate in PORTS if port is None else (port,):
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            if error.errno == errno.EADDRINUSE:
                raise InputRefused(f"--port {port}: another program uses this port; name another one") from error
            raise InputRefused(f"--host {host}, --port {candidate}: cannot be served at: {error.strerror}") from error
    raise InputRefused(
        f"--host {host}: none of the ports {PORTS.start} to {PORTS.stop - 1} is free; name one by --port"
    )


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def address(listener: socket.socket, host: str) -> str:
    """The URL of a listening socket, for a person to open."""
    name = host
    with suppress(ValueError):
        given = ipaddress.ip_address(host)
        name = socket.gethostname() if given.is_unspecified else f"[{host}]" if given.version == 6 else host
    return f"http://{name}:{listener.getsockname()[1]}"
