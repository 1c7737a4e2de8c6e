"""What is loaded from Redis is enough for every statement, and little for those that have an index."""
import datetime
import random
import unittest

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from redis_server import RomeTestCase
from sqlalchemy import orm

import rome
from rome.models import MODELS

Image, Property, Tag, Member = models.Image, models.ImageProperty, models.ImageTag, models.ImageMember
STATEMENTS = 200


def rows(choose: random.Random) -> list[tuple[type, dict]]:
    then, found = datetime.datetime(2020, 1, 1), []
    for n in range(40):
        found.append((Image, {
            "id": f"i{n}", "owner": choose.choice(["t1", "t2", None]),
            "visibility": choose.choice(["public", "private", "shared"]), "min_ram": choose.randrange(4),
            "status": choose.choice(["active", "queued"]), "deleted": choose.random() < 0.3,
            "os_hidden": choose.random() < 0.2, "created_at": then, "updated_at": then}))
    for number in range(60):
        image = f"i{choose.randrange(40)}"
        found.append((Tag, {"id": number + 1, "image_id": image, "value": choose.choice("abc"),
                            "deleted": choose.random() < 0.3, "created_at": then, "updated_at": then}))
        found.append((Property, {"id": number + 1, "image_id": image, "name": f"p{number}",
                                 "value": choose.choice("12"), "deleted": choose.random() < 0.3,
                                 "created_at": then, "updated_at": then}))
    return found


class Statements:
    """Makes statements at random, of everything that bounds rows or only seems to."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)

    def criterion(self, depth: int = 2):
        pick = self.choose.randrange(14 if depth else 10)
        inner, prop, same = orm.aliased(Tag), orm.aliased(Property), orm.aliased(Image)
        some = [f"i{self.choose.randrange(45)}" for _ in range(self.choose.randrange(4))]
        return [
            lambda: Image.id == "i3", lambda: Image.id.in_(some), lambda: Image.owner == "t1",
            lambda: Image.owner == None, lambda: Image.visibility != "public",  # noqa: E711
            lambda: Image.deleted == self.choose.choice([True, False]), lambda: Image.min_ram >= 2,
            lambda: Image.owner.in_(["t2", "t3"]), lambda: Image.id.not_in(some or ["i1"]),
            lambda: sa.literal("t1") == Image.owner,
            lambda: sa.or_(self.criterion(depth - 1), self.criterion(depth - 1)),
            lambda: sa.and_(self.criterion(depth - 1), self.criterion(depth - 1)),
            lambda: sa.not_(sa.and_(self.criterion(depth - 1), self.criterion(depth - 1))),
            lambda: self.choose.choice([
                sa.exists().where(inner.image_id == Image.id, inner.value == "a"),
                ~sa.exists().where(inner.image_id == Image.id, inner.value == "a"),
                Image.id.in_(sa.select(prop.image_id).where(prop.value == "1")),
                Image.id.not_in(sa.select(prop.image_id).where(prop.deleted == False)),  # noqa: E712
                Image.min_ram == sa.select(sa.func.max(same.min_ram)).scalar_subquery()]),
        ][pick]()

    def images(self):
        return sa.select(Image.id).where(self.criterion())

    def statement(self):
        other = orm.aliased(Tag)
        inner = self.images().subquery()
        return self.choose.choice([
            lambda: self.images(),
            lambda: self.images().join(Tag).where(Tag.value == "a", Tag.deleted == False),  # noqa: E712
            lambda: self.images().add_columns(Tag.id).outerjoin(Tag, Tag.image_id == Image.id),
            lambda: self.images().add_columns(Tag.id).outerjoin(
                Tag, sa.and_(Tag.image_id == Image.id, Image.owner == "t1")),
            lambda: self.images().outerjoin(Tag, sa.and_(Tag.image_id == Image.id, Tag.value == "b")).where(
                Tag.id == None),  # noqa: E711
            lambda: self.images().join(Tag).join(other, other.image_id == Image.id).where(
                Tag.value == "a", other.value == "b"),
            lambda: sa.union(self.images(), self.images()),
            lambda: sa.select(inner.c.id, Property.id).outerjoin(Property, Property.image_id == inner.c.id),
            lambda: sa.select(sa.func.count(), Image.owner).where(self.criterion()).group_by(Image.owner),
            lambda: sa.select(Tag.id).where(Tag.image_id.in_(["i1", "i2"]) | (Tag.value == "c")),
            lambda: sa.select(Image.id, Tag.id).join(Tag, Tag.image_id == Image.id, full=False).where(
                Tag.image_id == "i7"),
        ])()


class Enough(RomeTestCase):
    def test_random_statements_give_what_sqlite_gives(self):
        sqlite = sa.create_engine("sqlite://")
        for metadata in MODELS["glance"]():
            metadata.create_all(sqlite)
        engine = rome.get_engine("glance")
        filling = rows(random.Random(1))
        for bind in (sqlite, engine):
            with orm.Session(bind) as session:
                for model, values in filling:
                    session.execute(sa.insert(model).values(**values))
                session.commit()
        several = Statements(2)
        with sqlite.connect() as plain, orm.Session(engine) as tried:
            for number in range(STATEMENTS):
                statement = several.statement()
                with self.subTest(number, sql=str(statement)):
                    expected = sorted(map(repr, plain.execute(statement)))
                    self.assertEqual(sorted(map(repr, tried.execute(statement))), expected)
                if number % 2:
                    tried.rollback()     # else within one transaction, on what was loaded before


class Little(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.save(*(Image(id=f"i{n}", status="active", visibility="public", owner=f"t{n % 10}",
                          tags=[Tag(value="t")]) for n in range(100)))

    def loaded(self, query) -> dict[str, int]:
        connection = query.session.connection()
        query.all()
        counts: dict[str, int] = {}
        for table, _ in connection.connection.dbapi_connection.transaction.loaded:
            counts[table] = counts.get(table, 0) + 1
        return counts

    def test_by_key_with_children(self):
        query = self.session().query(Image).options(orm.joinedload(Image.tags))
        self.assertEqual(self.loaded(query.filter_by(id="i7")), {"images": 1, "image_tags": 1})

    def test_by_index(self):
        query = self.session().query(Image)
        self.assertEqual(self.loaded(query.filter_by(owner="t3", deleted=False)), {"images": 10})
        query = self.session().query(Image).join(Tag).filter(Image.owner.in_(["t3", "t4"]))
        self.assertEqual(self.loaded(query), {"images": 20, "image_tags": 20})

    def test_the_narrowest_index(self):
        query = self.session().query(Image.id).join(Tag)
        query = query.filter(Image.deleted == False, Tag.image_id == "i3")  # noqa: E712
        self.assertEqual(self.loaded(query), {"images": 1, "image_tags": 1})


if __name__ == "__main__":
    unittest.main()
