"""After a statement wrote rows: lock them, and check against Redis what the scratch database could not know.

Unique values, foreign keys and newer versions of the written rows are looked up in one call. Whatever turns
out to be news is loaded, the statement is taken back and run again: SQLite itself then finds a duplicate, or
another WHERE result.
"""

import random
import time
from collections.abc import Callable, Collection
from typing import Any

from rome.errors import Conflict, DanglingReference
from rome.storage.locks import LOCK_MILLISECONDS, WAIT_SECONDS, row_lock
from rome.transactions.question import Question
from rome.transactions.references import still_refers
from rome.transactions.retried import is_retried
from rome.transactions.transaction import Transaction

_REDOS = 50


def run_writing(
    tx: Transaction,
    load: Callable[[], None],
    execute: Callable[[], None],
    at_hand: bool,
    sets: Collection[str] | None,
) -> None:
    """Run a writing statement. `load` brings the rows it needs, `execute` runs it on the scratch database. `at_hand`:
    its rows were loaded for an earlier statement, and whatever is in them it writes them, so the claim will tell whether
    they are old. `sets`: the columns that an UPDATE sets (None: not known, so maybe all).

    An UPDATE waits for its rows, and overwrites what others committed meanwhile, as InnoDB's does. Only whose caller
    retries deadlocks is informed of one then, and reads again: so it loses nothing, and nobody sees an error.

    Raises what SQLite raises, DanglingReference, or Conflict when it must be retried in a new transaction.
    """
    news: list = []
    for attempt in range(_REDOS):
        if attempt or not at_hand:
            load()
        # What the statement itself does not read, such as the holder of a unique value, went with the load.
        tx.learn(row for row in news if (row[0], row[1]) not in tx.loaded)
        tx.scratch.execute("SAVEPOINT rome_statement")
        settled = False
        try:
            tx.scratch.written.clear()
            execute()
            written = list(dict.fromkeys(tx.scratch.written))
            news, settled = _settle(tx, written, sets) if written else ([], True)
        finally:
            if not settled:
                tx.scratch.execute("ROLLBACK TO rome_statement")
            tx.scratch.execute("RELEASE rome_statement")
            tx.scratch.written.clear()
        if settled:
            return
    raise Conflict("the rows of a statement kept changing")


def lock_missing(tx: Transaction, keys: Collection[str], again: Callable[[], None]) -> None:
    """An UPDATE of rows by unique values that found none: its caller may be about to make them. Whoever makes one waits,
    and whoever is making one now is waited for; then the UPDATE runs `again`, where InnoDB would tell one of a deadlock."""
    new = set(keys) - tx.locks
    if new:
        _claim(tx, new)
        again()


def lock_read(tx: Transaction, load: Callable[[], None], tables: Collection[str]) -> None:
    """SELECT ... FOR UPDATE: lock the rows that were loaded for it; load again when one had changed
    meanwhile."""
    for _ in range(_REDOS):
        load()
        wanted = [row_id for row_id in tx.loaded if row_id[0] in tables and row_id not in tx.dirty]
        claimed = [[t, pk, tx.loaded[t, pk].version] for t, pk in wanted]
        answer = _claim(tx, {row_lock(*row_id) for row_id in wanted}, rows=claimed)
        if not answer["rows"]:
            tx.for_update.update(wanted)
            return
    raise Conflict("the rows of a SELECT FOR UPDATE kept changing")


def lock_absence(
    tx: Transaction,
    question: str,
    load: Callable[[], None],
    execute: Callable[[], None],
    found: Callable[[], object],
) -> None:
    """A writer's SELECT that finds no row: the writer may be about to make it. Whoever asks the same waits for it, and
    then finds the row, as where SQLite lets one writer in at a time.

    `question` tells one SELECT with its values from others; `found` gives its first row, and `execute` begins again.
    """
    if found() is None:
        _claim(tx, {f"none:{question}"})
        load()
    execute()


def _settle(
    tx: Transaction, written: list[tuple[str, tuple]], sets: Collection[str] | None
) -> tuple[list, bool]:
    """Claim the rows: (news to learn before running again, False), or ([], True) with the rows noted as
    dirty."""
    question = Question(tx, written)
    if not question.is_settled:
        answer = _claim(tx, question.locks, **question.about)
        # A row that holds two of the unique values comes twice.
        news = {(row[0], row[1]): row for row in (*answer["rows"], *answer["holders"]) if tx.is_news(*row)}
        if news:
            return list(news.values()), False
        # A child this transaction wrote was judged by what the transaction sees of it, just below.
        mine = {*tx.dirty, *question.fresh}
        if answer["missing"] or not mine.issuperset(map(tuple, answer["children"])):
            raise DanglingReference()
        if any(still_refers(tx, reference, value, mine) for reference, value in question.children):
            raise DanglingReference()
    for row_id, dirty in question.fresh.items():
        column = tx.overwrites(row_id, dirty, sets)
        if column is not None and is_retried():
            raise Conflict(f"{row_id[0]} {row_id[1]}: {column} was changed since it was read")
    tx.dirty.update(question.fresh)
    return [], True


def _claim(tx: Transaction, locks: set[str], **given: Any) -> dict:
    """Ask until the locks are held. Raises Conflict in a circle of waiters, or after too long a wait."""
    deadline = time.monotonic() + WAIT_SECONDS
    new = sorted(locks - tx.locks)
    question = {
        "token": tx.token,
        "ttl": LOCK_MILLISECONDS,
        "locks": new,
        "rows": [],
        "uniques": [],
        "parents": [],
        "children": [],
        **given,
    }
    tx.hold(new)  # some may be held even if the answer is "wait" or gets lost
    pause = 0.001
    while True:
        answer = tx.store.claim(question)
        if answer["state"] == "held":
            tx.locks.difference_update(answer["passed"])
            return answer
        if answer["state"] == "deadlock":
            raise Conflict("transactions wait for each other")
        if time.monotonic() > deadline:
            raise Conflict(f"a lock was not to be had within {WAIT_SECONDS} s")
        time.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(pause * 1.5, 0.02)
