"""Reports: an assessment rendered to a file, one module a format.

To add a format: write its module with a class that satisfies `Exporter`, and name it here.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.ports import Exporter
from app.reports.csv import Csv
from app.reports.json import Json
from app.reports.markdown import Markdown

FORMATS: Mapping[str, Exporter] = {"md": Markdown(), "csv": Csv(), "json": Json()}
"""The formats by the names that the export command knows them by."""
