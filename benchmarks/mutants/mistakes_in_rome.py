"""Print the mistakes in ROME, or a ROME with one of them.

mistakes_in_rome.py              prints JSON: each mistake's name, the constructs whose users reach it, the scenarios
                                 that show it, and a regular expression for the construct or statement that shows it
mistakes_in_rome.py NUMBER FILE  prints FILE, rome/__init__.py, with that mistake appended
"""

import json
import sys

from mistakes import MISTAKES

_MODULE = """
import sys as _sys

exec(compile({patch!r}, "rome/mistake.py", "exec"), {{"__name__": "rome.mistake", "rome": _sys.modules["rome"]}})
"""


def main() -> None:
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            sys.stdout.write(file.read() + _MODULE.format(patch=MISTAKES[int(sys.argv[1])].patch))
        return
    listed = [
        {
            "operator": each.what,
            "function": "ROME",
            "constructs": each.constructs,
            "scenarios": each.scenarios or None,
            "shows": each.shows,
        }
        for each in MISTAKES
    ]
    json.dump(listed, sys.stdout)


if __name__ == "__main__":
    main()
