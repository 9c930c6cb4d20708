"""Draw the wings of the package and who imports whom, from the imports themselves: ``python docs/draw_house.py``."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sozialraum_geo"
PICTURE = ROOT / "docs" / "bild-haus.svg"
GROUND = "errors tables standards spatial study"
LEFT, ROW, CELL, WIDTH = 560, 62, 52, 1230
INK, LINE, BOX, MARK = "#14181a", "#b9b3a6", "#faf7f2", "#d5e6e8"


def wings() -> list[str]:
    """Return the wings from the roof to the ground, as the first contract in pyproject.toml names them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["id"] == "wings")
    names = [name.strip() for layer in layers for name in layer.replace(":", "|").split("|")]
    return [name for name in names if (PACKAGE / name).is_dir()]


def wing_of(module: str) -> str:
    """Return the wing of a dotted module; the files of the root are the ground.

    Examples
    --------
    >>> wing_of("sozialraum_geo.reading.rows"), wing_of("sozialraum_geo.errors")
    ('reading', 'ground')
    """
    first = [*module.split("."), ""][1]
    return first if (PACKAGE / first).is_dir() and first else "ground"


def imports(path: Path) -> list[str]:
    """Return the modules of the package that a file imports, once for each statement."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sozialraum_geo."):
            found.append(str(node.module))
        elif isinstance(node, ast.ImportFrom) and node.module == "sozialraum_geo":
            found += [f"sozialraum_geo.{a.name}" for a in node.names if (PACKAGE / f"{a.name}.py").exists()]
    return found


def counts() -> Counter[tuple[str, str]]:
    """Count the imports from one wing to another."""
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted(set(PACKAGE.rglob("*.py")) - {PACKAGE / "__main__.py"}):
        here = wing_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found.update((here, there) for there in map(wing_of, imports(path)) if there != here)
    return found


def sentence(wing: str) -> str:
    """Return what a wing says of itself in its first line."""
    if wing == "ground":
        return "What everything is made of; the five files of the root."
    return (ast.get_docstring(ast.parse((PACKAGE / wing / "__init__.py").read_text(encoding="utf-8"))) or "").split(
        "\n"
    )[0]


def rooms(wing: str) -> str:
    """Return the rooms of a wing, and how many files stand in all of it."""
    if wing == "ground":
        return GROUND
    inside = sorted(p.name for p in (PACKAGE / wing).iterdir() if (p / "__init__.py").exists())
    files = sum(p.name != "__init__.py" for p in (PACKAGE / wing).rglob("*.py"))
    return " · ".join([f"{files} files", *inside])


def picture() -> str:
    """Return the drawing as SVG: a row a wing, and in its columns how often it imports from those below."""
    rows, told = [*wings(), "ground"], counts()
    height = ROW * len(rows) + 90
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        f'fill="{INK}" role="img" aria-label="The wings of the package; imports run downwards only">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="20" y="34" font-size="15">Imports run downwards only ↓ '
        "The numbers: how often the wing of a row imports from one below.</text>",
    ]
    for column, wing in enumerate(rows):
        x = LEFT + 30 + column * CELL
        parts.append(f'<text font-size="13" transform="translate({x + 20} 62) rotate(-32)">{escape(wing)}</text>')
    for row, wing in enumerate(rows):
        y = 70 + row * ROW
        parts += [
            f'<rect x="16" y="{y}" width="{LEFT - 10}" height="{ROW - 8}" rx="6" fill="{BOX}" stroke="{LINE}"/>',
            f'<text x="28" y="{y + 18}" font-size="15" font-weight="600">{escape(wing)}</text>',
            f'<text x="120" y="{y + 18}" font-size="12.5">{escape(rooms(wing))}</text>',
            f'<text x="28" y="{y + 40}" font-size="12.5">{escape(sentence(wing))}</text>',
        ]
        for column, there in enumerate(rows):
            x, number = LEFT + 30 + column * CELL, told[wing, there]
            if row == column:
                parts.append(f'<rect x="{x}" y="{y}" width="{CELL - 8}" height="{ROW - 8}" rx="4" fill="{LINE}"/>')
            elif number:
                parts += [
                    f'<rect x="{x}" y="{y}" width="{CELL - 8}" height="{ROW - 8}" rx="4" fill="{MARK}"/>',
                    f'<text x="{x + CELL / 2 - 4}" y="{y + 32}" font-size="14" text-anchor="middle">{number}</text>',
                ]
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
