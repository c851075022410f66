from __future__ import annotations

from app.reports import FORMATS
from app.web.downloads import FAULT, STRETCH, reason, stretches
from app.web.offers import GROUPS, KEPT, offers
from tests.pilots import PILOTS


def test_every_format_is_offered_once_by_its_label() -> None:
    groups = offers(PILOTS["half"]())
    items = [item for group in groups for item in group["items"]]
    assert sorted(i["format"] for i in items) == sorted(FORMATS)
    assert all(i["label"] == FORMATS[i["format"]].label for i in items)
    assert len({i["label"] for i in items}) == len(items)
    assert all(i["href"] == f"/export/{'a' * 16}.{i['format']}" for i in items)
    assert [g["title"] for g in groups] == [*dict(GROUPS), KEPT]
    assert {i["format"] for i in groups[-1]["items"]} == {"md", "json"}


def test_a_document_is_sent_in_stretches_and_whole() -> None:
    for size in (0, 1, STRETCH, STRETCH + 1, 3 * STRETCH):
        content = bytes(i % 251 for i in range(size))
        sent = [bytes(s) for s in stretches(content)]
        assert b"".join(sent) == content
        assert all(len(s) <= STRETCH for s in sent)


def test_why_there_is_no_document_is_a_sentence() -> None:
    assert (
        reason(ValueError("json: the export holds names; expected another"))
        == "The export holds names; expected another."
    )
    assert reason(ValueError("no room")) == "No room."
    assert FAULT.endswith(".")
