"""A plugin for pytest that skips the tests of what is out of scope.

It is a file of its own, because conftest.py has the hooks of SQLAlchemy's plugin, which have the same names.
"""

import re

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test before SQLAlchemy's plugin creates the tables of its class."""
    from suite_requirements import EXCLUDED

    name = re.sub(r"_sqlite\+rome[_\d]*", "", item.nodeid.partition("::")[2])
    for beginning, reason in EXCLUDED.items():
        if name.startswith(beginning):
            pytest.skip(reason)
