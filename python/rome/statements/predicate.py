"""Translates conditions on the rows of one table into trees for storage/lua/first_rows.lua.

A tree is a list: ["and" | "or", tree...], ["not", tree], ["=" | "!=" | "<" | "<=" | ">" | ">=", operand, operand],
["in", operand, ["value", value...]] or ["null", operand]. An operand is ["column", name, kind, affinity],
["value", value] (["value"] is NULL) or ["case", [[tree, operand]...], operand]. In a plan, a value can be a
BindParameter.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Boolean, DateTime, Integer, Numeric, String
from sqlalchemy.sql import elements, operators

from rome.schema.affinity import Affinity, affinity_of, converted
from rome.schema.tables import collation
from rome.statements.conditions import constants, plain

Tree = list
_COMPARISONS = {
    operators.eq: "=",
    operators.ne: "!=",
    operators.lt: "<",
    operators.le: "<=",
    operators.gt: ">",
    operators.ge: ">=",
}
_KINDS = {String: "string", DateTime: "string", Integer: "number", Boolean: "number", Numeric: "number"}


def kind_of(column: elements.ColumnClause) -> str | None:
    """Return the type that Lua must find the column's values to have: 'string' or 'number'.

    Returns None if Lua cannot compare the values as SQLite does.
    """
    if (
        collation(column) or json.dumps(column.name) != f'"{column.name}"'
    ):  # Lua looks for the name in the row's JSON
        return None
    return _KINDS.get(column.type._type_affinity)


class Predicates:
    """Translates expressions. The methods return None for an unsupported expression.

    `column`: a function that returns the table's column that an expression refers to, or None.
    """

    def __init__(self, column: Callable[[Any], elements.ColumnClause | None]) -> None:
        self._column = column

    def all(self, criteria: Iterable[Any]) -> Tree | None:
        """Return the tree of the criteria joined with AND."""
        return _joined("and", [self.tree(criterion) for criterion in criteria])

    def tree(self, x: Any) -> Tree | None:
        """Return the tree of one condition."""
        x = plain(x)
        if isinstance(x, elements.BooleanClauseList):
            return _joined(
                "and" if x.operator is operators.and_ else "or", [self.tree(part) for part in x.clauses]
            )
        if isinstance(x, elements.UnaryExpression) and x.operator is operators.inv:
            return _joined("not", [self.tree(x.element)])
        if not isinstance(x, elements.BinaryExpression):
            return None
        if x.operator in (operators.is_, operators.is_not) and isinstance(plain(x.right), elements.Null):
            null = _joined("null", [self._operand(x.left)])
            return null if x.operator is operators.is_ else _joined("not", [null])
        if x.operator in (operators.in_op, operators.not_in_op):
            left, values = self._operand(x.left), constants(x.right)
            found = None if left is None or values is None else ["in", left, ["value", *values]]
            return found if x.operator is operators.in_op else _joined("not", [found])
        name = _COMPARISONS.get(x.operator)
        operands = [self._operand(x.left), self._operand(x.right)]
        return _joined(name, operands) if name and _compares_as_stored(*operands) else None

    def _operand(self, x: Any) -> Tree | None:
        x = plain(x)
        column = self._column(x)
        if column is not None:
            kind = kind_of(column)
            return ["column", column.name, kind, affinity_of(column.type)] if kind else None
        if isinstance(x, elements.Case) and x.value is None:
            whens = [_pair(self.tree(condition), self._operand(result)) for condition, result in x.whens]
            otherwise = self._operand(x.else_) if x.else_ is not None else ["value"]
            return None if None in whens or otherwise is None else ["case", whens, otherwise]
        values = constants(x)
        return ["value", *values] if values is not None and len(values) == 1 else None


def _joined(name: str, parts: list[Tree | None]) -> Tree | None:
    return None if None in parts else [name, *parts]


def _compares_as_stored(left: Tree | None, right: Tree | None) -> bool:
    """Whether SQLite compares the stored values of the operands without a conversion, apart from constants.

    SQLite converts text to a number if the other operand is a numeric column.
    """
    numeric = [one[3].is_numeric if one and one[0] == "column" else None for one in (left, right)]
    if None not in numeric:
        return numeric[0] == numeric[1]
    return not any(one and one[0] == "case" for one in (left, right)) or not any(
        one and one[0] == "column" and one[2] == "string" and one[3].is_numeric for one in (left, right)
    )


def _pair(condition: Tree | None, result: Tree | None) -> Tree | None:
    return None if condition is None or result is None else [condition, result]


def resolved(tree: Tree, values: Callable[[Any], list | None]) -> Tree | None:
    """Return the tree with the values of this execution, converted for the columns that they are compared with.

    Returns None if a value is unknown, or is not text or a number.
    """
    columns = [part[3] for part in tree if isinstance(part, list) and part[:1] == ["column"]]
    made: Tree = []
    for part in tree:
        one = _resolved(part, values, columns[0] if len(columns) == 1 and len(tree) == 3 else None)
        if one is None:
            return None
        made.append(one)
    return made


def _resolved(part: Any, values: Callable[[Any], list | None], affinity: Affinity | None) -> Any:
    if not isinstance(part, list):
        return part
    if part[:1] == ["column"]:
        return part[:3]
    if part[:1] != ["value"]:
        return resolved(part, values)
    found: list = []
    for constant in part[1:]:
        several = values(constant) if isinstance(constant, elements.BindParameter) else [constant]
        if several is None:
            return None
        found += several if affinity is None else [converted(value, affinity) for value in several]
    if not all(isinstance(value, (str, int, float)) for value in found):
        return None
    return ["value", *(int(value) if isinstance(value, bool) else value for value in found)]
