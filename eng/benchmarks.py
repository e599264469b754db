#!/usr/bin/env python3
"""Puts measured numbers into docs/benchmarks.md, and draws docs/images/publish-time-*.svg. To measure, on a machine that does nothing else:

    dotnet run -c Release --project tests/Nebius.Registry.Benchmarks -- goals:10 --json eng/benchmarks.json
    python3 eng/benchmarks.py
"""
import html
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
WIDTH, LEFT, BAR, STEP, TOP = 760, 216, 30, 52, 24
THEMES = {
    "light": dict(back="#ffffff", edge="#d0d7de", text="#1f2328", muted="#59636e"),
    "dark": dict(back="#0d1117", edge="#30363d", text="#e6edf3", muted="#9198a1"),
}
# The package's own parts stand out; those of the SDK are shades of one color.
COLORS = {
    "light": ["#cfd6de", "#b3bdc8", "#96a3b1", "#0969da", "#e16f24", "#57606a", "#e4e8ed"],
    "dark": ["#3d444d", "#4d5661", "#656c76", "#58a6ff", "#f0883e", "#9198a1", "#2a313c"],
}


def draw(breakdowns, variant):
    theme, colors = THEMES[variant], COLORS[variant]
    parts = list(breakdowns[0]["parts"])
    longest = max(sum(one["parts"].values()) for one in breakdowns)
    scale = (WIDTH - LEFT - 90) / longest
    rows = []
    for number, one in enumerate(breakdowns):
        y, x = TOP + number * STEP, float(LEFT)
        rows.append(f'<text x="16" y="{y + 20}" fill="{theme["text"]}">{html.escape(one["what"])}</text>')
        for part, color in zip(parts, colors):
            width = one["parts"][part] * scale
            rows.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{color}">'
                f'<title>{html.escape(part)}: {one["parts"][part]:.0f} ms</title></rect>')
            x += width
        rows.append(f'<text x="{x + 8:.1f}" y="{y + 20}" fill="{theme["text"]}">{sum(one["parts"].values()):.0f} ms</text>')
    y = TOP + len(breakdowns) * STEP + 14
    for number, (part, color) in enumerate(zip(parts, colors)):
        x, line = 16 + number % 2 * 372, y + number // 2 * 24
        took = " / ".join(f"{one['parts'][part]:.0f}" for one in breakdowns)
        rows.append(f'<rect x="{x}" y="{line}" width="12" height="12" fill="{color}"/>')
        rows.append(f'<text x="{x + 20}" y="{line + 11}" fill="{theme["muted"]}">{html.escape(part)}: {took}</text>')
    height = y + (len(parts) + 1) // 2 * 24 + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="13">\n'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8" fill="{theme["back"]}" stroke="{theme["edge"]}"/>\n'
        + "\n".join(rows) + "\n</svg>\n")


def main():
    numbers = json.loads((ROOT / "eng/benchmarks.json").read_text(encoding="utf-8"))
    for variant in THEMES:
        (ROOT / f"docs/images/publish-time-{variant}.svg").write_text(draw(numbers["breakdowns"], variant), encoding="utf-8")
    page = ROOT / "docs/benchmarks.md"
    text = page.read_text(encoding="utf-8")
    begin, end = "<!-- eng/benchmarks.py -->\n", "<!-- /eng/benchmarks.py -->"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    assert re.search(pattern, text, re.DOTALL), "docs/benchmarks.md has no place for the table"
    page.write_text(re.sub(pattern, lambda _: begin + numbers["markdown"] + end, text, flags=re.DOTALL), encoding="utf-8")


main()
