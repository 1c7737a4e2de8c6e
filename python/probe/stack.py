"""Finds the request, controller and DB-API function of an event on the Python stack.

The stack is walked once per event. The role of a frame (DB API, controller, ...) depends only on its code object, so
the role is computed once per code object and cached.
"""

import inspect
import os
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType, FunctionType
from typing import Any

from oslo_context import context as oslo_context

# Maps (module, qualified name) of functions outside the DB-API module that query a database to the names to record.
MoreFunctions = Mapping[tuple[str, str], str]

# Maximum number of frames. Tracebacks are shorter, except in a runaway recursion in the service.
MAX_TRACEBACK = 40


class Place:
    """The role of one code object of the service.

    `database`: whether it belongs to the database package or to `more`. `api`: whether it belongs to the DB API.
    `controller`: the name of its controller method; None for other code.
    """

    __slots__ = ("api", "controller", "database", "file", "function", "nested")

    def __init__(
        self,
        code: CodeType,
        module: str,
        service: str,
        api_module: str,
        more: MoreFunctions,
        helpers: frozenset[str],
    ) -> None:
        outer, _, inner = code.co_qualname.partition(".<locals>")
        owner, _, name = outer.rpartition(".")
        self.file = os.path.abspath(code.co_filename)
        elsewhere = more.get((module, outer))
        self.function = elsewhere or name
        self.nested = bool(inner)  # a decorator's wrapper, a comprehension, a lambda
        self.database = within(module, ".".join(api_module.split(".")[:2])) or elsewhere is not None
        self.api = (module == api_module and outer not in helpers) or elsewhere is not None
        is_controller = within(module, f"{service}.api") and owner.endswith("Controller")
        self.controller = f"{module.rpartition('.')[2]}.{name}" if is_controller else None

    def at(self, line: int) -> dict[str, Any]:
        """Return a line of this code in the format of events."""
        return {"file": self.file, "line": line, "function": self.function}


class Stack:
    """Reads the stack of a process that runs one service, with the DB-API module `api_module`."""

    def __init__(
        self, api_module: str, more: MoreFunctions | None = None, helpers: frozenset[str] = frozenset()
    ) -> None:
        """`more`: functions of other modules that count as DB API. `helpers`: functions of the DB-API module that do
        not."""
        self._api_module, self._more, self._helpers = api_module, more or {}, helpers
        self._service = api_module.partition(".")[0]
        # By id() of the code object, because hashing one is slow. None: code outside the service.
        self._places: dict[int, Place | None] = {}
        self._kept: list[CodeType] = []  # keeps the code objects alive, so that their ids stay unique

    def place(self, frame: FrameType) -> Place | None:
        """Return the role of the frame's code; None for code outside the service."""
        return self._place(frame.f_code, frame.f_globals)

    def _place(self, code: CodeType, variables: Mapping[str, Any]) -> Place | None:
        """`variables`: the global variables of the code's module."""
        try:
            return self._places[id(code)]
        except KeyError:
            module = str(variables.get("__name__", ""))
            found = None
            if within(module, self._service):
                found = Place(code, module, self._service, self._api_module, self._more, self._helpers)
            self._kept.append(code)
            self._places[id(code)] = found
            return found

    def describe(self, frame: FrameType | None, given: Any = None) -> dict[str, Any]:
        """Return `service`, `request`, `controller`, `db_api`, `via`, `at` and `inner` of an event, as far as known.

        given: an argument of the current call that may be the request's context and is not in any frame yet.
        """
        innermost = at = db_api = controller = None
        begun = frame
        via: list[str] = []
        service: list[FrameType] = []
        places = self._places
        while frame is not None:
            # This line runs most often in the probe. Most frames are cached and outside the service.
            known: Any = places.get(id(frame.f_code), self)
            place: Place | None = self.place(frame) if known is self else known
            if place is not None:
                service.append(frame)
                if place.database and innermost is None:
                    innermost = (place, frame.f_lineno)
                if place.api:
                    at = at or (place, frame.f_lineno)
                    # A decorator's wrapper is called before the function that it wraps, so it must not set the name.
                    if not place.nested or db_api is None:
                        db_api = place.function
                        via.append(db_api)
                controller = place.controller or controller
            frame = frame.f_back
        if at is None and service:
            at = self._wrapped(begun)
            db_api = at and at[0].function
        described: dict[str, Any] = {"service": self._service} if service else {}
        request = request_of(service, given, trust_thread=controller is not None)
        if request:
            described["request"] = request
        if controller:
            described["controller"] = controller
        if at:
            described["db_api"] = db_api
            described["at"] = at[0].at(at[1])
            inner_functions = {name for name in via if not name.startswith("_")} - {db_api}
            if inner_functions:
                described["via"] = sorted(inner_functions)
        if innermost and not (at and innermost[0].file == at[0].file):
            described["inner"] = innermost[0].at(innermost[1])
        return described

    def _wrapped(self, frame: FrameType | None) -> tuple[Place, int] | None:
        """Return the DB-API function whose decorators run, and its first line.

        A decorator that ends a transaction writes the changed objects after its function has returned.
        """
        while frame is not None:
            # A decorator's wrapper has the function as a free variable.
            for name in frame.f_code.co_freevars:
                function = frame.f_locals.get(name)
                if isinstance(function, FunctionType):
                    inner = inspect.unwrap(function)
                    place = self._place(inner.__code__, inner.__globals__)
                    if place is not None and place.api and not place.nested:
                        return place, inner.__code__.co_firstlineno
            frame = frame.f_back
        return None

    def traceback(self, frame: FrameType | None) -> list[str]:
        """Return the service's frames as "file:line in function", outermost first.

        Only the innermost MAX_TRACEBACK frames are included.
        """
        lines: list[str] = []
        while frame is not None and len(lines) < MAX_TRACEBACK:
            place = self.place(frame)
            if place is not None:
                lines.append(f"{place.file}:{frame.f_lineno} in {place.function}")
            frame = frame.f_back
        return lines[::-1]


def within(module: str, package: str) -> bool:
    """Whether the module is the package or part of it."""
    return module == package or module.startswith(package + ".")


def request_of(frames: list[FrameType], given: Any, trust_thread: bool) -> str | None:
    """Return the id of the request that the service's frames (innermost first) work for.

    `given` is an argument of the current call that may be the request's context. `trust_thread`: whether a controller
    is on the stack. The result is the client's id if the context has one, otherwise the service's own id, which differs
    per process and request.

    With a controller on the stack, the thread's context belongs to the request. In a task's thread, that context is
    missing, or left over from an earlier task or an admin context. There, the outermost context in the frames takes
    precedence.
    """
    current = oslo_context.get_current()
    if trust_thread and current is not None:
        return current.global_id
    held = next((one for frame in reversed(frames) for one in contexts_in(frame)), None)
    if held is None:
        held = given if isinstance(given, oslo_context.RequestContext) else current
    return held.global_id if held is not None else None


def contexts_in(frame: FrameType) -> Iterator[oslo_context.RequestContext]:
    """Yield the request contexts in a frame's variables and in their attribute `context`."""
    for value in frame.f_locals.values():
        if isinstance(value, oslo_context.RequestContext):
            yield value
            continue
        try:  # only stored attributes: a property or __getattr__ of the service could have side effects
            kept = object.__getattribute__(value, "__dict__").get("context")
        except AttributeError:
            continue
        if isinstance(kept, oslo_context.RequestContext):
            yield kept
