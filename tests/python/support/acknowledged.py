"""Several processes write to Glance's tables while Redis servers fail. Compares what they were promised with what is there.

Each process in turn counts up one shared row, moves a unit between two of four other rows, and adds an image with a
property. A write is acknowledged, or refused and repeated, or unknown (DBConnectionError at its commit).
"""

import itertools
import multiprocessing
import random
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from glance.db.sqlalchemy import models
from oslo_db import exception

import rome
from rome.check import check
from rome.models import MODELS

Image = models.Image
_PURSES = [f"purse{n}" for n in range(4)]
_UNITS = 100
_KINDS = ("count", "move", "add")


class Report(NamedTuple):
    """What was found after all processes ended.

    `pause`: the longest time without a commit, in seconds. `errors`: number of errors by text, other than those that
    callers retry.
    """

    acknowledged: int
    unknown: int
    lost_counts: int
    double_counts: int
    lost_images: int
    torn_images: int
    sum_is_wrong: bool
    pause: float
    errors: Mapping[str, int]
    findings: list[str]

    @property
    def is_right(self) -> bool:
        """Whether nothing acknowledged is lost, nothing was done twice, and the namespace is consistent."""
        wrong = self.lost_counts, self.double_counts, self.lost_images, self.torn_images, self.sum_is_wrong
        return not (any(wrong) or self.findings)


class _Seen:
    """What one process saw."""

    def __init__(self) -> None:
        self.done: dict[str, int] = dict.fromkeys(_KINDS, 0)
        self.unknown: dict[str, int] = dict.fromkeys(_KINDS, 0)
        self.added: list[str] = []
        self.times: list[float] = []
        self.errors: dict[str, int] = {}


def write_together(
    url: str, processes: int, seconds: float, seed: int, strike: Callable[[], object], strike_after: float
) -> Report:
    """Write for some seconds in several processes. `strike` makes servers fail after `strike_after` seconds."""
    rome.configure("glance", MODELS["glance"](), url)
    rome.create_all("glance")
    with rome.get_session("glance", autocommit=False) as session:
        rows = {"counter": 0, **dict.fromkeys(_PURSES, _UNITS)}
        session.add_all(_image(id_, min_ram=number) for id_, number in rows.items())
        session.commit()
    context = multiprocessing.get_context("fork")
    results, start = context.Queue(), context.Barrier(processes + 1)
    workers = [
        context.Process(target=_work, args=(url, random.Random(f"{seed} {n}"), n, seconds, start, results))
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    time.sleep(strike_after)
    strike()
    seen = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return _report(url, seen)


def _work(url: str, choose: random.Random, number: int, seconds: float, start: Any, results: Any) -> None:
    rome.configure("glance", MODELS["glance"](), url)  # with connections of its own
    seen = _Seen()
    start.wait()
    until, turn = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        turn += 1
        kind, id_ = _KINDS[turn % len(_KINDS)], f"{number}-{turn}"
        works: dict[str, Callable[[Any], None]] = {
            "count": _count,
            "move": partial(_move, choose),
            "add": partial(_add, id_),
        }
        if _attempt(kind, works[kind], seen, until) and kind == "add":
            seen.added.append(id_)
    results.put(seen)


def _attempt(kind: str, work: Callable[[Any], None], seen: _Seen, until: float) -> bool:
    """Repeat the work until it is acknowledged or its outcome is unknown. Return whether it is acknowledged."""
    while time.monotonic() < until:
        committing = False
        session = rome.get_session("glance", autocommit=False)
        try:
            work(session)
            session.flush()
            committing = True
            session.commit()
        except (exception.DBDeadlock, exception.DBDuplicateEntry):
            session.rollback()
        except exception.DBError as error:
            text = f"{type(error).__name__}: {str(error)[:100]}"
            seen.errors[text] = seen.errors.get(text, 0) + 1
            if committing:
                seen.unknown[kind] += 1
                return False
        else:
            seen.done[kind] += 1
            seen.times.append(time.monotonic())
            return True
        finally:
            session.close()
    return False


def _image(id_: str, **values: Any) -> Any:
    return Image(id=id_, status="queued", visibility="private", **values)


def _count(session: Any) -> None:
    found = session.query(Image).filter_by(id="counter").with_for_update().one()
    found.min_ram = found.min_ram + 1


def _move(choose: random.Random, session: Any) -> None:
    one, other = sorted(choose.sample(_PURSES, 2))
    for id_, units in ((one, -1), (other, 1)):
        session.query(Image).filter_by(id=id_).update(
            {"min_ram": Image.min_ram + units}, synchronize_session=False
        )


def _add(id_: str, session: Any) -> None:
    session.add(_image(id_, properties=[models.ImageProperty(name="made by", value=id_)]))


def _report(url: str, seen: list[_Seen]) -> Report:
    with rome.get_session("glance", autocommit=False) as session:
        held = dict(session.query(Image.id, Image.min_ram))
        complete = {id_ for (id_,) in session.query(models.ImageProperty.image_id)}
    counted = sum(each.done["count"] for each in seen)
    unknown = sum(each.unknown["count"] for each in seen)
    times = sorted(at for each in seen for at in each.times)
    errors: dict[str, int] = {}
    for each in seen:
        for text, count in each.errors.items():
            errors[text] = errors.get(text, 0) + count
    return Report(
        acknowledged=sum(sum(each.done.values()) for each in seen),
        unknown=sum(sum(each.unknown.values()) for each in seen),
        lost_counts=max(0, counted - held["counter"]),
        double_counts=max(0, held["counter"] - counted - unknown),
        lost_images=len({id_ for each in seen for id_ in each.added} - set(held)),
        torn_images=len({id_ for id_ in held if "-" in id_} - complete),
        sum_is_wrong=sum(held[id_] for id_ in _PURSES) != _UNITS * len(_PURSES),
        pause=max((later - earlier for earlier, later in itertools.pairwise(times)), default=0.0),
        errors=errors,
        findings=check(url, MODELS["glance"]()).findings,
    )
