"""Fetch the fonts and icons that stand in kit/static/kit/vendor, by package name, with their licences.

For maintainers only: nothing is fetched at install or run time. Needs npm.
"""

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

NAMES = Path(__file__).parents[2] / "icons.txt"
VENDOR = Path(__file__).parents[2] / "static" / "kit" / "vendor"
LATIN, ARABIC, ICONS = (
    "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
    "@fontsource-variable/noto-sans-arabic@5.3.0",
    "lucide-static@1.62.0",
)
FILES = {
    LATIN: {
        "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "atkinson-latin.woff2",
        "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "atkinson-latin-ext.woff2",
        "LICENSE": "atkinson-LICENSE.txt",
    },
    ARABIC: {
        "files/noto-sans-arabic-arabic-wght-normal.woff2": "noto-arabic.woff2",
        "LICENSE": "noto-arabic-LICENSE.txt",
    },
    ICONS: {"LICENSE": "lucide-LICENSE.txt"},
}


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # it needs npm, not a database
    help = "Fetch fonts and icons into kit/static/kit/vendor (maintainers only; needs npm)."

    def handle(self, *args: Any, **options: Any) -> None:
        VENDOR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for package, files in FILES.items():
                content = unpacked(package, Path(folder))
                for source, name in files.items():
                    (VENDOR / name).write_bytes((content / source).read_bytes())
                if package == ICONS:
                    (VENDOR / "icons.svg").write_text(sprite(content / "icons"))


def unpacked(package: str, folder: Path) -> Path:
    """The package's files, as the registry serves them."""
    command = ["npm", "pack", "--silent", package]
    packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    home = folder / re.sub(r"\W", "-", package)
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(home, filter="data")
    return home / "package"


def sprite(icons: Path) -> str:
    """One file with every icon as a symbol, drawn in the colour of the text beside it."""
    symbols = []
    for name in NAMES.read_text().split():
        inner = re.search(r"<svg[^>]*>(.*)</svg>", (icons / f"{name}.svg").read_text(), re.DOTALL)
        if inner is None:
            raise ValueError(name)
        shapes = re.sub(r"\s+", " ", inner[1]).strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
