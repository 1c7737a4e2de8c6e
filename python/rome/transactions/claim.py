"""Claims: locks the rows that a statement wrote, and checks in Redis what the scratch database cannot check.

One round trip looks up unique values, foreign keys and newer versions of the written rows. If a row is newer in Redis,
ROME loads it, undoes the statement and runs it again. SQLite then finds the duplicate, or another WHERE result.
"""

import random
import time
from collections.abc import Callable, Collection, Iterator

from rome.errors import Conflict, DanglingReference, Duplicate
from rome.storage import layout
from rome.storage.locks import LOCK_MILLISECONDS, WAIT_SECONDS, row_lock
from rome.transactions.question import Question
from rome.transactions.references import still_refers
from rome.transactions.retried import is_retried
from rome.transactions.transaction import Transaction

_REDOS = 50
_CLAIMED = 1000  # locks or lookups per script
_NOTHING: dict[str, list] = {"rows": [], "uniques": [], "parents": [], "children": []}


def run_writing(
    tx: Transaction,
    load: Callable[[], None],
    execute: Callable[[], None],
    at_hand: bool,
    sets: Collection[str] | None,
) -> None:
    """Run a writing statement, and claim the rows that it writes.

    `load` loads the rows that the statement needs. `execute` runs it on the scratch database. `at_hand`: whether an
    earlier statement loaded all its rows. The statement writes these rows whatever their content, so the claim finds
    outdated ones. `sets`: the columns that an UPDATE sets; None if unknown, which counts as all.

    An UPDATE waits for its rows and overwrites what others committed meanwhile, as in InnoDB. The exception is a caller
    that retries deadlocks. It gets a deadlock error and reads again, so no change is lost and no error is visible.

    Raises SQLite's errors, DanglingReference, and Conflict if the transaction must be retried.
    """
    news: list = []
    for attempt in range(_REDOS):
        if attempt or not at_hand:
            load()
        # The load removed rows that the statement does not read, such as the holder of a unique value.
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


def settle_series(tx: Transaction) -> None:
    """Claim the equal INSERTs that wait for it. Raises Duplicate, DanglingReference and Conflict."""
    locks, uniques, parents = tx.series.take()
    if not (locks or parents):
        return
    answer = _claim(tx, locks, uniques=uniques, parents=parents)
    if answer["missing"]:
        raise DanglingReference()
    for table, pk, raw in answer["holders"]:
        if raw and tx.is_news(table, pk, raw):
            info = tx.tables[table]
            taken = info.unique_values(layout.decode(info.columns, raw).row)
            raise Duplicate(table, next(c for c, value in taken if [table, ",".join(c), value] in uniques))


def lock_missing(tx: Transaction, keys: Collection[str], again: Callable[[], None]) -> None:
    """Lock the unique values of an UPDATE that found no rows, because its caller may insert them next.

    `keys`: the locks of the unique values. `again` runs the UPDATE again, after a wait for a transaction that is
    inserting such a row. Later inserts wait for this transaction. InnoDB would report a deadlock instead.
    """
    new = set(keys) - tx.locks
    if new:
        _claim(tx, new)
        again()


def lock_read(tx: Transaction, load: Callable[[], None], tables: Collection[str]) -> None:
    """Run the load of a SELECT FOR UPDATE and lock its rows. Load again if a row has changed meanwhile.

    `tables`: the tables whose rows are locked.
    """
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
    """Lock the question of a writer's SELECT that finds no row, because the writer may insert that row next.

    Other writers with the same question wait and then find the row, as in SQLite, which allows one writer at a time.

    `question`: identifies the SELECT and its values. `found` returns the first row. `execute` runs the SELECT again.
    """
    if found() is None:
        _claim(tx, {f"none:{question}"})
        load()
    execute()


def _settle(
    tx: Transaction, written: list[tuple[str, tuple]], sets: Collection[str] | None
) -> tuple[list, bool]:
    """Claim the written rows.

    Returns (newer rows to load before the next attempt, False), or ([], True) after marking the rows as dirty.
    """
    question = Question(tx, written)
    if question.is_about_new_rows and tx.series.can_wait and not tx.has_savepoint:
        tx.series.add(question.locks, **question.about)
    elif not question.is_settled:
        answer = _claim(tx, question.locks, **question.about)
        # A row with two of the unique values occurs twice.
        news = {(row[0], row[1]): row for row in (*answer["rows"], *answer["holders"]) if tx.is_news(*row)}
        if news:
            return list(news.values()), False
        # The check below handles the children that this transaction wrote, as the transaction sees them.
        mine = {*tx.dirty, *question.fresh}
        if answer["missing"] or not mine.issuperset(map(tuple, answer["children"])):
            raise DanglingReference()
        if any(still_refers(tx, reference, value, mine) for reference, value in question.children):
            raise DanglingReference()
    for row_id, dirty in question.fresh.items():
        column = tx.overwrites(row_id, dirty, sets)
        if column is not None and is_retried():
            raise Conflict(f"{row_id[0]} {row_id[1]}: {column} was changed after it was read")
    tx.mark_written(question.fresh)
    return [], True


def _claim(tx: Transaction, locks: set[str], **given: list) -> dict[str, list]:
    """Take the locks, and look up what is given; see claim.lua for the reply.

    Raises Conflict for a cycle of waiting transactions, and after WAIT_SECONDS.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    new = sorted(locks - tx.locks)
    tx.hold(new)  # some may be held even if a reply is "wait" or is lost
    found: dict[str, list] = {"rows": [], "holders": [], "missing": [], "children": []}
    for part in _parts(new, given):
        answer = _claim_part(tx, part, deadline)
        for name, more in found.items():
            more += answer[name]
    return found


def _parts(locks: list[str], given: dict[str, list]) -> Iterator[dict[str, list]]:
    """Divide a claim so that no script takes long. All locks are taken before anything is looked up."""
    while len(locks) > _CLAIMED:
        yield {"locks": locks[:_CLAIMED]}
        locks = locks[_CLAIMED:]
    for start in range(0, max(1, *map(len, given.values()), 1), _CLAIMED):
        yield {"locks": locks, **{name: each[start : start + _CLAIMED] for name, each in given.items()}}
        locks = []


def _claim_part(tx: Transaction, part: dict[str, list], deadline: float) -> dict:
    """Send one part of a claim until its locks are held, and return the reply."""
    question = {"token": tx.token, "ttl": LOCK_MILLISECONDS, **_NOTHING, **part}
    pause = 0.001
    while True:
        answer = tx.store.claim(question)
        if answer["state"] == "held":
            tx.locks.difference_update(answer["passed"])
            return answer
        if answer["state"] == "deadlock":
            raise Conflict("transactions wait for each other")
        if time.monotonic() > deadline:
            raise Conflict(f"a lock was not free within {WAIT_SECONDS} s")
        time.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(pause * 1.5, 0.02)
