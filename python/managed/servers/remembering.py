"""Let services remember what they ask or build for every request, although it never changes in a managed deployment."""

from collections.abc import Hashable
from importlib import import_module
from typing import Any

#: Services build few schemas. Those that build one per request must not fill the memory.
MOST_VALIDATORS = 1000


def remember_limits() -> None:
    """Ask Keystone once for the enforcement model, the registered limits and, in new releases, the endpoint.

    oslo.limit asks for them whenever it checks a limit. It still asks for the limits of the project, which can change.
    """
    from oslo_limit import limit

    known: dict[str, Any] = {}
    registered: dict[str, Any] = {}

    def once(owner: Any, name: str) -> None:
        ask = getattr(owner, name)

        def asked(self: Any) -> Any:
            if name not in known:
                known[name] = ask(self)
            return known[name]

        setattr(owner, name, asked)

    once(limit.Enforcer, "_get_enforcement_model")
    if hasattr(limit._EnforcerUtils, "_get_endpoint"):  # older releases ask for it in the constructor
        once(limit._EnforcerUtils, "_get_endpoint")
    begin = limit._EnforcerUtils.__init__

    def begun(self: Any, *arguments: Any, **options: Any) -> None:
        begin(self, *arguments, **options)
        self.rlimit_cache = registered

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
    known: dict[Hashable, tuple[Any, Any]] = {}

    def built(schema: Any, *arguments: Any, **options: Any) -> Any:
        key = (id(schema), arguments, tuple(sorted(options.items())))
        if key not in known:
            if len(known) >= MOST_VALIDATORS:
                known.clear()
            # With the schema itself, so that no other one gets its id.
            known[key] = (schema, build(schema, *arguments, **options))
        return known[key][1]

    module._SchemaValidator = built
