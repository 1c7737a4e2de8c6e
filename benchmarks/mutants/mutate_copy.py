"""Typical mistakes of a port, made by operators on a discovery copy's syntax tree.

    mutate_copy.py COPY            prints JSON: each mutant's operator, function, line and the text it replaces
    mutate_copy.py COPY NUMBER     prints the copy with that mutant

Only code that a person can get wrong in a DB API is changed: functions that a request reaches, not the module's setup.
"""

import ast
import json
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

SKIPPED = {"get_engine", "get_session", "configure", "create_context_manager", "get_context_manager"}
# Query methods whose removal changes the query, and the name of the operator.
LINKS = {
    "order_by": "drop order_by",
    "filter": "drop a filter",
    "filter_by": "drop a filter",
    "limit": "drop a limit",
    "options": "drop an option",
    "join": "drop a join",
    "outerjoin": "drop a join",
    "distinct": "drop distinct",
    "with_for_update": "drop a lock",
    "with_lockmode": "drop a lock",
}
# Methods whose call is a statement, and whose removal loses a write.
EFFECTS = {
    "flush": "drop a flush",
    "add": "drop an add",
    "delete": "drop a delete",
    "save": "drop a save",
    "update": "drop an update",
    "execute": "drop an execute",
}
COMPARED = {ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
SHOWN = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


Node = ast.expr | ast.stmt
Replaced = tuple[str, int, int, int, str]


class Mutant(NamedTuple):
    operator: str
    function: str
    line: int
    start: int
    end: int
    text: str


class Source:
    """A module's text and the offsets of its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line.encode()))
        self.bytes = text.encode()

    def at(self, line: int, column: int) -> int:
        return self._lines[line - 1] + column

    def start(self, node: Node) -> int:
        return self.at(node.lineno, node.col_offset)

    def end(self, node: Node) -> int:
        return self.at(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def of(self, node: Node) -> str:
        return self.bytes[self.start(node) : self.end(node)].decode()


def mutants(text: str) -> Iterator[Mutant]:
    source = Source(text)
    for function in ast.parse(text).body:
        if isinstance(function, ast.FunctionDef) and not _is_setup(function):
            for operator, line, start, end, new in _of_function(function, source):
                if source.bytes[start:end].decode() != new:
                    yield Mutant(operator, function.name, line, start, end, new)


def _is_setup(function: ast.FunctionDef) -> bool:
    """Return whether the module calls a function when it is loaded. A decorator's own function wraps another one."""
    inner = [each for each in function.body if isinstance(each, ast.FunctionDef)]
    return function.name in SKIPPED or any("functools.wraps" in ast.unparse(each) for each in inner)


def _of_function(function: ast.FunctionDef, source: Source) -> Iterator[tuple[str, int, int, int, str]]:
    body = [each for each in function.body if not _is_doc(each)]
    names = sorted(
        {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    )
    first = body[0]
    indent = " " * first.col_offset
    at = source.at(first.lineno, 0)
    yield "raise an exception", first.lineno, at, at, f"{indent}raise KeyError('mutant')\n"
    if len(body) > 1:
        after = source.at(body[1].lineno, 0)
        yield "return early", body[1].lineno, after, after, f"{indent}return None\n"
    for node in ast.walk(function):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and node is not function:
            continue
        yield from _of_node(node, names, source)


def _of_node(node: ast.AST, names: list[str], source: Source) -> Iterator[tuple[str, int, int, int, str]]:
    def replaced(operator: str, what: Node, new: str) -> tuple[str, int, int, int, str]:
        return operator, what.lineno, source.start(what), source.end(what), new

    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if (name in LINKS and not isinstance(node.func.value, (ast.Constant, ast.Name))) or (
            name in LINKS and isinstance(node.func.value, ast.Name) and "query" in node.func.value.id
        ):
            line = node.func.end_lineno or node.lineno
            yield LINKS[name], line, source.start(node), source.end(node), source.of(node.func.value)
        if name == "order_by" and node.args and not isinstance(node.args[0], ast.Starred):
            yield replaced(
                "reverse order_by", node.args[0], f"__import__('sqlalchemy').desc({source.of(node.args[0])})"
            )
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        if isinstance(function, ast.Attribute) and function.attr in EFFECTS:
            yield replaced(EFFECTS[function.attr], node, "pass")
        elif isinstance(function, ast.Name):
            yield replaced("drop a call", node, "pass")
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARED:
        left, right = node.left, node.comparators[0]
        new = COMPARED[type(node.ops[0])]
        operator = (
            "negate a comparison" if type(node.ops[0]) in (ast.Eq, ast.NotEq) else "change a comparison"
        )
        yield replaced(operator, node, f"{source.of(left)} {new} {source.of(right)}")
    if isinstance(node, ast.If):
        yield replaced("negate a condition", node.test, f"not ({source.of(node.test)})")
    if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
        yield from _constant(node.value, replaced)
    if isinstance(node, (ast.Assign, ast.Compare)):
        values = [node.value] if isinstance(node, ast.Assign) else node.comparators
        for value in values:
            if isinstance(value, ast.Constant):
                yield from _constant(value, replaced)
    if isinstance(node, ast.Raise) and node.exc is not None:
        yield replaced("swallow an exception", node, "pass")
    if isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, ast.Name):
            others = [name for name in names if name != node.value.id]
            if others:
                yield replaced("return the wrong variable", node.value, others[0])
        yield replaced("return nothing", node.value, "None")


def _constant(
    value: ast.Constant, replaced: Callable[[str, Node, str], Replaced]
) -> Iterator[tuple[str, int, int, int, str]]:
    if isinstance(value.value, bool):
        yield replaced("wrong constant", value, str(not value.value))
    elif isinstance(value.value, int):
        yield replaced("wrong constant", value, str(value.value + 1))
    elif isinstance(value.value, str) and value.value:
        yield replaced("wrong constant", value, repr(value.value + "x"))


def _is_doc(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    found = list(mutants(text))
    if len(sys.argv) > 2:
        mutated = applied(text, found[int(sys.argv[2])])
        ast.parse(mutated)
        sys.stdout.write(mutated)
        return
    json.dump(
        [
            {
                "operator": each.operator,
                "function": each.function,
                "line": each.line,
                "was": text.encode()[each.start : each.end].decode(),
                "is": each.text,
            }
            for each in found
        ],
        sys.stdout,
    )


def applied(text: str, mutant: Mutant) -> str:
    whole = text.encode()
    return (whole[: mutant.start] + mutant.text.encode() + whole[mutant.end :]).decode()


if __name__ == "__main__":
    main()
