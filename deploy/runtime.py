"""What the bot needs to run: every distribution, as installed, one `name==version` a line.

Development tools share the same environment; only what `kinebot` itself asks for, directly or not,
is listed, and what the extras given as arguments ask for.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import distribution

from packaging.requirements import Requirement


def pins(project: str = "kinebot") -> list[str]:
    """Return every distribution that a project needs here, without the project itself.

    Args:
        project: its name, and the extras wanted: `kinebot`, `kinebot[dev,bench]`.
    """
    wanted = Requirement(project)
    itself = _plain(wanted.name)
    found: dict[str, str] = {}
    seen, waiting = set(), [wanted]
    while waiting:
        wanted = waiting.pop()
        key = (_plain(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        installed = distribution(wanted.name)
        found[key[0]] = f"{installed.name}=={installed.version}"
        waiting += _needs(installed.requires or [], wanted.extras)
    found.pop(itself)
    return sorted(found.values(), key=str.lower)


def _needs(lines: list[str], extras: set[str]) -> list[Requirement]:
    """Keep what this machine and these extras ask for."""
    wanted = [Requirement(line) for line in lines]
    cases = [{"extra": extra} for extra in extras or {""}]
    return [
        need for need in wanted
        if need.marker is None or any(need.marker.evaluate(case) for case in cases)
    ]  # fmt: skip


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    print("\n".join(pins(f"kinebot[{','.join(sys.argv[1:])}]")))
