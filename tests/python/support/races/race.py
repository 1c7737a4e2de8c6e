"""What a race is, and how two of its outcomes are known to be the same."""

import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

WORKERS = 4


@dataclass(frozen=True)
class Race:
    """Several processes do the same at once, each with a word of its own, `w0` to `w3`.

    prepare(key) -> subject: what is there before; `key` is no other round's. act(subject, word) -> what the process was
    answered, as JSON. state(subject) -> what is there afterwards, as JSON, without ids and times.
    """

    name: str
    prepare: Callable[[str], Any]
    act: Callable[[Any, str], Any]
    state: Callable[[Any], Any]


def number_of(word: str) -> int:
    return int(word[1:])


def outcome(answers: Sequence[Any], state: Any) -> str:
    """Answers by word, and the state. Which process it was that came first makes no other outcome."""
    text = json.dumps({"answers": {f"w{n}": answer for n, answer in enumerate(answers)}, "state": state})
    return min(_renamed(text, order) for order in itertools.permutations(range(len(answers))))


def _renamed(text: str, order: Sequence[int]) -> str:
    renamed = json.loads(re.sub(r"\bw(\d)\b", lambda found: f"w{order[int(found[1])]}", text))
    return json.dumps(_sorted(renamed), sort_keys=True)


def _sorted(value: Any) -> Any:
    """Lists as multisets: no state has an order."""
    if isinstance(value, list):
        return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    return value
