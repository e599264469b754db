#!/usr/bin/env python3
"""Checks the spelling of every page and of every message: python3 eng/spelling.py

It needs hunspell with the dictionary en_US. Code, links, names with a capital letter inside and words with digits are left out;
eng/words.txt has the words that the dictionary lacks.
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).parent.parent
files = subprocess.run(["git", "ls-files", "*.md", "src/*.cs", "src/*.targets", "src/*.props"], cwd=root, check=True, capture_output=True, text=True).stdout.split()


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def page(text):
    text = re.sub(r"^```.*?^```", blank, text, flags=re.M | re.S)
    text = re.sub(r"^(    |\t).*$", blank, text, flags=re.M)
    text = re.sub(r"`[^`]*`", blank, text)
    return re.sub(r"\]\([^)]*\)|<[^>]*>|https?://\S+", blank, text)


def literals(text):
    # Raw strings and characters first, so that their quotation marks do not count.
    kept = list(" " * len(text))
    for match in re.finditer(r'//[^\n]*|"""+.*?"""+|\'(?:\\.|[^\'\\])\'|\$?@"(?:""|[^"])*"|\$?"(?:\\.|[^"\\\n])*"', text, re.S):
        piece = match.group()
        if piece.startswith("//") or piece.startswith("'"):
            continue
        escapes = "" if "@" in piece[:2] else r"\\.|"
        piece = re.sub(rf"{escapes}\{{[^{{}}]*\}}|'[^' ]*'", blank, piece)
        # A text for people has a word, a blank and a word; the others are names, patterns and formats.
        if re.search(r"[a-z]{2,} [a-z]{2,}", piece) and not re.search(r"\(\?|\[\^|\\[wsb]|#!/", piece):
            kept[match.start():match.end()] = piece
    for index, letter in enumerate(text):
        if letter == "\n":
            kept[index] = letter
    return "".join(kept)


def attributes(text):
    kept = list(re.sub(r"[^\n]", " ", text))
    for match in re.finditer(r'\bText="([^"]*)"', text):
        kept[match.start(1):match.end(1)] = re.sub(r"\$\([^)]*\)|@\([^)]*\)|&\w+;", blank, match.group(1))
    return "".join(kept)


readers = {".md": page, ".cs": literals, ".targets": attributes, ".props": attributes}
found = {}
for file in files:
    path = root / file
    for number, line in enumerate(readers[path.suffix](path.read_text(encoding="utf-8")).split("\n"), 1):
        # Paths, options, hosts and variables are names, too.
        line = re.sub(r"\S*[/_.@\\=$%]\w\S*|--?[a-z]\S*|\b[a-z]{2}-[a-z]+[0-9]", " ", line)
        for word in re.findall(r"(?<![\w-])[A-Za-z][A-Za-z'’]*[A-Za-z](?!\w)", line):
            if not re.search(r"[a-z][A-Z]|^[A-Z]{2,}s?$", word):
                found.setdefault(re.sub("['’]s?$", "", word), f"{file}:{number}")

unknown = subprocess.run(
    ["hunspell", "-l", "-i", "utf-8", "-d", "en_US", "-p", str(root / "eng" / "words.txt")],
    input="\n".join(found), check=True, capture_output=True, text=True, encoding="utf-8").stdout.split()
for word in unknown:
    print(f"{found.get(word, '?')}: {word}")
sys.exit(f"{len(unknown)} words that are unknown. Correct them, or add them to eng/words.txt." if unknown else 0)
