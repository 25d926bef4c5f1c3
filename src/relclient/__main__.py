"""The command line: ``python -m relclient``, also installed as ``relclient``."""

import sys

from relclient.errors import MissingExtra

_INTERRUPTED = 130
"""The exit code of a shell for what an interrupt ended."""


def main() -> int:
    """
    Run the command that the program was started with and return its exit code.

    Without the packages of the extra ``cli`` it says in one sentence what to install.
    Interrupted, it ends without a word.
    """
    try:
        from relclient.cli import main as run  # noqa: PLC0415  # only here can it still be told what is missing

        return run()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except MissingExtra as missing:
        print(f"relclient: {missing}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
