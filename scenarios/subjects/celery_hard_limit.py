#!/usr/bin/python3
"""Defect: a Celery task is killed at its hard time limit, and its browser lives on.

Modelled on a scraper under Celery's prefork pool: one task per page, a new Chromium for each, a hard
limit for those that hang. At the hard limit the pool kills the child with SIGKILL. No `finally` runs and
no exit handler; chromedriver and Chromium are not the pool's children and it does not know of them.

What a harness should find: after every batch one more browser, with its chromedriver, for each site
that did not answer. The worker is healthy and the task is reported as failed.

With --fixed a page has less time than the task, and the task a soft limit, an exception, before the
hard one. So the browser is closed by the task that started it.

Started by itself, with domains on stdin, it brings a Redis server and a worker of its own along, on
loopback and for as long as it runs. Celery imports it as the module of the application.
"""
import os
import queue
import signal
import socket
import subprocess
import sys
import threading

from celery import Celery

import drivers
from task_events import tell
from tasks import answer, read_domains, read_options

URL = os.environ.get("SUBJECT_REDIS")
FIXED = os.environ.get("SUBJECT_FIXED") == "yes"
HARD_LIMIT = 20 if FIXED else 5
PAGE_TIME = 2 if FIXED else 300  # Selenium's own default

app = Celery("celery_hard_limit", broker=URL, backend=URL)
app.conf.update(
    task_time_limit=HARD_LIMIT,
    task_soft_time_limit=HARD_LIMIT - 5 if FIXED else None,
    worker_prefetch_multiplier=1,
)


@app.task
def analyze(domain):
    tell("task_start", worker=os.getpid(), task=domain)
    driver = drivers.start(PAGE_TIME)
    try:
        return drivers.visit(driver, domain)
    finally:
        drivers.close(driver)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def start_redis(port):
    server = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if "Ready to accept connections" in line:
            return server
    sys.exit("redis-server did not start")


def start_worker(workers):
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "celery_hard_limit", "worker", "--pool=prefork",
         f"--concurrency={workers}", "--loglevel=ERROR", "--without-gossip", "--without-mingle"],
        stdout=subprocess.DEVNULL, cwd=os.path.dirname(os.path.abspath(__file__)))


def feed():
    """Hands every domain to Celery, and answers those that are done."""
    came = queue.Queue()

    def listen():
        for domain in read_domains():
            came.put(domain)
        came.put(None)

    threading.Thread(target=listen, daemon=True).start()
    pending = {}
    open_input = True
    while open_input or pending:
        try:
            # Sleeps while there is nothing to wait for but more domains.
            domain = came.get(timeout=0.1 if pending else None)
            open_input = domain is not None
            if domain:
                pending[domain] = analyze.delay(domain)
        except queue.Empty:
            pass
        for domain, result in list(pending.items()):
            if result.ready():
                answer(domain, result.result)
                del pending[domain]


def main():
    options = read_options(workers=2)
    port = free_port()
    os.environ["SUBJECT_FIXED"] = "yes" if options.fixed else "no"
    os.environ["SUBJECT_REDIS"] = app.conf.broker_url = app.conf.result_backend = f"redis://127.0.0.1:{port}/0"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = []
    try:
        started.append(start_redis(port))
        started.append(start_worker(options.workers))
        feed()
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
