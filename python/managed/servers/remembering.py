"""Let services remember what they ask or build for every request, although it never changes in a managed deployment."""

from collections import defaultdict
from collections.abc import Hashable
from importlib import import_module
from typing import Any

from managed.servers.bounded_cache import BoundedCache

#: Tokens whose validation a service remembers: several times what a run's parallel scenarios need at once.
MOST_TOKENS = 1000
#: Services build few schemas. Those that build one per request must not fill the memory.
MOST_SCHEMAS = 1000


def remember_limits() -> None:
    """Ask Keystone once for the enforcement model, the registered limits and the endpoint.

    oslo.limit asks for them whenever it checks a limit. It still asks for the limits of the project, which can change.
    """
    from oslo_limit import limit

    model: list[Any] = []
    known: dict[str, Any] = {}
    ask_model = limit.Enforcer._get_enforcement_model
    begin = limit._EnforcerUtils.__init__

    def model_once(self: Any) -> Any:
        if not model:
            model.append(ask_model(self))
        return model[0]

    def begun(self: Any, cache: bool = True) -> None:
        # All share the registered limits, which the first one that needs them reads.
        if not known:
            begin(self, cache)
            known.update(self.__dict__)
        self.__dict__.update(known, should_cache=cache, plimit_cache=defaultdict(dict))

    limit.Enforcer._get_enforcement_model = model_once
    limit._EnforcerUtils.__init__ = begun


def remember_validators(name: str) -> None:
    """Build the validator of a JSON schema once. Services build a class for each request.

    name: the service's module of validators. Older releases do not have it.
    """
    try:
        module: Any = import_module(name)
    except ModuleNotFoundError:
        return
    build = module._SchemaValidator
    known: dict[Hashable, tuple[Any, Any]] = BoundedCache(MOST_SCHEMAS)

    def built(schema: Any, *arguments: Any, **options: Any) -> Any:
        key = (id(schema), arguments, tuple(sorted(options.items())))
        found = known.get(key)
        if found is None:
            # With the schema itself, so that no other one gets its id.
            found = known[key] = (schema, build(schema, *arguments, **options))
        return found[1]

    module._SchemaValidator = built


def remember_checked_schemas() -> None:
    """Check each JSON schema once. Glance does it for each body, which takes longer than to validate the body."""
    from jsonschema import validators

    validator = validators.validator_for({})  # for schemas that do not name their draft
    check = validator.check_schema
    checked: dict[str, bool] = BoundedCache(MOST_SCHEMAS)

    def checked_once(schema: Any, *arguments: Any, **options: Any) -> None:
        text = repr((schema, arguments, options))
        if text not in checked:
            check(schema, *arguments, **options)
            checked[text] = True

    validator.check_schema = checked_once


def bound_tokens() -> None:
    """Limit the tokens that a service remembers, instead of searching all of them for old ones at each request."""
    from keystonemiddleware.auth_token import _cache
    from oslo_utils import timeutils

    def begin(self: Any, *_: Any, **__: Any) -> None:
        self.cache = BoundedCache(MOST_TOKENS)

    def get(self: Any, key: str) -> Any:
        until, value = self.cache.get(key, (0, None))
        return None if until and timeutils.utcnow_ts() >= until else value

    _cache._FakeClient.__init__ = begin
    _cache._FakeClient.get = get
