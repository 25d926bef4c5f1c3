"""Print, as constraints, the lowest version that pyproject.toml allows of each package that relclient itself needs."""

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
FOR_USERS = ("json", "cli", "frames", "sql")
LOWEST = re.compile(r"([\w.-]+)>=([\w.]+)$")


def numbers(version: str) -> tuple[int, ...]:
    """Give *version* in a form that can be compared."""
    return tuple(map(int, version.split(".")))


extras = PROJECT["optional-dependencies"]
lowest = {}
for requirement in [*PROJECT["dependencies"], *(text for extra in FOR_USERS for text in extras[extra])]:
    # What a marker asks for is for other machines than this one.
    if not requirement.startswith("relclient[") and ";" not in requirement:
        name, version = LOWEST.fullmatch(requirement).groups()
        # An extra may ask for more than the core does.
        lowest[name] = max(version, lowest.get(name, version), key=numbers)
for name, version in lowest.items():
    print(f"{name}=={version}")
