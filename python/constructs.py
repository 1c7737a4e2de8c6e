"""The constructs a query needs: one vocabulary for profiles, the probe, the survey and the reports.

Two levels. `Query.<method>` says that the *service* called that method on a query object (`service_caller`
tells it from a library's own calls). The others come from the statement that is executed: `of_statement`
reads them off its tree.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from threading import Lock
from types import FrameType
from typing import Any

from sqlalchemy.orm import context
from sqlalchemy.sql import dml, elements, selectable, visitors
from sqlalchemy.sql.functions import FunctionElement

# How SQLAlchemy 2 makes a Core select of an ORM's where no compiler is at work; 1.4 has a way of its own.
_ORM_SELECT = getattr(context, "ORMSelectCompileState", None) or getattr(
    context, "_ORMSelectCompileState", None
)
_CREATE_CONTEXT = getattr(_ORM_SELECT, "_create_orm_context", None)

QUERY = "Query."
# Calls made from inside these are the libraries' own, not the service's.
LIBRARIES = ("sqlalchemy", "oslo_db")
# These stand between a caller and the real method; the frame outside of them is the caller.
WRAPPERS = ("probe", "rome.query")
_BY_VISIT_NAME = {
    "case": "case",
    "cast": "cast",
    "textclause": "text",
    "alias": "alias",
    "tablesample": "alias",
    "subquery": "subquery",
    "cte": "subquery",
    "lateral": "subquery",
    "savepoint": "savepoint",
}
_LOADERS = {"joined": "loader.joined", "subquery": "loader.subquery", "selectin": "loader.selectin"}
_CLAUSES = {
    "limit": "_limit_clause",
    "offset": "_offset_clause",
    "order_by": "_order_by_clauses",
    "group_by": "_group_by_clauses",
    "having": "_having_criteria",
    "distinct": "_distinct",
    "for_update": "_for_update_arg",
}
_CACHED = 2000  # statements; a service has a few hundred


def operator_name(operator: Any) -> str:
    """`in_op` -> `in`, `not_like_op` -> `not_like`, `is_` -> `is`; a custom operator is spelled as in SQL."""
    spelled = getattr(operator, "opstring", None)  # of SQLAlchemy 2's class of custom operators it is a slot
    name = spelled if spelled and isinstance(spelled, str) else str(getattr(operator, "__name__", operator))
    return (name[:-3] if name.endswith("_op") else name).rstrip("_")


def service_caller(frame: FrameType | None) -> FrameType | None:
    """The service's own frame that made the call which arrived in `frame`; None when one of its libraries
    made it."""
    while frame is not None:
        module = frame.f_globals.get("__name__")
        # Code that SQLAlchemy's decorators generate has no module name: look through it, too.
        if module and not any(module == w or module.startswith(w + ".") for w in WRAPPERS):
            return None if module.split(".")[0] in LIBRARIES else frame
        frame = frame.f_back
    return None


_cache: OrderedDict[Any, frozenset[str]] = OrderedDict()
_cache_lock = Lock()


def of_execution(statement: Any, many: bool) -> frozenset[str]:
    """As `of_statement`; `many` tells that it is executed with a list of parameter sets."""
    found = of_statement(statement)
    return found | {"insert.many"} if many and "insert" in found else found


def of_statement(statement: Any) -> frozenset[str]:
    """The statement-level constructs of a Core or ORM statement. What is no SQL element has none."""
    if not isinstance(statement, elements.ClauseElement):
        return frozenset()
    key = statement._generate_cache_key()
    if key is None:
        return frozenset(_found(statement))
    with _cache_lock:
        known = _cache.get(key.key)
    if known is None:
        known = frozenset(_found(statement))
        with _cache_lock:
            _cache[key.key] = known
            if len(_cache) > _CACHED:
                _cache.popitem(last=False)
    return known


def counted_in(statement: Any) -> Counter[str]:
    """As `of_statement`, with the number of elements that have each construct."""
    return Counter(_found(statement))


def _found(statement: elements.ClauseElement) -> Iterator[str]:
    done: set[int] = set()
    todo = [statement]
    keep = []  # holds what `done` knows by id, lest an id be used again
    while todo:
        root = todo.pop()
        core = as_core(root)
        yield from _loaders(root)
        for element in visitors.iterate(core):
            if id(element) in done:
                continue
            done.add(id(element))
            keep.append(element)
            if isinstance(
                element, selectable.Exists
            ):  # its own SELECT, a scalar one in SQLAlchemy 2, is no subquery
                done.add(id(element.element))
                keep.append(element.element)
            yield from _of_element(element)
            if element is not core and is_orm(element):
                todo.append(element)
            if isinstance(element, dml.UpdateBase):
                todo.extend(_inside_dml(element))


def is_orm(element: Any) -> bool:
    """Whether it is a select that the ORM compiles."""
    plugin = getattr(element, "_propagate_attrs", {}).get("compile_state_plugin")
    return plugin == "orm" and isinstance(element, selectable.SelectBase)


def as_core(statement: Any) -> Any:
    """An ORM select becomes the Core select that is really compiled, with the joins eager loading adds."""
    if is_orm(statement) and not isinstance(statement, selectable.CompoundSelect):
        if _CREATE_CONTEXT is not None:
            return _CREATE_CONTEXT(statement, toplevel=True, compiler=None).statement
        return statement._compile_state_factory(statement, None).statement
    return statement.element if statement.__visit_name__ == "orm_from_statement" else statement


def _inside_dml(statement: dml.UpdateBase) -> Iterator[Any]:
    """What visitors do not reach: a statement class of the service's own has its parts in attributes."""
    if type(statement).__module__.startswith("sqlalchemy."):
        return
    for part in vars(statement).values():
        if isinstance(part, selectable.SelectBase):
            yield part


def _loaders(statement: Any) -> Iterator[str]:
    for option in getattr(statement, "_with_options", ()):
        bound = getattr(option, "context", None) or ()  # by path in SQLAlchemy 1.4
        strategies = [
            *(bound.values() if isinstance(bound, dict) else bound),
            *(getattr(option, "_to_bind", None) or ()),
        ]
        for strategy in strategies:
            pairs = getattr(strategy, "strategy", strategy) or ()
            yield from (_LOADERS[way] for kind, way in pairs if kind == "lazy" and way in _LOADERS)


def _of_element(x: Any) -> Iterator[str]:
    if isinstance(x, dml.UpdateBase):
        yield from _of_dml(x)
    elif isinstance(x, selectable.Join):
        yield "join.outer" if x.isouter or x.full else "join.inner"
    elif isinstance(x, FunctionElement):
        if getattr(x, "name", None):
            yield "func." + x.name.lower()
    elif isinstance(x, selectable.CompoundSelect):
        yield x.keyword.name.lower().replace("_", " ").split()[0]  # UNION ALL is a union, too
    elif isinstance(x, selectable.Exists):
        yield "exists"
    elif isinstance(x, (elements.BinaryExpression, elements.UnaryExpression)):
        name = operator_name(x.operator or x.modifier)
        yield "distinct" if name == "distinct" else "op." + name
    elif isinstance(x, elements.BooleanClauseList):
        yield "op." + operator_name(x.operator)
    elif x.__visit_name__ in _BY_VISIT_NAME:
        yield _BY_VISIT_NAME[x.__visit_name__]
    elif isinstance(x, selectable.ScalarSelect):
        yield "subquery"
    if isinstance(x, selectable.Select):
        yield "select"
    if isinstance(x, (selectable.Select, selectable.CompoundSelect)):
        yield from (name for name, attribute in _CLAUSES.items() if _present(getattr(x, attribute, None)))


def _present(clause: Any) -> bool:
    if isinstance(clause, (tuple, list)):
        return len(clause) > 0
    return clause is not None and clause is not False


def _of_dml(x: dml.UpdateBase) -> Iterator[str]:
    if x.__visit_name__ in ("insert", "update", "delete"):
        yield x.__visit_name__
    else:  # a class of the service's own: the first word of its SQL says what it does
        yield str(x).split(None, 1)[0].lower()
    if isinstance(x, dml.Insert):
        if x.select is not None:
            yield "insert.from_select"
        if x._multi_values:
            yield "insert.many"
