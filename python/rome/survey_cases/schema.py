"""The survey's schema and rows. Every sort order of the rows differs from the order of their insertion."""

import datetime
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, insert
from sqlalchemy.orm import Session, declarative_base, relationship

metadata = MetaData()
Base: Any = declarative_base(metadata=metadata)


class Author(Base):
    __tablename__ = "survey_authors"
    id = Column(Integer, primary_key=True)
    name = Column(String(20), nullable=False)
    age = Column(Integer)
    books = relationship("Book", order_by="Book.id")


class Book(Base):
    __tablename__ = "survey_books"
    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("survey_authors.id"), nullable=False)
    title = Column(String(20), nullable=False)
    deleted = Column(Boolean, nullable=False, default=False)
    updated_at = Column(DateTime)
    deleted_at = Column(DateTime)


class Lone(Base):
    """A table with one row, for cases without a filter."""

    __tablename__ = "survey_lone"
    id = Column(Integer, primary_key=True)
    name = Column(String(20), nullable=False)
    made_at = Column(DateTime, default=datetime.datetime(2015, 11, 1))


class Odd(Base):
    """Values that are often handled wrong: NULL, ties, empty, long and non-Latin text, large numbers, microseconds."""

    __tablename__ = "survey_odd"
    id = Column(Integer, primary_key=True)
    text = Column(String(400))
    number = Column(Integer)
    flag = Column(Boolean)
    moment = Column(DateTime)


NOON = datetime.datetime(2020, 2, 29, 12, 0, 0, 500)
SECOND = datetime.timedelta(seconds=1)
ROWS = (
    (Author, {"name": "cid", "age": 30}),
    (Author, {"name": "ann", "age": 20}),
    (Author, {"name": "bob", "age": None}),
    (Author, {"name": "dan", "age": 20}),
    (Book, {"author_id": 2, "title": "two"}),
    (Book, {"author_id": 1, "title": "one"}),
    (Book, {"author_id": 2, "title": "six"}),
    (Lone, {"name": "only"}),
    (Odd, {"text": "b", "number": 9, "flag": True, "moment": NOON}),
    (Odd, {"text": "B", "number": 10, "flag": False, "moment": NOON.replace(microsecond=400)}),
    (Odd, {"text": None, "number": None, "flag": None, "moment": None}),
    (Odd, {"text": "a%", "number": 100, "flag": True, "moment": NOON - SECOND}),
    (Odd, {"text": "дельта " * 50, "number": -1, "flag": False, "moment": NOON + SECOND}),
    (Odd, {"text": "", "number": 0, "flag": True, "moment": NOON.replace(microsecond=0)}),
    (Odd, {"text": "b", "number": 5_000_000_000, "flag": False, "moment": NOON}),
)


def fill(session: Session) -> None:
    """Insert the rows and commit."""
    for model, values in ROWS:
        session.execute(insert(model.__table__).values(**values))
    session.commit()
