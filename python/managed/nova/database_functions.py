"""List the functions of Nova that query its databases.

The public functions of `nova.db.main.api`, except HELPERS, query the cells' databases. The functions that query the API
database are not in one module but spread over Nova's objects. All of them use the context manager of `nova.db.api`, as
a decorator or in a `with`. They are read from the source, because a decorator hides the function that it wraps.
"""

import ast
import pathlib
from collections.abc import Iterator

import nova

# Public functions of nova.db.main.api that are only helpers of the others.
HELPERS = frozenset(
    {
        "configure",
        "constraint",
        "convert_objects_related_datetimes",
        "create_context_manager",
        "equal_any",
        "get_context_manager",
        "get_engine",
        "model_query",
        "not_equal",
        "pick_context_manager_reader",
        "pick_context_manager_reader_allow_async",
        "pick_context_manager_writer",
        "select_db_reader_mode",
    }
)

# Files in Nova's package with functions that query the API database. The one in compute/api.py is not included: it only
# puts the calls of others into one transaction.
FILES = ("objects/*.py", "quota.py")


def api_database_functions() -> list[tuple[str, str]]:
    """Return the functions that query the API database as (module, qualified name), sorted.

    For example `("nova.objects.flavor", "Flavor._flavor_get_query_from_db")`.
    """
    package = pathlib.Path(nova.__file__).parent
    found: set[tuple[str, str]] = set()
    for pattern in FILES:
        for path in package.glob(pattern):
            module = ".".join(("nova", *path.relative_to(package).with_suffix("").parts))
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found.update((module, name) for name in _querying(tree, ()))
    return sorted(found)


def short_name(module: str, qualified_name: str) -> str:
    """Return the name that inventories and the probe use, `flavor.Flavor._flavor_get_query_from_db`."""
    return f"{module.rpartition('.')[2]}.{qualified_name}"


def _querying(node: ast.AST, outer: tuple[str, ...]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _querying(child, (*outer, child.name))
        elif isinstance(child, ast.FunctionDef):
            inside = [
                entered.context_expr
                for each in ast.walk(child)
                if isinstance(each, ast.With)
                for entered in each.items
            ]
            if any(_is_context_manager(each) for each in [*child.decorator_list, *inside]):
                yield ".".join((*outer, child.name))


def _is_context_manager(expression: ast.expr) -> bool:
    return ".context_manager." in ast.unparse(expression) and ast.unparse(expression).startswith(
        "api_db_api."
    )
