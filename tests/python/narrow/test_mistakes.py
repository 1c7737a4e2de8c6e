"""Statements on a ROME with a mistake are narrowed to the construct at fault."""

import unittest
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy.models import Image, ImageProperty, ImageTag
from sqlalchemy.orm import aliased, joinedload

from narrowing import Narrowing, Run

COMPILER = """
from rome.statements.compiler import RomeCompiler as C
from sqlalchemy.sql import operators
from rome.statements.plan import Plan
Plan.asks = lambda self, *_: [{"t": table, "any": []} for table in self.tables]
"""
# ROME's results, not SQLite's, whose types are the same.
READING = """
from rome.dialect import RomeDialect as D
from sqlalchemy import String
def processor(self, dialect, coltype):
    return wrong if isinstance(dialect, D) else None
String.result_processor = processor
"""
CLAUSE = COMPILER + "import re\nclause = C.order_by_clause\nlimit = C.limit_clause\nbinary = C.visit_binary\n"


def paged(session: Any) -> Any:
    """A list as Glance makes it: filters, joins, a page of images, then their properties and tags."""
    query = session.query(Image).filter(Image.status.in_(["active", "queued", "saving"]))
    query = query.filter(sa.or_(Image.owner == "project", Image.min_disk == 6), Image.deleted == False)
    query = query.options(joinedload(Image.properties), joinedload(Image.tags))
    return query.order_by(Image.name.desc(), Image.id.desc()).limit(5).all()


def with_two_properties(session: Any) -> Any:
    first, second = aliased(ImageProperty), aliased(ImageProperty)
    query = session.query(Image.id, Image.name).join(first, first.image_id == Image.id)
    query = query.join(second, second.image_id == Image.id).filter(first.name == "p", second.name == "q")
    return query.order_by(Image.id).all()


class Mistakes(Narrowing):
    def assertNeeded(self, needed: list[str], run: Run, mistake: str) -> dict[str, Any]:
        answer = self.narrowed(self.request(run), mistake)
        self.assertEqual(answer["outcome"], "narrowed", answer)
        self.assertEqual(answer["needed"], needed, answer)
        self.assertLessEqual(set(needed), {*answer["constructs"], "insert"}, answer)
        return answer

    def test_descending_is_ascending(self) -> None:
        mistake = CLAUSE + (
            "C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw).replace(' DESC', '')"
        )
        answer = self.assertNeeded(["op.desc", "order_by"], paged, mistake)
        self.assertEqual((answer["rows"], answer["difference"]), (2, "order"), answer)

    def test_no_sort_key_applies(self) -> None:
        self.assertNeeded(["order_by"], paged, CLAUSE + "C.order_by_clause = lambda self, select, **kw: ''")

    def test_only_the_first_sort_key_applies(self) -> None:
        mistake = "C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw).split(', ')[0]"

        def run(session: Any) -> Any:
            return session.query(Image).order_by(Image.status, Image.min_ram, Image.id).all()

        self.assertNeeded(["order_by"], run, CLAUSE + mistake)

    def test_a_limit_above_three_is_three(self) -> None:
        mistake = """
C.limit_clause = lambda self, select, **kw: re.sub(r"LIMIT (\\S+)", r"LIMIT min(3, \\1)", limit(self, select, **kw))
"""
        self.assertNeeded(["limit"], paged, CLAUSE + mistake)

    def test_a_limit_applies_before_sorting(self) -> None:
        mistake = """
C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw) if len(self.stack) == 1 else ""
"""

        def run(session: Any) -> Any:
            page = session.query(Image).order_by(Image.min_ram).limit(2).subquery()
            return session.query(page).order_by(page.c.id).all()

        self.assertNeeded(["limit", "order_by", "subquery"], run, CLAUSE + mistake)

    def test_in_drops_the_last_value(self) -> None:
        mistake = """
expand = C._literal_execute_expanding_parameter
def shorter(self, name, parameter, values):
    return expand(self, name, parameter, list(values)[:-1] if len(values) > 1 else values)
C._literal_execute_expanding_parameter = shorter
"""

        def run(session: Any) -> Any:
            return session.query(Image).filter(Image.status.in_(["saving", "queued", "active"])).all()

        answer = self.assertNeeded(["op.in"], run, COMPILER + mistake)
        self.assertEqual((answer["rows"], answer["difference"]), (1, "rows"), answer)

    def test_is_not_null_is_always_true(self) -> None:
        mistake = """
C.visit_binary = lambda self, it, *args, **kw: (
    "(1 = 1)" if it.operator is operators.is_not else binary(self, it, *args, **kw))
"""

        def run(session: Any) -> Any:
            return session.query(Image).filter(Image.name != None, Image.owner == "other").all()

        self.assertNeeded(["op.is_not"], run, CLAUSE + mistake)

    def test_or_is_and(self) -> None:
        mistake = """
def all_of(listed):
    def visit(self, it, **kw):
        if it.operator is operators.or_:
            it = it._clone()
            it.operator = operators.and_
        return listed(self, it, **kw)
    return visit
for name in ("visit_clauselist", "visit_expression_clauselist"):  # the latter is SQLAlchemy 2's
    if hasattr(C, name):
        setattr(C, name, all_of(getattr(C, name)))
"""
        self.assertNeeded(["op.or"], paged, COMPILER + mistake)

    def test_two_aliases_are_the_same(self) -> None:
        mistake = """
import re
body = C._compose_select_body
def shared(self, *args):
    text, first = body(self, *args), {}
    return re.sub(r"\\b(image_(?:properties|tags)_)\\d+\\.", lambda it: first.setdefault(it[1], it[0]), text)
C._compose_select_body = shared
"""
        self.assertNeeded(["join.inner", "alias"], with_two_properties, COMPILER + mistake)

    def test_a_union_returns_its_first_query(self) -> None:
        mistake = """
compound = C.visit_compound_select
def first(self, it, *args, **kw):
    it = it._clone()
    it.selects = it.selects[:1]
    return compound(self, it, *args, **kw)
C.visit_compound_select = first
"""

        def run(session: Any) -> Any:
            active, queued = (session.query(Image).filter_by(status=it) for it in ("active", "queued"))
            return active.union(queued).options(joinedload(Image.properties)).order_by(Image.id).all()

        self.assertNeeded(["union"], run, COMPILER + mistake)

    def test_text_is_read_as_latin_1(self) -> None:
        wrong = (
            "wrong = lambda value: value.encode().decode('latin-1') if isinstance(value, str) else value\n"
        )
        answer = self.assertNeeded(["select"], paged, wrong + READING)
        self.assertEqual((answer["rows"], answer["difference"]), (1, "values"), answer)
        self.assertEqual(answer["sql"], "SELECT images.name FROM images")

    def test_a_null_text_is_read_as_empty(self) -> None:
        wrong = "wrong = lambda value: '' if value is None else value\n"
        answer = self.assertNeeded(["select"], paged, wrong + READING)
        self.assertEqual((answer["baseline"], answer["target"]), ("1 row: None", "1 row: ''"))

    def test_a_long_answer_is_cut(self) -> None:
        mistake = """
from rome.storage.store import Store
fetch = Store.fetch
Store.fetch = lambda self, asks: fetch(self, asks)[:5]
"""
        self.assertNeeded(["select"], lambda session: session.query(Image).all(), mistake)

    def test_an_empty_text_is_stored_as_null(self) -> None:
        mistake = """
from rome.storage import layout
encode = layout.encode
layout.encode = lambda columns, row: encode(columns, [None if each == "b" else each for each in row])
"""
        self.assertNeeded(["insert"], paged, mistake)

    def test_an_update_of_no_rows_reports_one(self) -> None:
        mistake = """
from rome.dialect import RomeExecutionContext as E
E.rowcount = property(lambda self: max(1, self.cursor.rowcount) if self.isupdate else self.cursor.rowcount)
"""

        def run(session: Any) -> Any:
            return session.query(Image).filter_by(id="none").update({"name": "x", "min_disk": 1})

        answer = self.assertNeeded(["update"], run, mistake)
        self.assertEqual((answer["rows"], answer["difference"]), (0, "count"), answer)

    def test_an_update_loses_a_column(self) -> None:
        mistake = """
from rome.dialect import RomeDialect as D
execute = D.do_execute
def losing(self, cursor, sql, parameters, context=None):
    return execute(self, cursor, sql.replace("min_disk=?", "min_disk=coalesce(min_disk, ?)"), parameters, context)
D.do_execute = losing
"""

        def run(session: Any) -> Any:
            image = session.get(Image, "image-1")
            image.min_disk, image.name = 77, "new"
            session.flush()

        answer = self.assertNeeded(["update"], run, mistake)
        self.assertNotIn("name", answer["sql"])

    def test_an_update_with_a_criterion_loses_a_column(self) -> None:
        mistake = """
from rome.dialect import RomeDialect as D
import re
execute = D.do_execute
def losing(self, cursor, sql, parameters, context=None):
    changed = re.sub("min_disk=.(?=.* WHERE )", "min_disk=coalesce(min_disk, ?)", sql, flags=re.S)
    return execute(self, cursor, changed, parameters, context)
D.do_execute = losing
"""

        def run(session: Any) -> Any:
            query = session.query(Image).filter(Image.id == "image-2", Image.status.in_(["active", "queued"]))
            return query.update({"min_disk": 77, "name": "new"}, synchronize_session=False)

        self.assertNeeded(["update"], run, mistake)

    def test_an_update_changes_other_rows(self) -> None:
        mistake = """
C.visit_binary = lambda self, it, *args, **kw: binary(self, it, *args, **kw).replace(
    "images.id =", "'image-3' =" if self.isupdate else "images.id =")
"""

        def run(session: Any) -> Any:
            return session.query(Image).filter_by(id="image-3").update({"min_disk": 77})

        self.assertNeeded(["op.eq"], run, CLAUSE + mistake)

    def test_a_delete_reports_no_rows(self) -> None:
        mistake = """
from rome.dialect import RomeExecutionContext as E
E.rowcount = property(lambda self: 0 if self.isdelete else self.cursor.rowcount)
"""

        def run(session: Any) -> Any:
            return session.query(ImageTag).filter_by(value="x").delete()

        answer = self.assertNeeded(["delete"], run, mistake)
        self.assertEqual((answer["rows"], answer["difference"]), (1, "count"), answer)

    def test_an_inner_join_is_outer(self) -> None:
        mistake = """
join = C.visit_join
def outer(self, it, *args, **kw):
    it = it._clone()
    it.isouter = True
    return join(self, it, *args, **kw)
C.visit_join = outer
"""

        def run(session: Any) -> Any:
            query = session.query(Image.id, ImageTag.value).join(ImageTag, ImageTag.image_id == Image.id)
            return query.order_by(Image.id, ImageTag.value).all()

        self.assertNeeded(["join.inner"], run, COMPILER + mistake)

    def test_an_outer_join_is_inner(self) -> None:
        mistake = """
join = C.visit_join
C.visit_join = lambda self, it, *args, **kw: join(self, it, *args, **kw).replace("LEFT OUTER JOIN", "JOIN")
"""
        self.assertNeeded(["join.outer"], paged, COMPILER + mistake)

    def test_text_compares_without_case(self) -> None:
        mistake = """
from sqlalchemy import String
def caseless(self, it, *args, **kw):
    text = binary(self, it, *args, **kw)
    return f"{text} COLLATE NOCASE" if it.operator is operators.eq and it.left.type._type_affinity is String else text
C.visit_binary = caseless
"""

        def run(session: Any) -> Any:
            return session.query(Image).filter_by(name="a", deleted=False).order_by(Image.id).all()

        answer = self.assertNeeded(["op.eq"], run, CLAUSE + mistake)
        self.assertEqual(answer["rows"], 1, answer)


if __name__ == "__main__":
    unittest.main()
