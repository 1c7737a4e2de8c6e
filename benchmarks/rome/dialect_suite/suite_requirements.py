"""What ROME lacks of what SQLAlchemy's suite for dialects tests, with the reasons, and what it has beyond the defaults."""

from typing import Any

import sqlalchemy
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

# Closed by default in the suite. ROME has them.
_THERE = (
    "boolean_col_expressions",
    "ctes",
    "date_historic",
    "datetime_historic",
    "except_",
    "foreign_key_constraint_name_reflection",
    "infinity_floats",
    "intersect",
    "json_type",
    "nullsordering",
    "order_by_label_with_expression",
    "precision_numerics_enotation_large",
    # Newer releases of SQLAlchemy read them from SQLite.
    *(["reflect_table_options"] if "get_table_options" in vars(SQLiteDialect) else []),
    "regexp_match",
    "savepoints",
    "standalone_binds",
    "tuple_in",
    "unicode_ddl",
    "window_functions",
)
_SCHEMAS = "a database is a namespace of Redis, without further schemas"
# Open by default in the suite, with the reason why ROME lacks them.
_OUT_OF_SCOPE = {
    "implicitly_named_constraints": "as in SQLite, constraints that the models do not name have no names",
    "parens_in_union_contained_select_w_limit_offset": "SQLite's syntax, which ROME runs, has no such parentheses",
    "parens_in_union_contained_select_wo_limit_offset": "SQLite's syntax, which ROME runs, has no such parentheses",
    "schemas": _SCHEMAS,
    "temporary_tables": "tables come from the models",
    "temp_table_reflection": "tables come from the models",
}
_KEYLESS = "ROME's tables have a primary key, as every mapped class needs"
_VIEWS = "views are DDL, and tables come from the models"
# Tests of what no requirement names, by the beginning of their names.
EXCLUDED = {
    "BinaryTest": "ROME does not store bytes",
    "ComponentReflectionTest::test_get_table_names[None-False-True": _VIEWS,
    "ComponentReflectionTest::test_get_table_names[None-True-True": _VIEWS,
    "ComponentReflectionTestExtra::test_nullable_reflection": _KEYLESS,
    "ComponentReflectionTestExtra::test_numeric_reflection": _KEYLESS,
    "TableViaSelectTest": "CREATE TABLE AS is DDL, and tables come from the models",
    "UnicodeSchemaTest": "foreign keys refer to unique columns, as SQL demands",
}
if sqlalchemy.__version__ >= "2":
    EXCLUDED |= {
        "ComponentReflectionTest::test_get_multi_columns[False-": _KEYLESS,
        "ComponentReflectionTest::test_get_multi_pk_constraint[False-": _KEYLESS,
        "ComponentReflectionTest::test_get_pk_constraint[False-": _KEYLESS,
        "ComponentReflectionTest::test_get_view_names[False-": _VIEWS,
        "ComponentReflectionTest::test_metadata[False-_exclusions_01-True": _SCHEMAS,
        "HasIndexTest::test_has_index[": "indexes come from the models, not from CREATE INDEX",
    }


class Requirements(SuiteRequirements):
    """The suite's requirements for ROME."""

    def __getattribute__(self, name: str) -> Any:
        if name in _THERE:
            return exclusions.open()
        if name in _OUT_OF_SCOPE:
            return exclusions.closed()
        return super().__getattribute__(name)
