"""What makes, configures and serves a managed deployment. Each program runs as `python3 -m managed.ROOM.PROGRAM`."""
