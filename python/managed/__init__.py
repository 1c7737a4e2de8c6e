"""Programs that create, configure and serve a managed deployment. Each runs as `python3 -m managed.PACKAGE.PROGRAM`."""
