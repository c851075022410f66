"""The brand in the page's settings: looked at, changed and taken back; what cannot be used is refused with the reason.

It is kept where one that is written by hand stands: `brand.yaml`, and the files that it names beside it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from chainlit.action import Action
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse, PlainTextResponse, Response
from typing_extensions import TypedDict

from app.domain.brand import DEFAULT, Brand
from app.errors import BrandRefused, GatewiseError, StorageError
from app.reports.brand import (
    LARGEST_LOGO,
    LARGEST_TEMPLATE,
    check_colour,
    check_docx,
    check_logo,
    check_name,
    check_pptx,
    load_brand,
)
from app.settings import Settings
from app.web.downloads import reason
from app.web.visitors import person_of
from app.writing import write_whole

ROUTE = "/brand/"
ELSEWHERE = "It is set by whoever runs Gatewise, in the file that GATEWISE_BRAND names."
NOT_UNDERSTOOD = "That button sent something that is not understood here. Please reload the page."
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}


@dataclass(frozen=True)
class Part:
    """A file of a brand; `checked` is what the name of an upload ends in, or raises BrandRefused."""

    label: str
    accept: str
    largest: int
    checked: Callable[[bytes], str]


def _logo(content: bytes) -> str:
    return ENDINGS[check_logo(content).media_type]


def _docx(content: bytes) -> str:
    check_docx(content)
    return ".docx"


def _pptx(content: bytes) -> str:
    check_pptx(content)
    return ".pptx"


PARTS: Mapping[str, Part] = {
    "logo": Part("Logo", ".png,.jpg,.jpeg,.svg", LARGEST_LOGO, _logo),
    "docx_template": Part("Word template", ".docx", LARGEST_TEMPLATE, _docx),
    "pptx_template": Part("PowerPoint template", ".pptx", LARGEST_TEMPLATE, _pptx),
}


class PartProps(TypedDict):
    """A file of the brand; `href` is where it is sent to, `kept` whether there is one."""

    part: str
    label: str
    accept: str
    largest: int
    href: str
    kept: bool


class BrandProps(TypedDict):
    """The answer to the actions `brand` and `save_brand`.

    Attributes:
        logo: Where the logo is to be seen; "" where there is none.
        problems: What of the brand's file could not be used, a sentence each.
        fixed: Why it cannot be changed here; "" where it can.
    """

    name: str
    primary: str
    accent: str
    logo: str
    parts: list[PartProps]
    problems: list[str]
    fixed: str


class Saved(BaseModel):
    """What the button that saves the brand sends."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=1000)
    primary: str = Field(max_length=100)
    accent: str = Field(max_length=100)


class Branding:
    """The brand of some settings.

    Args:
        settings: Say where it is kept.
    """

    def __init__(self, settings: Settings) -> None:
        self.file = settings.brand or settings.data_dir / "brand.yaml"
        self.fixed = ELSEWHERE if settings.brand else ""
        self._lock = threading.Lock()
        self._read: tuple[object, Brand, tuple[str, ...]] = (None, DEFAULT, ())

    # --- what there is -----------------------------------------------------------------------------

    def current(self) -> Brand:
        """The brand as it stands; another process may have changed it."""
        return self._now()[0]

    def _now(self) -> tuple[Brand, tuple[str, ...]]:
        try:
            state: object = (found := self.file.stat()).st_mtime_ns, found.st_size, found.st_ino
        except OSError:
            state = None
        known, brand, problems = self._read
        if state != known:
            brand, problems = load_brand(self.file)
            self._read = state, brand, problems
        return brand, problems

    def props(self) -> BrandProps:
        """The brand as the page shows it."""
        brand, problems = self._now()
        return {
            "name": "" if brand.name == DEFAULT.name else brand.name,
            "primary": brand.primary.code,
            "accent": brand.accent.code,
            "logo": f"{ROUTE}logo" if brand.logo else "",
            "parts": [
                {
                    "part": name,
                    "label": part.label,
                    "accept": part.accept,
                    "largest": part.largest,
                    "href": f"{ROUTE}{name}",
                    "kept": getattr(brand, name) is not None,
                }
                for name, part in PARTS.items()
            ],
            "problems": list(problems),
            "fixed": self.fixed,
        }

    # --- changes -----------------------------------------------------------------------------------

    def save(self, saved: Saved) -> dict[str, str]:
        """Keeps a name and colours; else what is wrong, by field. An empty one is the default."""
        wrong: dict[str, str] = {}
        name: str | None = None
        colours: dict[str, str] = {}
        if saved.name.strip():
            try:
                name = check_name(saved.name)
            except BrandRefused as error:
                wrong["name"] = f"name: {error}."
        for part in ("primary", "accent"):
            if value := getattr(saved, part).strip():
                try:
                    colours[part] = getattr(check_colour(DEFAULT, part, value), part).code
                except BrandRefused as error:
                    wrong[part] = f"{error}."
        if not wrong:
            self._write({"name": name, "colours": colours or None})
        return wrong

    def take(self, part: str, content: bytes) -> None:
        """Keeps a file of the brand; BrandRefused if it cannot be used, and the one before stays."""
        if len(content) > PARTS[part].largest:
            raise BrandRefused(f"{len(content)} bytes: expected {PARTS[part].largest} at most")
        name = f"brand-{part}{PARTS[part].checked(content)}"
        self._write({part: name}, {name: content})
        self._clear(part, name)

    def drop(self, part: str) -> None:
        """Goes back to the default of one part."""
        self._write({part: None})
        self._clear(part)

    def _clear(self, part: str, but: str = "") -> None:
        """Takes away what was uploaded before; a file of another name was put there by hand, and stays."""
        for ending in ENDINGS.values() if part == "logo" else (PARTS[part].accept,):
            if f"brand-{part}{ending}" != but:
                (self.file.parent / f"brand-{part}{ending}").unlink(missing_ok=True)

    def _write(self, changes: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> None:
        if self.fixed:
            raise BrandRefused(f"brand: {self.fixed}")
        with self._lock:
            try:
                for name, content in (files or {}).items():
                    write_whole(self.file.parent / name, content)
                known = yaml.safe_load(self.file.read_text("utf-8-sig")) if self.file.exists() else {}
                kept = {**(known if isinstance(known, dict) else {}), **changes}
                kept = {key: value for key, value in kept.items() if value is not None}
                write_whole(self.file, yaml.safe_dump(kept, allow_unicode=True, sort_keys=False).encode())
            except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
                raise StorageError(f"{self.file.name}: the brand could not be kept: {error}") from error

    # --- the page ----------------------------------------------------------------------------------

    def actions(self) -> dict[str, Callable[[Action], Awaitable[Mapping[str, Any]]]]:
        """What the buttons of the settings do, by the names that they send."""
        return {"brand": self._look, "save_brand": self._save}

    async def _look(self, action: Action) -> Mapping[str, Any]:
        return await asyncio.to_thread(self.props)

    async def _save(self, action: Action) -> Mapping[str, Any]:
        try:
            wrong = await asyncio.to_thread(self.save, Saved.model_validate(action.payload))
        except ValidationError:
            return {"notice": NOT_UNDERSTOOD}
        except GatewiseError as error:
            return {"notice": reason(error)}
        return {"wrong": wrong} if wrong else await asyncio.to_thread(self.props)

    def router(self) -> APIRouter:
        """The route that takes a file of the brand as the body of a request, shows the logo, and drops one."""
        router = APIRouter()

        @router.get(f"{ROUTE}logo")
        async def logo(request: Request) -> Response:
            found = self.current().logo if person_of(request) is not None else None
            if found is None:
                return PlainTextResponse("There is no logo.", 404)
            return Response(found.content, media_type=found.media_type)

        @router.post(ROUTE + "{part}")
        async def take(request: Request, part: str) -> Response:
            return await changed(request, part, lambda content: self.take(part, content))

        @router.delete(ROUTE + "{part}")
        async def drop(request: Request, part: str) -> Response:
            return await changed(request, part, lambda _: self.drop(part))

        async def changed(request: Request, part: str, change: Callable[[bytes], None]) -> Response:
            if person_of(request) is None:
                return JSONResponse({"notice": "Log in first."}, 401)
            if part not in PARTS:
                return JSONResponse({"notice": f"A brand has no such part; it has {', '.join(PARTS)}."}, 404)
            content = await request.body()
            try:
                await asyncio.to_thread(change, content)
            except BrandRefused as error:
                return JSONResponse({"notice": f"{PARTS[part].label}: {error}."}, 400)
            except GatewiseError as error:
                return JSONResponse({"notice": f"{error}."}, 503)
            return JSONResponse({"notice": ""})

        return router
