"""ROME loads enough rows for every statement, and few rows for statements with an index."""

import datetime
import random
import unittest
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from sqlalchemy import orm

import rome
from rome.models import MODELS
from rome_test_case import RomeTestCase

Image, Property, Tag, Member = models.Image, models.ImageProperty, models.ImageTag, models.ImageMember
STATEMENTS = 200
LIMITED = 400
# Values that sort differently if not compared by bytes, or that JSON escapes.
NAMES = [
    "a",
    "A",
    "b",
    "ab",
    "",
    "é",
    "z",
    "\U0001f600",
    "\uffff",
    'a"name":"x',
    "back\\",
    '"',
    "tab\t",
    "nul\0",
    "10",
    "9",
    None,
]


def rows(choose: random.Random) -> list[tuple[type, dict]]:
    then, found = datetime.datetime(2020, 1, 1), []
    for n in range(40):
        found.append(
            (
                Image,
                {
                    "id": f"i{n}",
                    "owner": choose.choice(["t1", "t2", None]),
                    "visibility": choose.choice(["public", "private", "shared"]),
                    "min_ram": choose.randrange(4),
                    "status": choose.choice(["active", "queued"]),
                    "deleted": choose.random() < 0.3,
                    "os_hidden": choose.random() < 0.2,
                    "updated_at": then,
                    "name": choose.choice(NAMES),
                    "size": choose.choice([None, 0, -1, 7, 2**40, 10**15]),
                    "created_at": then + datetime.timedelta(microseconds=choose.randrange(20) * 10**5),
                },
            )
        )
        found.append(
            (
                Member,
                {
                    "id": n + 1,
                    "image_id": f"i{n}",
                    "member": choose.choice(["t1", "t2"]),
                    "status": "accepted",
                    "can_share": False,
                    "deleted": choose.random() < 0.3,
                    "created_at": then,
                    "updated_at": then,
                },
            )
        )
    for number in range(60):
        image = f"i{choose.randrange(40)}"
        found.append(
            (
                Tag,
                {
                    "id": number + 1,
                    "image_id": image,
                    "value": choose.choice("abc"),
                    "deleted": choose.random() < 0.3,
                    "created_at": then,
                    "updated_at": then,
                },
            )
        )
        found.append(
            (
                Property,
                {
                    "id": number + 1,
                    "image_id": image,
                    "name": f"p{number}",
                    "value": choose.choice("12"),
                    "deleted": choose.random() < 0.3,
                    "created_at": then,
                    "updated_at": then,
                },
            )
        )
    return found


class Statements:
    """Random statements with conditions that bound the rows, and with others that only look like these."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)

    def criterion(self, depth: int = 2) -> Any:
        pick = self.choose.randrange(14 if depth else 10)
        inner, prop, same = orm.aliased(Tag), orm.aliased(Property), orm.aliased(Image)
        some = [f"i{self.choose.randrange(45)}" for _ in range(self.choose.randrange(4))]
        return [
            lambda: Image.id == "i3",
            lambda: Image.id.in_(some),
            lambda: Image.owner == "t1",
            lambda: Image.owner == None,
            lambda: Image.visibility != "public",
            lambda: Image.deleted == self.choose.choice([True, False]),
            lambda: Image.min_ram >= 2,
            lambda: Image.owner.in_(["t2", "t3"]),
            lambda: Image.id.not_in(some or ["i1"]),
            lambda: sa.literal("t1") == Image.owner,
            lambda: sa.or_(self.criterion(depth - 1), self.criterion(depth - 1)),
            lambda: sa.and_(self.criterion(depth - 1), self.criterion(depth - 1)),
            lambda: sa.not_(sa.and_(self.criterion(depth - 1), self.criterion(depth - 1))),
            lambda: self.choose.choice(
                [
                    sa.exists().where(inner.image_id == Image.id, inner.value == "a"),
                    ~sa.exists().where(inner.image_id == Image.id, inner.value == "a"),
                    Image.id.in_(sa.select(prop.image_id).where(prop.value == "1")),
                    Image.id.not_in(sa.select(prop.image_id).where(prop.deleted == False)),
                    Image.min_ram == sa.select(sa.func.max(same.min_ram)).scalar_subquery(),
                ]
            ),
        ][pick]()

    def images(self) -> Any:
        return sa.select(Image.id).where(self.criterion())

    def statement(self) -> Any:
        other = orm.aliased(Tag)
        inner = self.images().subquery()
        return self.choose.choice(
            [
                lambda: self.images(),
                lambda: self.images().join(Tag).where(Tag.value == "a", Tag.deleted == False),
                lambda: self.images().add_columns(Tag.id).outerjoin(Tag, Tag.image_id == Image.id),
                lambda: (
                    self.images()
                    .add_columns(Tag.id)
                    .outerjoin(Tag, sa.and_(Tag.image_id == Image.id, Image.owner == "t1"))
                ),
                lambda: (
                    self.images()
                    .outerjoin(Tag, sa.and_(Tag.image_id == Image.id, Tag.value == "b"))
                    .where(Tag.id == None)
                ),
                lambda: (
                    self.images()
                    .join(Tag)
                    .join(other, other.image_id == Image.id)
                    .where(Tag.value == "a", other.value == "b")
                ),
                lambda: sa.union(self.images(), self.images()),
                lambda: sa.select(inner.c.id, Property.id).outerjoin(
                    Property, Property.image_id == inner.c.id
                ),
                lambda: sa.select(sa.func.count(), Image.owner).where(self.criterion()).group_by(Image.owner),
                lambda: sa.select(Tag.id).where(Tag.image_id.in_(["i1", "i2"]) | (Tag.value == "c")),
                lambda: (
                    sa.select(Image.id, Tag.id)
                    .join(Tag, Tag.image_id == Image.id, full=False)
                    .where(Tag.image_id == "i7")
                ),
            ]
        )()


class Limited(Statements):
    """Random statements with ORDER BY and LIMIT, which Redis can or cannot cut to the first rows."""

    COLUMNS = (Image.name, Image.id, Image.min_ram, Image.size, Image.created_at, Image.deleted, Image.owner)

    def simple(self, depth: int = 2) -> Any:
        """Return a condition on images that Redis can evaluate."""
        column = self.choose.choice(self.COLUMNS)
        value = self.choose.choice(
            {
                Image.name: [n for n in NAMES if n is not None],
                Image.id: ["i1", "i20"],
                Image.owner: ["t1", "t2"],
                Image.size: [0, 7, 2**40],
                Image.min_ram: [1, 2],
                Image.deleted: [True, False],
                Image.created_at: [datetime.datetime(2020, 1, 1, 0, 0, n) for n in (0, 1, 2)],
            }[column]
        )
        compared = value if column is not Image.deleted else int(value)
        some = self.choose.sample(["t1", "t2", "t3"], self.choose.randrange(3))
        return self.choose.choice(
            [
                lambda: column == value,
                lambda: column != value,
                lambda: sa.literal(value, column.type) == column,
                lambda: (
                    sa.type_coerce(column, sa.Integer) < compared
                    if column is Image.deleted
                    else column < compared
                ),
                *(
                    []
                    if column is Image.deleted
                    else [lambda: column <= value, lambda: column > value, lambda: column >= value]
                ),
                lambda: column.is_(None),
                lambda: column.is_not(None),
                lambda: Image.owner.in_(some),
                lambda: Image.owner.not_in(some),
                lambda: Image.min_ram < Image.size,
                lambda: sa.case((Image.owner != None, Image.owner), else_="t") < "t2",
                lambda: sa.case((Image.size != None, Image.size), else_=None) > 1,
                *(
                    [
                        lambda: sa.or_(self.simple(depth - 1), self.simple(depth - 1)),
                        lambda: sa.and_(self.simple(depth - 1), self.simple(depth - 1)),
                        lambda: sa.not_(sa.or_(self.simple(depth - 1), self.simple(depth - 1))),
                    ]
                    if depth
                    else []
                ),
            ]
        )()

    def images(self) -> Any:
        return sa.select(*self.COLUMNS).where(
            self.simple() if self.choose.random() < 0.8 else self.criterion()
        )

    def ordered(self, select: Any, columns: Any) -> Any:
        order = [
            self.choose.choice([sa.asc, sa.desc])(c)
            for c in self.choose.sample(columns, self.choose.randrange(1, 4))
        ]
        limited = select.order_by(*order).limit(self.choose.randrange(12))
        return limited.offset(self.choose.randrange(4)) if self.choose.random() < 0.3 else limited

    def statement(self) -> Any:
        own, renamed = list(self.COLUMNS), orm.aliased(Image)
        shared = sa.select(*self.COLUMNS).join(Image.members).where(self.simple(), Member.member == "t1")
        united = self.choose.choice([sa.union, sa.union_all])(
            self.images(), self.images(), *([shared] if self.choose.random() < 0.5 else [])
        ).subquery()
        names = sa.union(sa.select(Image.name).where(self.simple()), sa.select(Image.owner)).subquery()
        inner = self.ordered(self.images(), own).subquery()
        nested = self.images().subquery()
        swapped = (
            sa.select(Image.id, renamed.name).outerjoin(renamed, renamed.min_ram == Image.min_ram).subquery()
        )
        return self.choose.choice(
            [
                lambda: self.ordered(self.images(), own),
                lambda: self.ordered(self.images().outerjoin(Image.tags).add_columns(Tag.id), own),
                lambda: self.ordered(self.images().join(Image.tags), own),
                lambda: self.ordered(self.images().distinct(), own),
                lambda: self.ordered(
                    sa.select(Image.owner).distinct().where(self.simple()), [Image.owner] * 3
                ),
                lambda: self.ordered(
                    sa.select(Image.name, sa.func.count()).group_by(Image.name), [Image.name] * 3
                ),
                lambda: self.ordered(
                    sa.select(united).where(united.c.min_ram < 3), [united.c[c.key] for c in own]
                ),
                lambda: self.ordered(sa.select(names), [names.c.name] * 3),
                lambda: self.ordered(
                    sa.select(nested).where(nested.c.owner == "t1"), [nested.c[c.key] for c in own]
                ),
                lambda: self.ordered(sa.select(swapped), [swapped.c.name, swapped.c.id, swapped.c.name]),
                lambda: (
                    sa.select(inner.c.id, Tag.id)
                    .outerjoin(Tag, Tag.image_id == inner.c.id)
                    .order_by(inner.c.id, Tag.id)
                ),
                lambda: sa.select(Tag.id).where(Tag.image_id.in_(sa.select(inner.c.id))).order_by(Tag.id),
            ]
        )()


class Enough(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sqlite, self.rome = sa.create_engine("sqlite://"), rome.get_engine("glance")
        for metadata in MODELS["glance"]():
            metadata.create_all(self.sqlite)
        filling = rows(random.Random(1))
        for bind in (self.sqlite, self.rome):
            with orm.Session(bind) as session:
                for model, values in filling:
                    session.execute(sa.insert(model).values(**values))
                session.commit()

    def test_first_rows_are_the_same_as_on_sqlite(self) -> None:
        several = Limited(3)
        with orm.Session(self.sqlite) as plain, orm.Session(self.rome) as tried:
            for number in range(LIMITED):
                statement = several.statement()
                with self.subTest(number, sql=str(statement)):
                    expected = list(map(repr, plain.execute(statement)))
                    self.assertEqual(list(map(repr, tried.execute(statement))), expected)
                if number % 10 == 3:
                    for bind in (plain, tried):
                        bind.execute(
                            sa.update(Image).where(Image.id == f"i{number % 40}").values(min_ram=number % 4)
                        )
                if number % 10 == 9:
                    plain.rollback()
                    tried.rollback()

    def test_random_statements_return_the_same_as_on_sqlite(self) -> None:
        several = Statements(2)
        with orm.Session(self.sqlite) as plain, orm.Session(self.rome) as tried:
            for number in range(STATEMENTS):
                statement = several.statement()
                with self.subTest(number, sql=str(statement)):
                    expected = sorted(map(repr, plain.execute(statement)))
                    self.assertEqual(sorted(map(repr, tried.execute(statement))), expected)
                if number % 2:
                    tried.rollback()  # otherwise the next statement runs in the same transaction


class Little(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.save(
            *(
                Image(
                    id=f"i{n}",
                    status="active",
                    visibility="public",
                    owner=f"t{n % 10}",
                    tags=[Tag(value="t")],
                )
                for n in range(100)
            )
        )

    def loaded(self, query: Any) -> dict[str, int]:
        connection = query.session.connection()
        query.all()
        counts: dict[str, int] = {}
        for table, _ in connection.connection.dbapi_connection.transaction.loaded:
            counts[table] = counts.get(table, 0) + 1
        return counts

    def test_by_key_with_children(self) -> None:
        query = self.session().query(Image).options(orm.joinedload(Image.tags))
        self.assertEqual(self.loaded(query.filter_by(id="i7")), {"images": 1, "image_tags": 1})

    def test_by_index(self) -> None:
        query = self.session().query(Image)
        self.assertEqual(self.loaded(query.filter_by(owner="t3", deleted=False)), {"images": 10})
        query = self.session().query(Image).join(Tag).filter(Image.owner.in_(["t3", "t4"]))
        self.assertEqual(self.loaded(query), {"images": 20, "image_tags": 20})

    def test_the_narrowest_index(self) -> None:
        query = self.session().query(Image.id).join(Tag)
        query = query.filter(Image.deleted == False, Tag.image_id == "i3")
        self.assertEqual(self.loaded(query), {"images": 1, "image_tags": 1})

    def test_a_join_of_texts_that_begin_with_nul(self) -> None:
        for number, text in enumerate(("\0", "\0\0", "\0a", None)):
            values = {"status": "active", "visibility": "public", "owner": text}
            self.save(Image(id=f"n{number}", tags=[Tag(value=text or "none")], **values))
        for number, count in enumerate((1, 1, 1, 0)):
            query = self.session().query(Tag.id).join(Image, Tag.value == Image.owner)
            self.assertEqual(query.filter(Image.id == f"n{number}").count(), count, number)

    def test_first_rows_of_an_ordered_list(self) -> None:
        first = self.session().query(Image).order_by(Image.created_at.desc(), Image.id).limit(5)
        self.assertEqual(self.loaded(first), {"images": 5})
        self.assertEqual(self.loaded(first.offset(2)), {"images": 7})
        self.assertEqual(
            self.loaded(first.options(orm.joinedload(Image.tags))), {"images": 5, "image_tags": 5}
        )

    def test_rows_equal_to_the_last_one(self) -> None:
        query = self.session().query(Image).order_by(Image.owner).limit(12)
        self.assertEqual(self.loaded(query), {"images": 20})

    def test_first_rows_of_a_union(self) -> None:
        one, other = (self.session().query(Image).filter(Image.owner == owner) for owner in ("t1", "t2"))
        query = one.union(other).order_by(Image.id).limit(3)
        self.assertEqual(self.loaded(query), {"images": 6})

    def test_all_rows_after_an_own_write(self) -> None:
        session = self.session()
        session.query(Image).filter_by(id="i5").update({"visibility": "private"})
        query = session.query(Image).filter_by(visibility="public").order_by(Image.id).limit(5)
        self.assertEqual(self.loaded(query), {"images": 100})


class Pages(RomeTestCase):
    """Pages along an ordered index are the same as on SQLite, and need no other rows."""

    def setUp(self) -> None:
        super().setUp()
        self.sqlite, self.rome = sa.create_engine("sqlite://"), rome.get_engine("glance")
        for metadata in MODELS["glance"]():
            metadata.create_all(self.sqlite)
        choose, then = random.Random(7), datetime.datetime(2020, 1, 1)
        self.rows = [
            {
                "id": f"{choose.choice(NAMES)}.{n}",
                "owner": choose.choice(["t1", "t2", None]),
                "status": "active",
                "visibility": choose.choice(["public", "private", "shared"]),
                "min_ram": choose.randrange(4),
                "created_at": then + datetime.timedelta(microseconds=choose.randrange(100) * 10**5),
                "updated_at": then,
                "deleted": choose.random() < 0.1,
                "os_hidden": False,
                "size": choose.choice([None, 0, -1, 7, 2**40]),
            }
            for n in range(400)
        ]
        for bind in (self.sqlite, self.rome):
            with orm.Session(bind) as session:
                session.execute(sa.insert(Image), self.rows)
                session.commit()

    def walks(self) -> int:
        stats = self.store.client.info("commandstats")
        return sum(
            stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("zrangebylex", "zrevrangebylex")
        )

    def page(self, choose: random.Random) -> Any:
        way = choose.choice([sa.asc, sa.desc])
        order = [way(Image.created_at), way(Image.id), choose.choice([sa.asc, sa.desc])(Image.size)]
        page = (
            sa.select(Image.id, Image.created_at)
            .order_by(*order[: choose.randrange(1, 4)])
            .limit(choose.randrange(1, 9))
        )
        marker = choose.choice(self.rows)
        at, last, far = marker["created_at"], marker["id"], Image.created_at > marker["created_at"]
        if way is sa.desc:
            far = choose.choice([Image.created_at, or_long_ago(Image.created_at)]) < at
        for condition in (
            lambda: sa.or_(
                far, sa.and_(Image.created_at == at, Image.id < last if way is sa.desc else Image.id > last)
            ),
            lambda: Image.deleted == False,
            lambda: Image.owner == "t1",
            lambda: Image.visibility.in_(["public", "shared"]),
            lambda: Image.min_ram != 3,
        ):
            if choose.random() < 0.5:
                page = page.where(condition())
        return page

    def test_pages_are_the_same_as_on_sqlite(self) -> None:
        choose, before = random.Random(11), self.walks()
        with orm.Session(self.sqlite) as plain, orm.Session(self.rome) as tried:
            for number in range(LIMITED):
                page = self.page(choose)
                with self.subTest(number, sql=str(page)):
                    self.assertEqual(
                        list(map(repr, tried.execute(page))), list(map(repr, plain.execute(page)))
                    )
                if number % 20 == 19:  # move a row in the index, and remove one from it
                    one, other = choose.choice(self.rows), choose.choice(self.rows)
                    for bind in (plain, tried):
                        bind.execute(
                            sa.update(Image)
                            .where(Image.id == one["id"])
                            .values(created_at=other["created_at"])
                        )
                        bind.execute(sa.delete(Image).where(Image.id == other["id"]))
                        bind.commit()
        self.assertGreater(self.walks() - before, LIMITED / 2)

    def test_a_page_reads_no_other_rows(self) -> None:
        newest = (
            self.session()
            .query(Image)
            .filter_by(deleted=False)
            .order_by(Image.created_at.desc(), Image.id.desc())
        )
        self.store.client.config_resetstat()
        self.assertEqual(len(newest.limit(5).all()), 5)
        stats = self.store.client.info("commandstats")
        self.assertNotIn("cmdstat_hgetall", stats)
        self.assertNotIn("cmdstat_sunion", stats)

    def test_a_page_after_a_marker_as_glance_writes_it_begins_at_the_marker(self) -> None:
        at = sorted(row["created_at"] for row in self.rows)[len(self.rows) // 2]
        images = self.session().query(Image)
        page = images.filter(or_long_ago(Image.created_at) < at).order_by(Image.created_at.desc()).limit(5)
        before = self.walks()
        self.assertEqual(len(page.all()), 5)
        self.assertLessEqual(self.walks() - before, 2)  # not the half of the index before it


def or_long_ago(column: Any) -> Any:
    """Return the expression with which Glance compares a column that can be NULL with a page's marker."""
    return sa.case((column != None, column), else_=datetime.datetime(1970, 1, 1))


if __name__ == "__main__":
    unittest.main()
