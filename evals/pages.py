"""Every page of every export as a picture: `python -m evals.pages [PILOT ...]`, into build/pages/.

To be looked at before a change of a format is let go: overflow, orphaned headings, tables cut in two. LibreOffice
lays the Office files out (`soffice` has to be there) and opens all others as well, so that a file which it cannot
open ends the run. A PDF is drawn as it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from app.ports import ReportOptions
from app.reports import FORMATS
from tests.pilots import PILOTS, report_of

PAGES = Path(__file__).parents[1] / "build" / "pages"
PAGED = (".docx", ".xlsx", ".pptx", ".pdf")
"""What has pages; the others are only opened."""
SCALE = 1.0
"""Pixels a point."""
TIMEOUT = 300


def converted(office: str, file: Path, folder: Path) -> Path:
    """The file as LibreOffice lays it out.

    Raises:
        SystemExit: It cannot open it.
    """
    profile = (folder / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    made = folder / f"{file.stem}.pdf"
    if not made.exists():
        raise SystemExit(f"{file.name}: LibreOffice does not open it: {done.stderr or done.stdout}")
    return made


def pictures(document: Path, folder: Path) -> Iterator[Path]:
    """A picture a page."""
    pages = pypdfium2.PdfDocument(document)
    for number in range(len(pages)):
        path = folder / f"{number + 1:03}.png"
        pages[number].render(scale=SCALE).to_pil().save(path)
        yield path
    pages.close()


def main(arguments: Sequence[str]) -> None:
    """Makes them and says how many there are."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        raise SystemExit("LibreOffice is not there: expected `soffice` on the path (apt-get install libreoffice)")
    for pilot in arguments or PILOTS:
        if pilot not in PILOTS:
            raise SystemExit(f"{pilot}: is no pilot; there are {', '.join(PILOTS)}")
        for name, exporter in FORMATS.items():
            with tempfile.TemporaryDirectory(prefix="gatewise-pages-") as place:
                suffix = exporter.suffix if exporter.suffix in (*PAGED, ".csv") else ".txt"
                file = Path(place) / f"{pilot}-{name}{suffix}"
                file.write_bytes(exporter.render(report_of(pilot), ReportOptions()))
                document = file if suffix == ".pdf" else converted(office, file, Path(place))
                if suffix not in PAGED:
                    print(f"{pilot:9} {name:8} opens", flush=True)
                    continue
                target = PAGES / pilot / name
                shutil.rmtree(target, ignore_errors=True)
                target.mkdir(parents=True)
                print(f"{pilot:9} {name:8} {len(list(pictures(document, target))):4} pages", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
