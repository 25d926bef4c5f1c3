"""
Let atheris choose the inputs of one target by the branches that they reach: ``guided.py TARGET [SECONDS]``.

It stops at the first input on which anything but an error of ours comes out, and writes that input to a file.
"""

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["relclient"]):
    from targets import TARGETS


def main():
    _, name, *seconds = sys.argv
    target, make = TARGETS[name]

    def feed(data):
        # Half of the inputs are bytes as they come, half are valid inputs that the bytes make wrong.
        target(data if len(data) % 2 else make(Random(data)))

    atheris.Setup([sys.argv[0], f"-max_total_time={(*seconds, 60)[0]}", "-max_len=4096"], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
