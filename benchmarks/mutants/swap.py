

def _swap_when_signalled():
    """Lets a benchmark put another text of this module in its place: at SIGUSR2 the file is run again, over what it was
    at first, with the probe around it; `FILE.taken` then says how that ended."""
    import linecache
    import signal
    import sys
    import traceback

    file, here = __file__, globals()
    kept = ("rome", "sqlalchemy.sql.sqltypes", "sqlalchemy.dialects.sqlite")

    def patchable():
        for name, module in list(sys.modules.items()):
            if module is not None and any(name == each or name.startswith(each + ".") for each in kept):
                yield module
                yield from (each for each in vars(module).values() if isinstance(each, type))

    first = []

    def restore():
        for owner, attributes in first:
            for name in set(vars(owner)) - set(attributes):
                delattr(owner, name)
            for name, value in attributes.items():
                if vars(owner).get(name) is not value:
                    setattr(owner, name, value)

    def forget_compiled():
        from rome import database

        import gc

        from sqlalchemy.engine import Engine

        for engine in [each for each in gc.get_objects() if isinstance(each, Engine)]:
            if engine._compiled_cache is not None:
                engine._compiled_cache.clear()
            engine.dialect._type_memos.clear()
        del database

    def swap(*_):
        import probe

        parts = [each for each in probe._installed[1] if type(each).__name__ in ("Queries", "Calls")]
        for part in parts:
            part.remove()
        if not first:
            seen = set()
            for owner in patchable():
                if id(owner) not in seen and owner.__class__.__name__ != "mappingproxy":
                    seen.add(id(owner))
                    first.append((owner, dict(vars(owner))))
        outcome = "ok"
        try:
            restore()
            with open(file, encoding="utf-8") as source:
                text = source.read()
            linecache.checkcache()
            exec(compile(text, file, "exec"), here)
            forget_compiled()
        except BaseException:
            outcome = traceback.format_exc()
        for part in parts:
            part.install()
        with open(file + ".taken", "w", encoding="utf-8") as taken:
            taken.write(outcome)

    signal.signal(signal.SIGUSR2, swap)


_swap_when_signalled()
