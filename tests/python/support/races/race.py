"""The definition of a race, and a normal form of its outcomes."""

import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

WORKERS = 4


@dataclass(frozen=True)
class Race:
    """An operation that several processes run at once, each with its own word, `w0` to `w3`.

    prepare(key) -> subject: creates the rows that the operation needs. `key` is unique to the round.
    act(subject, word) -> the answer to the process, as JSON.
    state(subject) -> the rows afterwards, as JSON, without ids and times.
    """

    name: str
    prepare: Callable[[str], Any]
    act: Callable[[Any, str], Any]
    state: Callable[[Any], Any]


def number_of(word: str) -> int:
    return int(word[1:])


def outcome(answers: Sequence[Any], state: Any) -> str:
    """Return the answers by word and the state, as JSON. The outcome does not depend on which process came first."""
    text = json.dumps({"answers": {f"w{n}": answer for n, answer in enumerate(answers)}, "state": state})
    return min(_renamed(text, order) for order in itertools.permutations(range(len(answers))))


def _renamed(text: str, order: Sequence[int]) -> str:
    renamed = json.loads(re.sub(r"\bw(\d)\b", lambda found: f"w{order[int(found[1])]}", text))
    return json.dumps(_sorted(renamed), sort_keys=True)


def _sorted(value: Any) -> Any:
    """Return the value with sorted lists, because the order in a state has no meaning."""
    if isinstance(value, list):
        return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    return value
