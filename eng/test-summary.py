#!/usr/bin/env python3
"""Says what failed and what took long: python3 eng/test-summary.py DIR [PROJECT ...]

DIR has the reports of "dotnet test --results-directory DIR --report-xunit-xml". A PROJECT without a report is named, because it
didn't run to its end; then the exit code is 1. All fits in the last lines of a log: the more tests failed, the fewer lines each has.
"""
import datetime
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

SLOWEST = 20
LINES_FOR_FAILURES = 30
COLUMNS = 240

reports = sorted(pathlib.Path(sys.argv[1]).glob("*.xml"))
assemblies = [assembly for report in reports for assembly in xml.parse(report).iter("assembly")]


def name(assembly):
    return re.split(r"[/\\]", assembly.get("name"))[-1].removesuffix(".dll")


def short(line):
    # As the test has it: the report escapes these two.
    line = re.sub(r'\\(["\\])', r"\1", line)
    return line if len(line) <= COLUMNS else line[:COLUMNS] + "..."


# The name of the test, its message, and where in the tests it failed.
def failure(title, element):
    message = (element.findtext("failure/message") or "").strip().splitlines()
    calls = re.findall(r" in \S*?((?:tests|src)/\S+:line \d+)", element.findtext("failure/stack-trace") or "")
    return [title, *(f"  {line}" for line in message if line.strip()), *(f"  at {call}" for call in calls[-1:])]


failures = [
    *(["no report from " + project + ": it didn't run to its end"] for project in sys.argv[2:] if project not in map(name, assemblies)),
    *(failure(test.get("name"), test) for assembly in assemblies for test in assembly.iter("test") if test.get("result") == "Fail"),
    # Such as a fixture that can't be disposed of.
    *(failure(f"{name(assembly)}: {error.get('type')} {error.get('name')}", error) for assembly in assemblies for error in assembly.iter("error")),
]
if failures:
    print(f"== failed: {len(failures)}")
    each = max(1, LINES_FOR_FAILURES // len(failures))
    for lines in failures[:LINES_FOR_FAILURES]:
        # A command's line is at the beginning of a message, its error at the end, and the last line says where.
        kept = lines if len(lines) <= each else [*lines[:each // 3], "  ...", *lines[each // 3 + 1 - each:]] if each > 3 else lines[:each]
        print(*map(short, kept), sep="\n")
    if len(failures) > LINES_FOR_FAILURES:
        print(f"and {len(failures) - LINES_FOR_FAILURES} more")

def seconds(assembly):
    start, finish = (datetime.datetime.fromisoformat(assembly.get(f"{end}-rtf")[:19]) for end in ("start", "finish"))
    return round((finish - start).total_seconds())


print("== seconds of the projects:", ", ".join(f"{name(assembly)} {seconds(assembly)}" for assembly in assemblies))
tests = [test for assembly in assemblies for test in assembly.iter("test")]
print(f"== the slowest {SLOWEST} tests, in seconds")
for test in sorted(tests, key=lambda test: -float(test.get("time")))[:SLOWEST]:
    print(short(f"{float(test.get('time')):6.1f} {test.get('name')}"))

# A project that didn't run counts as failed.
sys.exit(any(project not in map(name, assemblies) for project in sys.argv[2:]))
