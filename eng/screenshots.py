"""Writes the output of a command as an SVG picture, in a light and a dark variant: screenshots.py NAME COMMAND < OUTPUT."""
import html
import re
import sys
import textwrap

COLUMNS, LINE, WIDTH = 110, 19, 8.0
THEMES = {
    "light": dict(back="#ffffff", edge="#d0d7de", text="#1f2328", ok="#1a7f37", info="#59636e", warning="#9a6700", error="#cf222e", next="#0969da"),
    "dark": dict(back="#0d1117", edge="#30363d", text="#e6edf3", ok="#3fb950", info="#9198a1", warning="#d29922", error="#f85149", next="#58a6ff"),
}
MARKS = {"✓": "ok", "·": "info", "!": "warning", "✗": "error"}


def color(line):
    mark = re.match(r" {2}([✓·!✗]) ", line)
    if mark:
        return MARKS[mark.group(1)]
    if re.match(r" +next: ", line):
        return "next"
    return "error" if re.search(r"\berror (NEBIUS|CONTAINER)\d+|^\d+ errors?\.", line) else "text"


def picture(lines, theme):
    rows = []
    for number, (line, kind) in enumerate(lines):
        rows.append(f'<text x="16" y="{30 + number * LINE}" fill="{theme[kind]}" xml:space="preserve">{html.escape(line)}</text>')
    width, height = round(32 + COLUMNS * WIDTH), 34 + len(lines) * LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">\n'
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{theme["back"]}" stroke="{theme["edge"]}"/>\n'
        + "\n".join(rows) + "\n</svg>\n")


def main():
    name, command = sys.argv[1:]
    lines = [(f"$ {command}", "text"), ("", "text")]
    for line in sys.stdin.read().strip("\n").split("\n"):
        indent = re.match(r"( *(?:[✓·!✗] )?\S*(?: \S+)* {2,})", line)
        wrapped = textwrap.wrap(
            line, COLUMNS, drop_whitespace=False, subsequent_indent=" " * min(len(indent.group(1)) if indent else 6, 40),
            break_long_words=True, break_on_hyphens=False, replace_whitespace=False) or [""]
        lines += [(part.rstrip(), color(line)) for part in wrapped]
    for variant, theme in THEMES.items():
        with open(f"docs/images/{name}-{variant}.svg", "w", encoding="utf-8", newline="\n") as file:
            file.write(picture(lines, theme))


main()
