"""
Feed the targets with inputs: ``python tests/fuzz/fuzz.py [--seconds N | --inputs N] [--seed N] [TARGET ...]``.

An input on which anything but an error of ours comes out, or that takes over two seconds, or over 200 MB of memory, is
printed with its seed, and the exit code is 1.
"""

import argparse
import resource
import sys
import traceback
from random import Random
from time import monotonic

from targets import TARGETS

LONGEST = 2.0
LARGEST = 200 * 1024  # in KiB, more than before


def run(name, *, seed, seconds, inputs):
    """Feed one target; return how many inputs it took and the faults found."""
    target, make = TARGETS[name]
    faults, number, start = [], 0, monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while (inputs is None or number < inputs) and (seconds is None or monotonic() - start < seconds):
        random = Random(f"{name}/{seed}/{number}")
        data = make(random)
        began = monotonic()
        try:
            target(data)
        except Exception:  # noqa: BLE001  # every foreign exception is what is looked for
            faults.append((number, traceback.format_exc(limit=-3), data[:300]))
        if monotonic() - began > LONGEST:
            faults.append((number, f"took {monotonic() - began:.1f} s", data[:300]))
        number += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > LARGEST:
        faults.append((number, f"memory grew by {grown // 1024} MB", b""))
    return number, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all by default")
    parser.add_argument("--seconds", type=float, help="for how long, shared by the targets")
    parser.add_argument("--inputs", type=int, help="how many inputs, shared by the targets")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    names = options.targets or list(TARGETS)
    share = len(names)
    seconds = None if options.seconds is None else options.seconds / share
    inputs = None if options.inputs is None else options.inputs // share
    if seconds is None and inputs is None:
        seconds = 60 / share
    found = 0
    for name in names:
        number, faults = run(name, seed=options.seed, seconds=seconds, inputs=inputs)
        print(f"{name:13} {number:9,} inputs, {len(faults)} faults")
        for place, told, data in faults[:5]:
            print(f"  input {options.seed}/{place}: {data!r}\n{told}")
        found += len(faults)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
