"""Which constructs a statement needs."""

import sys
import unittest
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import api, models
from sqlalchemy import orm

import constructs

Image, Property, Member = models.Image, models.ImageProperty, models.ImageMember


class OfStatement(unittest.TestCase):
    def setUp(self) -> None:
        self.session = orm.Session(sa.create_engine("sqlite://"))
        self.addCleanup(self.session.close)

    def assertNeeds(self, statement: Any, *expected: str) -> None:
        self.assertEqual(constructs.of_statement(statement), frozenset(expected))

    def test_select(self) -> None:
        self.assertNeeds(sa.select(Image.id).where(Image.id == "a"), "select", "op.eq")
        self.assertNeeds(
            sa.select(Image.id).where(Image.name.in_(["a"]), Image.size > 3), "select", "op.in", "op.gt"
        )
        self.assertNeeds(
            sa.select(Image.id).where(Image.name.is_(None), Image.owner.is_not(None)),
            "select",
            "op.is",
            "op.is_not",
        )
        self.assertNeeds(
            sa.select(Image.id).where(sa.or_(Image.name.like("x"), Image.size == 1)),
            "select",
            "op.or",
            "op.like",
            "op.eq",
        )

    def test_clauses(self) -> None:
        self.assertNeeds(
            sa.select(Image.id).order_by(Image.name.desc()).limit(1).offset(2).distinct(),
            "select",
            "order_by",
            "op.desc",
            "limit",
            "offset",
            "distinct",
        )
        counted = sa.select(sa.func.count(Image.id)).group_by(Image.owner)
        self.assertNeeds(
            counted.having(sa.func.max(Image.size) > 1).with_for_update(),
            "select",
            "func.count",
            "func.max",
            "group_by",
            "having",
            "op.gt",
            "for_update",
        )
        self.assertNeeds(
            sa.select(sa.case((Image.id == "1", "x")), sa.cast(Image.size, sa.String)),
            "select",
            "case",
            "op.eq",
            "cast",
        )
        self.assertNeeds(sa.text("SELECT 1"), "text")

    def test_joins_and_subqueries(self) -> None:
        self.assertNeeds(sa.select(Image.id).join(Property), "select", "join.inner", "op.eq")
        self.assertNeeds(sa.select(Image.id).outerjoin(Property), "select", "join.outer", "op.eq")
        self.assertNeeds(sa.select(sa.select(Image.id).subquery().c.id), "select", "subquery")
        self.assertNeeds(
            sa.select(Image.id).where(sa.exists().where(Property.image_id == Image.id)),
            "select",
            "exists",
            "op.eq",
        )
        self.assertNeeds(sa.select(orm.aliased(Image).id), "select", "alias")
        for union in (sa.union, sa.union_all):
            self.assertNeeds(union(sa.select(Image.id), sa.select(Image.id)), "select", "union")

    def test_writing(self) -> None:
        self.assertNeeds(sa.insert(Image).values(id="x"), "insert")
        self.assertNeeds(sa.insert(Image).values([{"id": "x"}, {"id": "y"}]), "insert", "insert.many")
        self.assertNeeds(
            sa.insert(Image).from_select(["id"], sa.select(Image.id)),
            "insert",
            "insert.from_select",
            "select",
        )
        self.assertNeeds(sa.update(Image).where(Image.id == "x").values(name="y"), "update", "op.eq")
        self.assertNeeds(sa.delete(Image), "delete")
        self.assertEqual(constructs.of_execution(sa.insert(Image), many=True), {"insert", "insert.many"})

    def test_what_eager_loading_adds(self) -> None:
        query = self.session.query(Image).options(orm.joinedload(Image.properties)).limit(1)
        self.assertNeeds(
            query.statement, "select", "loader.joined", "join.outer", "subquery", "alias", "op.eq", "limit"
        )
        for option, name in ((orm.selectinload, "selectin"), (orm.subqueryload, "subquery")):
            self.assertNeeds(
                self.session.query(Image).options(option(Image.tags)).statement, "select", f"loader.{name}"
            )

    def test_union_of_orm_queries(self) -> None:
        def members(name: str) -> Any:
            return self.session.query(Image).join(Member).filter(Member.member == name)

        found = constructs.of_statement(
            members("a").union(members("b")).options(orm.joinedload(Image.properties))._statement_20()
        )
        self.assertEqual(
            found,
            {"select", "union", "subquery", "alias", "join.inner", "join.outer", "op.eq", "loader.joined"},
        )

    def test_a_statement_class_of_the_services_own(self) -> None:
        inner = sa.select(Image.id).where(Image.size < 3).order_by(Image.id).limit(2)
        self.assertNeeds(
            api.DeleteFromSelect(Image.__table__, inner, Image.id),
            "delete",
            "select",
            "op.lt",
            "order_by",
            "limit",
        )

    def test_values_make_no_difference(self) -> None:
        self.assertEqual(
            constructs.of_statement(sa.select(Image.id).limit(1)),
            constructs.of_statement(sa.select(Image.id).limit(2)),
        )

    def test_what_is_no_statement(self) -> None:
        self.assertNeeds("SELECT 1")
        self.assertNeeds(None)


class Names(unittest.TestCase):
    def test_operators(self) -> None:
        from sqlalchemy.sql import operators

        for operator, name in (
            (operators.in_op, "in"),
            (operators.not_like_op, "not_like"),
            (operators.is_, "is"),
            (operators.eq, "eq"),
            (operators.or_, "or"),
            (operators.custom_op("->"), "->"),
        ):
            self.assertEqual(constructs.operator_name(operator), name)

    def test_the_service_and_its_libraries(self) -> None:
        def called_from(module: str) -> Any:
            scope = {"__name__": module, "sys": sys}
            exec("def call(): return sys._getframe()", scope)
            return scope["call"]()

        self.assertIsNotNone(constructs.service_caller(called_from("glance.db.discovery.api")))
        for library in ("sqlalchemy.orm.query", "oslo_db.sqlalchemy.utils"):
            self.assertIsNone(constructs.service_caller(called_from(library)))
        wrapper = called_from("rome.query")
        self.assertIs(constructs.service_caller(wrapper), wrapper.f_back)


if __name__ == "__main__":
    unittest.main()
