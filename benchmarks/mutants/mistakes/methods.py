"""Mistakes in the methods of ROME's Query."""

from mistakes.mistake import Mistake

MISTAKES = [
    Mistake(
        "filter_by() applies only its first criterion",
        ["Query.filter_by", "op.eq", "op.and"],
        r"filter_by|op\.|=|\bAND\b",
        """
filter_by = rome.RomeQuery.filter_by
rome.RomeQuery.filter_by = lambda self, **given: filter_by(self, **dict(list(given.items())[:1]))
""",
        ["glance/metadefs/tags-create-many", "glance/metadefs/tags-show"],
    ),
    Mistake(
        "values() drops the last row",
        ["Query.values"],
        r"values",
        """
values = rome.RomeQuery.values
rome.RomeQuery.values = lambda self, *columns: iter(list(values(self, *columns))[:-1])
""",
        ["glance/metadefs/resource-types-associations-list", "glance/metadefs/namespaces-list-filter"],
    ),
    Mistake(
        "all() repeats the rows that an eager join repeats",
        ["Query.all", "join.outer", "loader.joined"],
        r"Query\.all|[jJ][oO][iI][nN]",
        """
every = rome.RomeQuery.all
def repeated(self):
    found = every(self)
    return [each for each in found for _ in (getattr(each, "__dict__", {}).get("properties") or [0])]
rome.RomeQuery.all = repeated
""",
        ["glance/images/list-filter"],
    ),
]
