"""Tells a harness that listens at TIDEMARK_EVENTS about tasks (docs/task-events.md):

    tell("task_start", worker=1, task="shop.example")
"""
import json
import os
import socket
import time

_listener = socket.socket(socket.AF_UNIX) if os.environ.get("TIDEMARK_EVENTS") else None
if _listener:
    _listener.connect(os.environ["TIDEMARK_EVENTS"])
_dropped = 0


def tell(event, **keys):
    global _dropped
    if not _listener:
        return
    keys.update(event=event, t_us=time.monotonic_ns() // 1000, **({"dropped": _dropped} if _dropped else {}))
    try:
        _listener.send(json.dumps(keys).encode() + b"\n", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        _dropped = 0
    except OSError:  # it does not read, or has gone: never the program's business
        _dropped += 1
