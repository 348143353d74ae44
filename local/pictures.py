"""Pictures for products that have none: a shape in the colours of the category and the initial of the name, as PNG.

The same words give the same bytes. `pictures.py NAME CATEGORY OUT.png` writes one. A picture is painted in runs of one colour, row by row, so that
Python without any package is fast enough for some dozens.
"""

import colorsys
import hashlib
import pathlib
import struct
import sys
import zlib

WIDTH, HEIGHT = 640, 480
# Five columns of seven dots a letter, the lowest bit at the top.
LETTERS = {
    "A": "7e1111117e", "B": "7f49494936", "C": "3e41414122", "D": "7f4141413e", "E": "7f49494941", "F": "7f09090901", "G": "3e4149497a",
    "H": "7f0808087f", "I": "00417f4100", "J": "2040413f01", "K": "7f08142241", "L": "7f40404040", "M": "7f020c027f", "N": "7f0408107f",
    "O": "3e4141413e", "P": "7f09090906", "Q": "3e4151215e", "R": "7f09192946", "S": "2649494932", "T": "01017f0101", "U": "3f4040403f",
    "V": "1f2040201f", "W": "3f4038403f", "X": "6314081463", "Y": "0304780403", "Z": "6151494543",
}
DOT = 32


def picture(name, category):
    """The picture of a product, as the bytes of a PNG."""
    hue = hashlib.sha256(category.encode()).digest()[0] / 256
    own = hashlib.sha256(name.encode()).digest()
    pale, soft, deep = (colour(hue + shift, *rest) for shift, *rest in ((0, 0.18, 0.97), (0.04, 0.38, 0.9), (0.5 + own[0] / 2560, 0.62, 0.42)))
    rows = [bytearray(pale * WIDTH) for _ in range(HEIGHT)]
    shape = (disc, diamond, hill)[own[1] % 3]
    for y in range(HEIGHT):
        half = shape(y - HEIGHT / 2)
        run(rows[y], WIDTH / 2 - half, WIDTH / 2 + half, soft)
    letter(rows, next((each for each in name.upper() if each in LETTERS), "O"), deep)
    # A mark of the product's own, so that two of one category and letter differ.
    for at, byte in enumerate(own[2:8]):
        for y in range(HEIGHT - 34, HEIGHT - 18):
            left = 24 + at * 24
            run(rows[y], left, left + 4 + byte % 14, deep)
    return png(rows)


def colour(hue, saturation, value):
    """Three bytes."""
    return bytes(round(part * 255) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))


def disc(y):
    """Half the width of a disc, so far from its middle."""
    return max(0.0, 190**2 - y**2) ** 0.5


def diamond(y):
    """The same of a square that stands on its corner."""
    return max(0.0, 215 - abs(y))


def hill(y):
    """The same of a hill: it widens downwards."""
    return max(0.0, y + 190) * 0.75


def run(row, left, right, paint):
    """Paints a part of a row."""
    left, right = max(0, round(left)), min(WIDTH, round(right))
    if left < right:
        row[left * 3:right * 3] = paint * (right - left)


def letter(rows, which, paint):
    """Paints a letter in the middle."""
    columns = bytes.fromhex(LETTERS[which])
    left, top = (WIDTH - 5 * DOT) // 2, (HEIGHT - 7 * DOT) // 2
    for at, column in enumerate(columns):
        for dot in range(7):
            if column >> dot & 1:
                for y in range(top + dot * DOT, top + (dot + 1) * DOT):
                    run(rows[y], left + at * DOT, left + (at + 1) * DOT, paint)


def png(rows):
    """Rows of pixels, three bytes each, as a PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


if __name__ == "__main__":
    NAME, CATEGORY, OUT = sys.argv[1:]
    pathlib.Path(OUT).write_bytes(picture(NAME, CATEGORY))
