"""Print discovery copies of Glance that patch a mistake into ROME.

mistakes_in_rome.py COPY            prints JSON: each mistake's name, the constructs whose users reach it, and a regular
                                    expression for the construct or statement that shows it
mistakes_in_rome.py COPY NUMBER     prints the copy with that mistake
mistakes_in_rome.py COPY NUMBER …   surveys ROME with that mistake; the other arguments are passed to `rome.survey`
"""

import json
import runpy
import sys

from mistakes import MISTAKES


def _apart(patch: str) -> str:
    """Return Python that runs the patch as ROME's own code, so that the probe does not see its calls as the copy's."""
    names = "{'__name__': 'rome.mistake', 'rome': rome}"
    return f"exec(compile({patch!r}, 'rome/mistake.py', 'exec'), {names})\n"


def _survey(patch: str, arguments: list[str]) -> None:
    import rome

    exec(_apart(patch), {"rome": rome})
    sys.argv = ["rome.survey", *arguments]
    runpy.run_module("rome.survey", run_name="__main__", alter_sys=True)


def main() -> None:
    if len(sys.argv) > 3:
        _survey(MISTAKES[int(sys.argv[2])].patch, sys.argv[3:])
        return
    if len(sys.argv) > 2:
        with open(sys.argv[1], encoding="utf-8") as file:
            sys.stdout.write(f"{file.read()}\n{_apart(MISTAKES[int(sys.argv[2])].patch)}")
        return
    listed = [
        {
            "operator": each.what,
            "function": "ROME",
            "constructs": each.constructs,
            "scenarios": each.scenarios,
            "shows": each.shows,
        }
        for each in MISTAKES
    ]
    json.dump(listed, sys.stdout)


if __name__ == "__main__":
    main()
