"""The push-down plan: the rows that a compiled statement can depend on. A plan is made once per compiled statement.

The plan can include too many rows, but never too few. SQLite then runs the statement on the loaded rows.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.sql import elements, selectable, visitors
from sqlalchemy.sql.schema import Table

from rome.schema.affinity import converted
from rome.schema.tables import Tables
from rome.statements.conditions import Choice, Occurrence, Reader, conjuncts, join_conditions
from rome.statements.cut import note_cuts
from rome.statements.level import Level
from rome.storage import layout
from rome.storage.locks import unique_lock

# Maps a BindParameter to its values in this execution, or to None if they are unknown.
Values = Callable[[Any], list | None]
# Maps (table, column) to the column's values in the rows that this transaction wrote.
DirtyValues = Callable[[str, str], list]


class Plan:
    """The plan of one statement.

    `tables`: all tables of the statement. `locked`: the tables that SELECT FOR UPDATE locks. `looks_up`: whether the
    statement looks up rows of a single table by their values.
    """

    def __init__(self, statement: Any, sql: str, levels: Sequence[Level], tables: Tables) -> None:
        self._tables = tables
        self._occurrences: list[Occurrence] = []
        by_level: list[dict[Any, Occurrence]] = []
        everywhere: dict[Any, list[Occurrence]] = {}
        pending: list[list[tuple[Any, set[Occurrence] | None]]] = []
        for part in levels:
            level: dict[Any, Occurrence] = {}
            conditions: list[tuple[Any, set[Occurrence] | None]] = []
            for element in part.froms:
                self._from(element, level, conditions)
            conditions += [(c, None) for criterion in part.where for c in conjuncts(criterion)]
            by_level.append(level)
            pending.append(conditions)
            for element, occurrence in level.items():
                everywhere.setdefault(element, []).append(occurrence)
        for level, conditions in zip(by_level, pending):
            reader = Reader(level, everywhere, tables)
            for condition, may_bound in conditions:
                reader.apply(condition, may_bound)
        note_cuts(levels, dict(zip(levels, by_level)), tables)
        self._whole = self._whole_tables(statement, sql)
        self.locked = sorted({o.table for o in by_level[0].values()}) if by_level else []
        self.tables = sorted({o.table for o in self._occurrences} | set(self._whole))
        self._one_condition = len(pending) == 1 and len(pending[0]) == 1
        # If such a lookup finds no row, the caller may insert it next.
        self.looks_up = len(self._occurrences) == 1 and bool(self._occurrences[0].constants)

    def _from(self, element: Any, level: dict[Any, Occurrence], conditions: list) -> set[Occurrence]:
        """Add the tables in a FROM element to `level` and the conditions of its joins to `conditions`.

        Returns the occurrences in the element.
        """
        if isinstance(element, selectable.FromGrouping):
            return self._from(element.element, level, conditions)
        if isinstance(element, selectable.Join):
            left = self._from(element.left, level, conditions)
            right = self._from(element.right, level, conditions)
            optional = left | right if element.full else right if element.isouter else set()
            for occurrence in optional:
                occurrence.optional = True
            bounded = set() if element.full else right if element.isouter else None
            conditions += [(c, bounded) for c in join_conditions(element)]
            return left | right
        base = element
        while isinstance(base, selectable.Alias):
            base = base.element
        if not isinstance(base, Table) or base.name not in self._tables:
            return set()  # a derived table, whose SELECT is a separate level
        if element not in level:
            level[element] = Occurrence(len(self._occurrences) + 1, base.name)  # Lua counts from 1
            self._occurrences.append(level[element])
        return {level[element]}

    def _whole_tables(self, statement: Any, sql: str) -> list[str]:
        """Return the tables in SQL text, or in statement classes that are not SQLAlchemy's. They are loaded in full."""
        parts = visitors.iterate(statement) if isinstance(statement, elements.ClauseElement) else ()
        if type(statement).__module__.startswith("sqlalchemy.") and not any(
            isinstance(p, elements.TextClause) for p in parts
        ):
            return []
        return tables_named(sql, self._tables)

    def row_ids(self, values: Values) -> list[tuple[str, str]] | None:
        """Return (table, key) of the statement's rows, if its only condition names their primary keys; otherwise
        None."""
        if len(self._occurrences) != 1 or self._whole or not self._one_condition:
            return None
        occurrence = self._occurrences[0]
        for choices in occurrence.constants:
            alts = self._alts(occurrence, choices, values)
            if alts is not None and all("pk" in alt for alt in alts):
                return [(occurrence.table, pk) for alt in alts for pk in alt["v"]]
        return None

    def unique_locks(self, values: Values) -> set[str]:
        """Return the locks of the unique values in the statement's conditions.

        The result is empty if the conditions have no complete unique value, or if the statement has several tables.
        """
        if len(self._occurrences) != 1 or self._whole:
            return set()
        occurrence, fixed = self._occurrences[0], {}
        for choices in occurrence.constants:
            alts = self._alts(occurrence, choices, values)
            if alts is not None and len(alts) == 1 and len(alts[0]["v"]) == 1:
                fixed[choices[0].column] = alts[0]["v"][0]
        return {
            unique_lock(occurrence.table, columns, layout.join([fixed[c] for c in columns]))
            for columns in self._tables[occurrence.table].uniques
            if fixed.keys() >= set(columns)
        }

    def asks(self, values: Values, dirty: DirtyValues, written: Collection[str]) -> list[dict]:
        """Return the argument of fetch.lua for this execution.

        `written`: the tables that this transaction wrote to. Redis cannot cut these to the first rows, because it does
        not have the uncommitted rows.
        """
        asks = []
        for occurrence in self._occurrences:
            bounds = (self._alts(occurrence, choices, values) for choices in occurrence.constants)
            candidates: list[dict] = [{"alts": alts} for alts in bounds if alts is not None]
            for edge in occurrence.edges:
                extra = {layout.text(v) for s, column in edge.sources for v in dirty(s.table, column)}
                candidates.append(
                    {
                        **self._where(occurrence, edge.column),
                        "v": sorted(extra),
                        "from": [[s.number, column] for s, column in edge.sources],
                    }
                )
            asks.append({"t": occurrence.table, "any": candidates})
            cut = occurrence.cut.ask(values) if occurrence.cut and occurrence.table not in written else None
            if cut is not None:
                asks[-1]["cut"] = cut
        return asks + [{"t": name, "any": []} for name in self._whole]

    def _alts(self, occurrence: Occurrence, choices: Sequence[Choice], values: Values) -> list[dict] | None:
        alts = []
        for choice in choices:
            affinity = self._tables[occurrence.table].affinity[choice.column]
            texts: set[str] = set()
            for constant in choice.values:
                found = values(constant) if isinstance(constant, elements.BindParameter) else [constant]
                if found is None:
                    return None
                # `column = NULL` is true for no row. IS NULL has None as a plain constant.
                as_stored = (converted(v, affinity) for v in found)
                texts.update(layout.text(v) for v in as_stored if v is not None or constant is None)
            alts.append({**self._where(occurrence, choice.column), "v": sorted(texts)})
        return alts

    def _where(self, occurrence: Occurrence, column: str) -> Mapping[str, Any]:
        return {"pk": True} if self._tables[occurrence.table].key == (column,) else {"c": column}


def tables_named(sql: str, tables: Tables) -> list[str]:
    """Return the names of the tables in the SQL text, outside string literals."""
    words = set(re.findall(r"\w+", re.sub(r"'[^']*'", "", sql)))
    return sorted(words.intersection(tables))
