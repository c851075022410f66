"""Writes the finished example in every format: `python -m evals.samples`, into docs/samples/.

What a reader of the repository sees of the exports before running anything. The same assessment and guidance give
the same files; run it again whenever a format, the example or the guidance has changed.
"""

from __future__ import annotations

from pathlib import Path

from app.knowledge.guidance import load_guidance
from app.ports import ReportOptions
from app.reports import FORMATS, prepare
from app.reports.imports import read_export
from app.reports.names import file_name
from app.settings import CONTENT
from evals.example import EXAMPLE

SAMPLES = Path(__file__).parents[1] / "docs" / "samples"


def write(folder: Path = SAMPLES) -> list[Path]:
    """Writes the samples and gives their paths; what else was in the folder goes."""
    assessment = read_export(EXAMPLE.read_bytes())
    options = ReportOptions()
    report = prepare(assessment, load_guidance(CONTENT / "guidance"), options)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    written = []
    for exporter in FORMATS.values():
        path = folder / file_name(report, exporter)
        path.write_bytes(exporter.render(report, options))
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write():
        print(f"{path.stat().st_size:9,} {path.name}")
