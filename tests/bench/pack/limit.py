"""How fast it could be: reading and hashing alone, and the deflate library alone, each on all processors."""

import hashlib
import multiprocessing
import os
import resource
import sys
import time

import deflate

TREE, LEVEL, CHUNK = sys.argv[1], int(sys.argv[2]), 1 << 20


def read(path):
    """The bytes of a file, in the parts that are deflated by themselves."""
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def hashed(path):
    digest = hashlib.sha256()
    for chunk in read(path):
        digest.update(chunk)
    return 0


def deflated(paths_and_places):
    path, place = paths_and_places
    with open(path, "rb") as file:
        file.seek(place)
        chunk = file.read(CHUNK)
    return min(len(chunk), len(deflate.deflate_compress(chunk, LEVEL)))


def used():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def measured(work, of):
    """Wall seconds and what was made of it."""
    with multiprocessing.Pool() as pool:
        pool.map(len, [""] * 64)
        began = time.monotonic()
        made = sum(pool.imap_unordered(work, of, chunksize=16))
        return time.monotonic() - began, made


files = [os.path.join(folder, name) for folder, _, names in os.walk(TREE) for name in names]
chunks = [(path, place) for path in files for place in range(0, os.path.getsize(path), CHUNK)]
for name, work, of in [("reading and hashing alone", hashed, files), (f"libdeflate {LEVEL} alone", deflated, chunks)]:
    before = used()
    wall, made = measured(work, of)
    print(f"{name}\t{wall}\t{used() - before}\t{made}")
