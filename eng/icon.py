#!/usr/bin/env python3
"""Makes icon.png, the packages' icon, from icon.svg beside it: rectangles and polygons, 8 x 8 samples a pixel. Run it after a change."""
import pathlib
import struct
import xml.etree.ElementTree
import zlib

SIZE, SAMPLES = 128, 8
folder = pathlib.Path(__file__).parent


def rectangle(x, y, width, height, radius):
    def inside(px, py):
        dx = max(x + radius - px, px - (x + width - radius), 0)
        dy = max(y + radius - py, py - (y + height - radius), 0)
        return dx * dx + dy * dy <= radius * radius
    return inside


def polygon(points):
    edges = list(zip(points, points[1:] + points[:1]))

    def inside(px, py):
        crossings = sum((ay > py) != (by > py) and px < (bx - ax) * (py - ay) / (by - ay) + ax for (ax, ay), (bx, by) in edges)
        return crossings % 2 == 1
    return inside


shapes = []
for element in xml.etree.ElementTree.parse(folder / "icon.svg").getroot():
    color = bytes.fromhex(element.get("fill")[1:])
    if element.tag.endswith("rect"):
        shapes.append((rectangle(*(float(element.get(name)) for name in ("x", "y", "width", "height", "rx"))), color))
    else:
        shapes.append((polygon([tuple(map(float, pair.split(","))) for pair in element.get("points").split()]), color))

rows = []
for y in range(SIZE):
    row = bytearray(b"\0")
    for x in range(SIZE):
        total, covered = [0, 0, 0], 0
        for sample in range(SAMPLES * SAMPLES):
            px, py = x + (sample % SAMPLES + 0.5) / SAMPLES, y + (sample // SAMPLES + 0.5) / SAMPLES
            color = next((color for inside, color in reversed(shapes) if inside(px, py)), None)
            if color:
                covered += 1
                total = [a + b for a, b in zip(total, color)]
        row += bytes(round(part / covered) if covered else 0 for part in total) + bytes([round(255 * covered / SAMPLES**2)])
    rows.append(bytes(row))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
image = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b"")
(folder / "icon.png").write_bytes(b"\x89PNG\r\n\x1a\n" + image)
