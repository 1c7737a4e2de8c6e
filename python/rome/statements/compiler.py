"""Compiles statements for the scratch database, collects input for the push-down plan, and applies the profile."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler, SQLiteDDLCompiler
from sqlalchemy.sql import operators
from sqlalchemy.sql.selectable import Join

import constructs
from rome.errors import refuse
from rome.schema.tables import autoincrement_column
from rome.statements.level import Level

_REVERSED = {operators.asc_op: operators.desc_op, operators.desc_op: operators.asc_op}


class RomeCompiler(SQLiteCompiler):
    """SQLAlchemy's SQLite compiler with attributes for the plan.

    `rome_levels`: each SELECT, UPDATE and DELETE, outermost first. `rome_sets`: the columns that an UPDATE sets.
    `rome_for_update`: whether the statement is a SELECT FOR UPDATE. Raises MissingQuery for a refused construct.
    """

    def __init__(self, dialect: Any, statement: Any, *args: Any, **kwargs: Any) -> None:
        self.rome_levels: list[Level] = []
        self._rome_open: list[Level] = []
        self.rome_for_update = False
        self.rome_sets: frozenset[str] = frozenset()
        if statement is not None:
            _check_refusals(dialect.rome_profile, statement, kwargs.get("for_executemany", False))
        super().__init__(dialect, statement, *args, **kwargs)

    def _way(self, construct: str) -> str | None:
        return self.dialect.rome_profile.get(construct)

    def _compose_select_body(
        self, text: str, select: Any, compile_state: Any, inner_columns: Any, froms: Any, *rest: Any
    ) -> str:
        level = Level(
            list(froms), list(select._where_criteria), None if self.dialect.rome_profile else select
        )
        self.rome_levels.append(level)
        if self._rome_open:
            self._rome_open[-1].inner.append(level)
        self._rome_open.append(level)
        try:
            return super()._compose_select_body(text, select, compile_state, inner_columns, froms, *rest)
        finally:
            self._rome_open.pop()

    def visit_update(self, update_stmt: Any, **kw: Any) -> str:
        self.rome_levels.append(Level([update_stmt.table], list(update_stmt._where_criteria)))
        text = super().visit_update(update_stmt, **kw)
        state = self.compile_state
        if self.isupdate and state is not None:
            given = (*(state._dict_parameters or ()), *(self.column_keys or ()))
            keys = {getattr(key, "key", key) for key in given}
            self.rome_sets = frozenset(c.name for c in state.statement.table.columns if c.key in keys)
        return text

    def visit_delete(self, delete_stmt: Any, **kw: Any) -> str:
        self.rome_levels.append(Level([delete_stmt.table], list(delete_stmt._where_criteria)))
        return super().visit_delete(delete_stmt, **kw)

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        self.rome_for_update = self.rome_for_update or self._way("for_update") != "ignore"
        return super().for_update_clause(select, **kw)

    # Constructs that a profile changes

    def visit_join(self, join: Join, *args: Any, **kw: Any) -> str:
        outer = join.isouter or join.full
        if self._way("join.outer" if outer else "join.inner") in ("inner", "outer"):
            join = join._clone()
            join.isouter, join.full = not outer, False
        return super().visit_join(join, *args, **kw)

    def visit_binary(self, binary: str, *args: Any, **kw: Any) -> str:
        return self._constant_for(binary) or super().visit_binary(binary, *args, **kw)

    def visit_clauselist(self, clauselist: Any, *args: Any, **kw: Any) -> str:
        return self._constant_for(clauselist) or super().visit_clauselist(clauselist, *args, **kw)

    def visit_expression_clauselist(self, clauselist: Any, *args: Any, **kw: Any) -> str:
        """AND and OR in SQLAlchemy 2."""
        return self._constant_for(clauselist) or super().visit_expression_clauselist(clauselist, *args, **kw)

    def _constant_for(self, criterion: Any) -> str | None:
        operator = getattr(criterion, "operator", None)
        way = self._way(f"op.{constructs.operator_name(operator)}") if operator is not None else None
        return {"always": "(1 = 1)", "never": "(1 = 0)"}.get(way or "")

    def visit_unary(self, unary: Any, *args: Any, **kw: Any) -> str:
        turned = _REVERSED.get(unary.modifier)
        if turned and self._way(f"op.{constructs.operator_name(unary.modifier)}") == "reverse":
            unary = unary._clone()
            unary.modifier = turned
        return super().visit_unary(unary, *args, **kw)

    def visit_function(self, function: Any, *args: Any, **kw: Any) -> str:
        if self._way(f"func.{function.name.lower()}") == "zero":
            return "count(NULL)"
        return super().visit_function(function, *args, **kw)

    def limit_clause(self, select: Any, **kw: Any) -> str:
        kept = {
            name: clause
            for name, clause in (("limit", select._limit_clause), ("offset", select._offset_clause))
            if clause is not None and self._way(name) != "ignore"
        }
        if not kept:
            return ""
        text = "\n LIMIT " + (self.process(kept["limit"], **kw) if "limit" in kept else "-1")
        return text + (" OFFSET " + self.process(kept["offset"], **kw) if "offset" in kept else "")

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        return "" if self._way("order_by") == "ignore" else super().order_by_clause(select, **kw)

    def group_by_clause(self, select: Any, **kw: Any) -> str:
        return "" if self._way("group_by") == "ignore" else super().group_by_clause(select, **kw)

    def get_select_precolumns(self, select: Any, **kw: Any) -> str:
        return "" if self._way("distinct") == "ignore" else super().get_select_precolumns(select, **kw)


def _check_refusals(profile: Mapping[str, str], statement: Any, many: bool) -> None:
    if "refuse" not in profile.values():
        return
    for construct in sorted(constructs.of_execution(statement, many)):
        if profile.get(construct) == "refuse":
            # This SQL has names in place of bind values, which can be secrets.
            refuse(construct, " ".join(str(statement).split())[:500])


class RomeDDLCompiler(SQLiteDDLCompiler):
    """Compiles CREATE TABLE for the scratch database."""

    def get_column_specification(self, column: Any, **kw: Any) -> str:
        """Make the id column AUTOINCREMENT. SQLite first generates a missing id itself; see scratch.py."""
        if column.table is not None and column is autoincrement_column(column.table):
            return f"{self.preparer.format_column(column)} INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"
        return super().get_column_specification(column, **kw)

    def visit_primary_key_constraint(self, constraint: Any, **kw: Any) -> str | None:
        if autoincrement_column(constraint.table) is not None:
            return None
        return super().visit_primary_key_constraint(constraint, **kw)
