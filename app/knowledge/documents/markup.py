"""Looking into office XML by local names: its two dialects (transitional, strict) differ in namespaces only."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def local(name: str) -> str:
    """A tag's or an attribute's name without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant down a path of local names, or None."""
    for name in path:
        element = next((c for c in element if local(c.tag) == name), None) if element is not None else None
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of a local name."""
    return (c for c in element if local(c.tag) == name) if element is not None else iter(())


def within(element: Element | None, *names: str) -> Iterator[Element]:
    """The descendants of any of some local names, in document order."""
    return (e for e in element.iter() if local(e.tag) in names) if element is not None else iter(())


def on(element: Element | None, name: str) -> bool | None:
    """A switch among an element's children: there without a value it is on; None if it is not there."""
    switch = child(element, name)
    return None if switch is None else true(attribute(switch, "val") or "1")


def true(value: str | None) -> bool:
    """Whether an attribute's value says yes."""
    return value is not None and value.lower() not in ("0", "false", "off", "none")
