"""How long the house's files and functions are, and how branchy: the figures reviewer and builder both look at."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("taskforce", "intelligence", "cases", "victims", "shelters")
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.Assert, ast.comprehension, ast.IfExp, ast.match_case)


def run(*, rows: int) -> dict[str, float]:
    """Lines per file and function, complexity, and the share of functions whose return is annotated."""
    files, lengths, branches, annotated = [], [], [], 0
    for path in (p for room in ROOMS for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts):
        text = path.read_text()
        if not text.strip():
            continue
        files.append(len(text.splitlines()))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                lengths.append((node.end_lineno or 0) - node.lineno + 1)
                branches.append(_complexity(node))
                annotated += node.returns is not None
    return {
        "files": len(files),
        "lines": sum(files),
        **_spread("file", files),
        **_spread("function", lengths),
        **_spread("complexity", branches),
        "returns_annotated_percent": 100 * annotated / len(lengths),
    }


def _complexity(function: ast.FunctionDef) -> int:
    found = 1
    for node in ast.walk(function):
        found += isinstance(node, BRANCHES)
        found += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
    return found


def _spread(name: str, values: list[int]) -> dict[str, float]:
    ordered = sorted(values)
    last = len(ordered) - 1
    return {f"{name}_{at}": ordered[round(share * last)] for at, share in (("median", 0.5), ("p95", 0.95), ("max", 1))}
