"""Packs one folder by each way in turn, so that what else the machine does meets all of them alike."""

import hashlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

PROGRAM, TREE, WORK, RUNS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
OUT = f"{WORK}/out.zip"
ARCHIVER = f"""
const archiver = require("{WORK}/npm/node_modules/archiver");
const zip = archiver("zip"), out = require("fs").createWriteStream("{OUT}");
zip.pipe(out); zip.directory({TREE!r}, false); zip.finalize();
"""
HERE = os.path.dirname(os.path.abspath(__file__))
LEVEL = re.search(r"LEVEL: i32 = (\d)", open(f"{HERE}/../../../src/package/chunk.rs").read())[1]
PYTHON = "import shutil, sys; shutil.make_archive(sys.argv[1][:-4], 'zip', sys.argv[2])"


def ways():
    """Name, what has to be there for it, and the command."""
    yield "slot-deploy pack", PROGRAM, [PROGRAM, "pack", TREE, "--out", OUT]
    yield "Info-ZIP zip -1", shutil.which("zip"), ["zip", "-r", "-q", "-1", OUT, "."]
    yield "Info-ZIP zip -6", shutil.which("zip"), ["zip", "-r", "-q", "-6", OUT, "."]
    yield "Python make_archive", sys.executable, [sys.executable, "-c", PYTHON, OUT, TREE]
    yield "Node archiver 2.1.1", os.path.exists(f"{WORK}/npm/node_modules/archiver"), ["node", "-e", ARCHIVER]
    # Debian's has another name.
    seven = shutil.which("7z") or shutil.which("7zz")
    for level in "15":
        yield f"7z -mx{level}", seven, [seven, "a", "-tzip", f"-mx{level}", OUT, "."]


def measured(command):
    """Wall and processor seconds, peak memory in MB, and bytes of the package."""
    if os.path.exists(OUT):
        os.remove(OUT)
    began = time.monotonic()
    ran = subprocess.Popen(command, cwd=TREE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = ran.stderr.read()
    _, status, used = os.wait4(ran.pid, 0)
    assert status == 0, said.decode()[-2000:]
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.path.getsize(OUT)


def limits():
    """Name, wall and processor seconds and bytes of what cannot be done without."""
    path = os.pathsep.join([f"{WORK}/py", os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, f"{HERE}/limit.py", TREE, LEVEL]
    said = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True).stdout
    return [(line.split("\t")[0], *map(float, line.split("\t")[1:])) for line in said.splitlines()]


def assert_same_bytes():
    """One package whatever the number of processors that it may use."""
    digests = set()
    for mask in ["0", f"0-{os.cpu_count() - 1}"]:
        subprocess.run(["taskset", "-c", mask, PROGRAM, "pack", TREE, "--out", OUT], stdout=subprocess.DEVNULL)
        digests.add(hashlib.file_digest(open(OUT, "rb"), "sha256").hexdigest())
    assert len(digests) == 1, digests
    print(f"SHA-256 with 1 and with {os.cpu_count()} processors: {digests.pop()}")


found = {name: command for name, there, command in ways() if there}
runs = {name: [] for name in found}
floor = {}
for _ in range(RUNS):
    for name, command in found.items():
        runs[name].append(measured(command))
    for name, *measures in limits() if os.path.exists(f"{WORK}/py") else []:
        floor.setdefault(name, []).append(measures)
medians = {name: [statistics.median(column) for column in zip(*measures)] for name, measures in runs.items()}
own = medians["slot-deploy pack"]
print(f"medians of {RUNS}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
print(f"{'':26}   wall s    CPU s  peak MB  size MB   slower  larger")
for name, (wall, cpu, memory, size) in medians.items():
    ratios = f"{wall / own[0]:7.1f}x {100 * (size / own[3] - 1):+6.1f}%"
    print(f"{name:26} {wall:8.2f} {cpu:8.2f} {memory:8.0f} {size / 1e6:8.1f} {ratios}")
for name, measures in floor.items():
    wall, cpu, size = (statistics.median(column) for column in zip(*measures))
    print(f"{name:26} {wall:8.2f} {cpu:8.2f} {'':8} {size / 1e6:8.1f} {wall / own[0]:7.1f}x")
assert_same_bytes()
