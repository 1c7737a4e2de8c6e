"""Long lists are read in slices: of one instant, although others commit between the slices."""

import contextlib
import datetime
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from unittest import mock

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from sqlalchemy import orm

import rome
from rome.storage import slices
from rome.storage.store import on_round_trip
from rome_test_case import RomeTestCase

Image, Property, Tag, Member = models.Image, models.ImageProperty, models.ImageTag, models.ImageMember
READING = ("weigh", "slice", "walk_slice", "catch_up")
ROOM = 24
OWNERS = ["t1", "t2", "t3", None]
THEN = {"created_at": sa.func.now(), "updated_at": sa.func.now()}


class Slices(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        for name, value in {"ROOM": ROOM, "_VALUES": 7, "_SAMPLE": 3, "_CHANGES": 2}.items():
            self.enterContext(mock.patch.object(slices, name, value))
        self.choose = random.Random(5)
        self.numbers = iter(range(10**6))
        with self.writer() as connection:
            for _ in range(60):
                self.create_image(connection)
            for _ in range(150):
                self.create_child(connection)
        self.scripts: list[str] = []
        self.between: Callable[[], None] = lambda: None
        own = self.store.run

        def run(script: str, given: Any) -> Any:
            if script in READING:
                self.between()
            answer = own(script, given)
            if script in READING:
                self.scripts.append(script)
                self.assertLessEqual(str(answer[-1:]).count("\\n"), ROOM)
            return answer

        self.store.run = run

    @contextlib.contextmanager
    def writer(self) -> Iterator[Any]:
        with rome.get_engine("glance").begin() as connection:
            yield connection

    def images(self, connection: Any) -> list[str]:
        return list(connection.execute(sa.select(Image.__table__.c.id)).scalars())

    def create_image(self, connection: Any) -> None:
        values = {
            "id": f"i{next(self.numbers)}",
            "owner": self.choose.choice(OWNERS),
            "name": self.choose.choice("abc"),
            "size": self.choose.randrange(9),
            "status": "active",
            "min_disk": 0,
            "min_ram": 0,
            "deleted": False,
            "protected": False,
            "visibility": "shared",
            "os_hidden": False,
            **THEN,
            "created_at": self.time(),
        }
        connection.execute(Image.__table__.insert().values(**values))

    def time(self) -> datetime.datetime:
        return datetime.datetime(2026, 1, self.choose.randrange(1, 29))

    def create_child(self, connection: Any) -> None:
        image = self.choose.choice(self.images(connection))
        kind = self.choose.choice([Property, Tag, Member])
        n = next(self.numbers)
        own: dict[Any, dict] = {
            Property: {"name": f"p{n}", "value": "v"},
            Tag: {"value": f"tag{n}"},
            Member: {"member": f"m{n}", "status": "accepted", "can_share": False},
        }
        values = {"image_id": image, "deleted": False, **own[kind], **THEN}
        connection.execute(kind.__table__.insert().values(**values))

    def change(self) -> None:
        """Commit one or several random changes."""
        with self.writer() as connection:
            image = self.choose.choice(self.images(connection))
            kind = self.choose.choice([Property, Tag, Member]).__table__
            of_image = kind.c.image_id == image
            table = Image.__table__
            for _ in range(self.choose.choice([1, 1, 5])):
                self.choose.choice(
                    [
                        lambda: self.create_image(connection),
                        lambda: self.create_child(connection),
                        lambda: self.create_child(connection),
                        lambda: connection.execute(kind.delete().where(of_image)),
                        lambda: connection.execute(
                            kind.update()
                            .where(of_image)
                            .values(image_id=self.choose.choice(self.images(connection)))
                        ),
                        lambda: connection.execute(
                            table.update()
                            .where(table.c.id == image)
                            .values(owner=self.choose.choice(OWNERS), size=self.choose.randrange(9))
                        ),
                        lambda: connection.execute(
                            table.update().where(table.c.id == image).values(created_at=self.time())
                        ),
                    ]
                )()

    def statements(self) -> Iterator[Any]:
        """Yield one random statement after another that needs many rows."""
        while True:
            owner, size = self.choose.choice(OWNERS[:3]), self.choose.randrange(9)
            many = self.choose.sample([f"i{n}" for n in range(60)], 40)
            ordered = sa.select(Image).order_by(Image.size, Image.id).limit(3)
            newest = sa.select(Image).order_by(Image.created_at.desc(), Image.id.desc())
            yield from (
                newest.limit(4).where(Image.name == "a"),
                newest.limit(20).options(orm.joinedload(Image.properties)),
                newest.limit(3).where(Image.created_at < self.time(), Image.size == size),
                sa.select(Image),
                sa.select(Image).where(Image.owner == owner).options(orm.joinedload(Image.properties)),
                sa.select(Image, Property, Tag)
                .outerjoin(Image.properties)
                .outerjoin(Tag, Tag.image_id == Image.id),
                sa.select(Image, Member)
                .join(Member, Member.image_id == Image.id)
                .where(Member.status == "accepted"),
                sa.select(Property).where(Property.image_id.in_(many)),
                sa.select(Image).where(Image.id.in_(many)),
                ordered.where(Image.size >= size),
                ordered.where(Image.name == "a").options(orm.joinedload(Image.properties)),
                sa.select(Property).join(Image, Image.id == Property.image_id).where(Image.owner == owner),
            )

    def read_all(self, statements: Iterable[Any]) -> None:
        """Run each statement in slices, with `self.between` before their scripts, then with one script."""
        fetch, change, writing = self.store.fetch, self.between, False

        def between() -> None:
            nonlocal writing
            if not writing:
                writing = True
                change()
                writing = False

        def checked(asks: list[dict]) -> list[slices.Row]:
            rows = fetch(asks)
            if not writing:
                for table, pk, raw in rows:
                    self.assertEqual(raw, self.store.client.hget(self.store.key("row", table), pk))
            return rows

        self.between, self.store.fetch = between, checked
        for statement in statements:
            with rome.get_engine("glance").connect() as connection:
                found = connection.execute(statement).fetchall()
                with mock.patch.object(slices, "ROOM", 10**6):
                    self.assertEqual(found, connection.execute(statement).fetchall(), statement)

    def test_without_changes(self) -> None:
        self.read_all(islice(self.statements(), 24))
        self.assertGreater(self.scripts.count("slice"), 100)
        self.assertGreater(self.scripts.count("walk_slice"), 20)

    def test_with_a_change_before_some_scripts(self) -> None:
        self.between = lambda: self.change() if self.choose.random() < 0.3 else None
        self.read_all(islice(self.statements(), 60))
        self.assertGreater(self.scripts.count("slice"), 300)
        self.assertGreater(self.scripts.count("walk_slice"), 50)
        self.assertGreater(self.scripts.count("catch_up"), 50)
        self.assert_consistent()

    def test_one_script_reads_what_others_change_all_the_time(self) -> None:
        def change_order() -> None:
            with self.writer() as connection:
                connection.execute(
                    Image.__table__.update().where(Image.id == "i1").values(size=next(self.numbers))
                )

        self.between = change_order
        ordered = sa.select(Image).order_by(Image.size, Image.id).limit(3)
        self.read_all([ordered])
        self.assertEqual(self.scripts.count("weigh"), 3)

    def test_few_changes_of_the_first_rows_do_not_make_it_begin_again(self) -> None:
        with self.writer() as connection:
            ids = list(
                connection.execute(sa.select(Image.id).order_by(Image.size, Image.id).limit(3)).scalars()
            )
        self.scripts.clear()

        def change_first() -> None:
            if self.scripts[-2:] == ["slice", "slice"] and ids:
                with self.writer() as connection:
                    connection.execute(Image.__table__.update().where(Image.id == ids.pop()).values(size=99))

        self.between = change_first
        self.read_all([sa.select(Image).order_by(Image.size, Image.id).limit(3)])
        self.assertEqual(self.scripts.count("weigh"), 1)

    def test_many_constants_are_looked_up_in_slices_alone(self) -> None:
        scripts: list[str] = []
        on_round_trip(scripts.append)
        with rome.get_engine("glance").connect() as connection:
            many = sa.select(Image).where(Image.id.in_([f"i{n}" for n in range(60)]))
            self.assertEqual(len(connection.execute(many).fetchall()), 60)
        self.assertNotIn("fetch", scripts)

    def test_reading_begins_again_if_the_list_of_changes_is_gone(self) -> None:
        def lose() -> None:
            if len(self.scripts) == 3:
                self.store.client.delete(self.store.key("changes"))

        self.between = lose
        self.read_all([sa.select(Image)])
        self.assertGreater(self.scripts.count("weigh"), 1)

    def test_the_list_of_changes_expires(self) -> None:
        self.read_all([sa.select(Image)])
        expires = self.store.client.pttl(self.store.key("changes"))
        self.assertGreater(expires, 0)
        with self.writer() as connection:
            self.create_image(connection)
        self.assertLessEqual(self.store.client.pttl(self.store.key("changes")), expires)

    def test_short_lists_take_one_script(self) -> None:
        with rome.get_engine("glance").connect() as connection:
            connection.execute(sa.select(Image).where(Image.id.in_(["i1", "i2"]))).fetchall()
        self.assertEqual(self.scripts, [])
        self.assertEqual(self.keys("changes"), [])
