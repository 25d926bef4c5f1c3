"""The command line: ``python -m relclient``, also installed as ``relclient``."""

import sys

from relclient.errors import MissingExtra


def main() -> int:
    """
    Run the command that the program was started with and give its exit code.

    Without the packages of the extra ``cli`` it says in one sentence what to install.
    """
    try:
        from relclient.cli import main as run  # noqa: PLC0415  # only here can it still be told what is missing
    except MissingExtra as missing:
        print(f"relclient: {missing}", file=sys.stderr)
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
