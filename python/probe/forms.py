"""Keeps the form of each statement, so that it can be run again later: a file per digest, in a folder.

A form is a compressed pickle of a Core statement, in which tables and columns are names (see `_Pickler`). It
contains the values of one execution.
"""

import contextlib
import io
import os
import pickle
import threading
import zlib
from typing import Any

from sqlalchemy import Table, delete, update
from sqlalchemy.orm.base import InspectionAttr
from sqlalchemy.sql import selectable, visitors
from sqlalchemy.sql.annotation import Annotated
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import BindParameter, ColumnClause
from sqlalchemy.sql.selectable import Alias, Join, Subquery

from constructs import as_core, is_orm

MAX_BYTES = 64 * 1024  # of one form, compressed
MAX_FORMS = 2000
# Attributes of an annotated element that others do not have.
_ANNOTATION = frozenset({"_Annotated__element", "_annotations", "_hash"})
_KEPT = ("isupdate", "isdelete")


class Forms:
    """The folder of forms. Several processes can share it: the first one that executes a statement writes its form."""

    def __init__(self, folder: str) -> None:
        """The folder is created when the first form is written."""
        self._folder = folder
        self._seen: set[int] = set()

    def keep(self, asked: int, compiled: Any) -> None:
        """Write the form of a SELECT, UPDATE or DELETE, if it is new. `asked`: the statement's digest.

        A statement that cannot be pickled is skipped. Raises OSError if the file cannot be written.
        """
        if asked in self._seen:
            return
        self._seen.add(asked)
        if not any(getattr(compiled, kind, False) for kind in _KEPT) and not isinstance(
            compiled.statement, selectable.SelectBase
        ):
            return
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        path = os.path.join(self._folder, str(asked))
        if os.path.exists(path) or len(os.listdir(self._folder)) >= MAX_FORMS:
            return
        try:
            form = dumps(core_statement(compiled))
        except Exception:  # a statement of the service may contain anything, such as functions or locks
            return
        if len(form) <= MAX_BYTES:
            _write(path, form)


class _Pickler(pickle.Pickler):
    """Names tables and columns, and omits objects of the ORM.

    Derived tables and joins are written without their columns, which SQLAlchemy makes again. Derived tables of one name,
    which is unique if it is anonymous, are the same. narrow.forms reads this.
    """

    def persistent_id(self, element: Any) -> tuple[Any, ...] | None:
        if isinstance(element, Table):
            return "table", element.key
        if isinstance(element, ColumnClause) and element.table is not None:
            return "column", element.table, element.key
        if isinstance(element, (Alias, Subquery)):
            return type_name(element), element.name, element.element
        if isinstance(element, Join):
            return "Join", element.left, element.right, element.onclause, element.isouter, element.full
        return ("omitted",) if isinstance(element, InspectionAttr) else None

    def reducer_override(self, element: Any) -> Any:
        """Write an annotated element without its annotations and without the original, which can have other tables."""
        if not isinstance(element, Annotated):
            return NotImplemented
        state = {name: value for name, value in element.__getstate__().items() if name not in _ANNOTATION}
        return object.__new__, (type(element).__bases__[1],), state


def type_name(element: Any) -> str:
    """Return the name of an element's class, without the prefix for annotations."""
    return type(element).__name__.removeprefix("Annotated")


def dumps(statement: Any) -> bytes:
    """Return the form of a Core statement. Raises various exceptions if it contains something else."""
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(statement)
    return zlib.compress(buffer.getvalue())


def core_statement(compiled: Any) -> Any:
    """Return a compiled statement without the ORM."""
    statement = getattr(getattr(compiled, "compile_state", None), "statement", None)
    if statement is None:
        statement = compiled.statement
    if isinstance(statement, (Update, Delete)):
        # The ORM's own statement, which has annotations, cannot be unpickled.
        made = (update if isinstance(statement, Update) else delete)(statement.table)
        made = made.where(*statement._where_criteria)
        made = made.values(dict(statement._values)) if getattr(statement, "_values", None) else made
        made._propagate_attrs = {}  # otherwise the ORM would compile it
        return made
    return visitors.replacement_traverse(as_core(statement), {}, _replacement)


def _replacement(element: Any) -> Any:
    """Return the Core select of an ORM select inside another statement; None for other elements.

    Parameters stay as they are: copies of one parameter would get several names, and the events have the values by name.
    """
    if is_orm(element) and not isinstance(element, selectable.CompoundSelect):
        return visitors.replacement_traverse(as_core(element), {}, _replacement)
    return element if isinstance(element, BindParameter) else None


def _write(path: str, form: bytes) -> None:
    """Write the file, unless it exists. Readers never see a part of it."""
    temporary = f"{path}.{os.getpid()}.{threading.get_ident()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            written = os.write(descriptor, form)
        finally:
            os.close(descriptor)
        if written != len(form):
            raise OSError(f"only {written} of {len(form)} bytes of a form were written")
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)  # unlike a rename, it fails if another process was first
    finally:
        os.unlink(temporary)
