"""The web application: our routes in front of Chainlit's, and the guard before both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Annotated

from chainlit.action import Action
from chainlit.auth import clear_auth_cookie, create_jwt, set_auth_cookie
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.data import get_data_layer
from chainlit.data.base import BaseDataLayer
from chainlit.server import app as chainlit_app
from chainlit.session import WebsocketSession
from chainlit.types import CallActionRequest, DeleteThreadRequest, UpdateThreadRequest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.security import OAuth2PasswordRequestForm
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from app.bootstrap import Application, SystemClock
from app.domain.brand import Brand
from app.errors import GatewiseError, InputRefused, NotFound
from app.ports import Clock
from app.web.accounts import Accounts
from app.web.downloads import Own, downloads
from app.web.guard import Guard
from app.web.login import Login
from app.web.root import PATH
from app.web.shell import Shell
from app.web.sockets import close_what_is_not_needed, end_sessions, keep_ending_sessions
from app.web.uploads import uploads
from app.web.visitors import Visitors, person_of


def create_app(
    application: Application,
    accounts: Accounts,
    *,
    register: Callable[[], None],
    home: Callable[[str], Awaitable[str | None]],
    rename: Callable[[str, str, str], Awaitable[None]],
    delete: Callable[[str, str], Awaitable[None]],
    own: Own,
    routers: Iterable[APIRouter] = (),
    brand: Callable[[], Brand] | None = None,
    clock: Clock | None = None,
) -> ASGIApp:
    """The page as an ASGI application; Chainlit's state is one per process, and so is this.

    Args:
        application: The parts.
        accounts: Who may log in; while there is nobody, the page is for one local person.
        register: Registers the page's hooks with Chainlit.
        home: The thread that a person goes on with; None if there is none.
        rename: Renames a thread of a person; NotFound or InputRefused.
        delete: Deletes a thread of a person; NotFound or InputRefused.
        own: An assessment of a person's, by its id; NotFound alike for what is not there and what is not theirs.
        routers: More routes of ours.
        brand: Whose the documents are; the brand of the settings if not given.
        clock: For the throttling of logins.
    """
    register()
    login = Login(accounts, application.settings.participant, clock or SystemClock())
    close_what_is_not_needed()
    shell = Shell()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watch = asyncio.create_task(keep_ending_sessions(login))
        yield
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        layer: BaseDataLayer | None = get_data_layer()  # type: ignore[no-untyped-call]
        if layer:
            await layer.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/health")
    async def health() -> JSONResponse:
        """Whether the page works; for who watches over it."""
        try:
            with suppress(NotFound):
                await application.store.load("-")  # the cheapest question that the database has to answer
        except GatewiseError:
            return JSONResponse({"status": "unavailable", "version": version("gatewise"), "database": False}, 503)
        return JSONResponse({"status": "ok", "version": version("gatewise"), "database": True})

    @app.get("/")
    @app.get(PATH)
    @app.get(f"{PATH}/")
    async def come_back(request: Request) -> Response:
        """Where the person was; `?new` begins anew."""
        person = person_of(request)
        thread = await home(person) if person is not None and "new" not in request.query_params else None
        if thread is not None:
            return RedirectResponse(f"{PATH}/thread/{thread}", 303)
        # The page reads its own address: it has to end as it should before it is served.
        if request.url.path == f"{PATH}/":
            return page(request)
        return RedirectResponse(f"{PATH}/?new" if "new" in request.query_params else f"{PATH}/", 303)

    @app.get("/public/{folder}/{name}")
    async def picture(folder: str, name: str) -> Response:
        """A picture of a chat profile, which Chainlit's page asks for as if it were not mounted anywhere."""
        return RedirectResponse(f"{PATH}/public/{folder}/{name}", 308)

    @app.get(f"{PATH}/login")
    @app.get(f"{PATH}/thread/{{thread}}")
    async def serve(request: Request) -> Response:
        """The page; which thread it shows it finds out itself."""
        return page(request)

    def page(request: Request) -> Response:
        response = shell.response(request.headers["host"])
        if not login.required and not login.is_fresh(request.headers.get("cookie", "")):
            # Else the page would go to its login and back first, and forget which thread it was to show.
            set_auth_cookie(request, response, login.local_token())
        return response

    @app.post(f"{PATH}/login")
    async def log_in(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Response:
        """Checks a name and a password."""
        user = await login.by_password(form.username, form.password) if login.required else None
        if user is None:
            return JSONResponse({"detail": "credentialssignin"}, 401)
        response = JSONResponse({"success": True})
        set_auth_cookie(request, response, create_jwt(user))
        return response

    @app.post(f"{PATH}/logout")
    async def log_out(request: Request) -> Response:
        """Ends the login for good, with what is open under it."""
        login.end(request.headers.get("cookie", ""))
        response = JSONResponse({"success": True})
        clear_auth_cookie(request, response)
        await end_sessions(login)
        return response

    @app.post(f"{PATH}/set-session-cookie")
    async def stay() -> Response:
        """Nothing: Chainlit's cookie makes a balancer come back to the same process, and this is the only one."""
        return JSONResponse({"message": "There is one process; no cookie is needed."})

    @app.put(f"{PATH}/project/thread")
    async def rename_thread(request: Request, wanted: UpdateThreadRequest) -> Response:
        """Renames an assessment."""
        return await done(request, lambda person: rename(person, wanted.threadId, wanted.name))

    @app.delete(f"{PATH}/project/thread")
    async def delete_thread(request: Request, wanted: DeleteThreadRequest) -> Response:
        """Deletes an assessment."""
        return await done(request, lambda person: delete(person, wanted.threadId))

    @app.post(f"{PATH}/project/action")
    async def act(request: Request, wanted: CallActionRequest) -> Response:
        """A button was pressed, in a window of this person's; Chainlit's own route fails where there is none."""
        person = person_of(request)
        if person is None:
            return JSONResponse({"detail": "Log in first."}, 401)
        session = WebsocketSession.get_by_id(wanted.sessionId)
        if session is None or session.user is None or session.user.identifier != person:
            return JSONResponse({"detail": "That window is not open any more. Reload the page."}, 404)
        does = config.code.action_callbacks.get(str(wanted.action.get("name")))
        if does is None:
            return JSONResponse({"detail": "There is no such action."}, 404)
        init_ws_context(session)
        payload = wanted.action.get("payload")
        action = Action(name=wanted.action["name"], payload=payload if isinstance(payload, dict) else {})
        return JSONResponse({"success": True, "response": await does(action)})

    async def done(request: Request, change: Callable[[str], Awaitable[None]]) -> Response:
        person = person_of(request)
        if person is None:
            return JSONResponse({"detail": "Log in first."}, 401)
        try:
            await change(person)
        except (NotFound, InputRefused) as error:
            return JSONResponse({"detail": str(error)}, 404 if isinstance(error, NotFound) else 400)
        return JSONResponse({"success": True})

    app.include_router(downloads(application, own, brand))
    app.include_router(uploads())
    for router in routers:
        app.include_router(router)
    app.mount(PATH, chainlit_app)
    hosts = application.settings.hosts
    return Guard(Visitors(app, login), local=lambda: not login.required, hosts=hosts)
