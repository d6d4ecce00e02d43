"""A Celery worker for tests/bench/claims.mjs: every child of its pool has done a task, as children have that are in
use, and told its pid on standard output. The broker is in the worker's own memory: no task comes from elsewhere.

    celery --app celery_worker worker --pool=prefork --concurrency N"""
import os
import time

import selenium.webdriver  # What a task's module imports.
from celery import Celery
from celery.signals import worker_ready

app = Celery("celery_worker", broker="memory://")
app.conf.update(worker_prefetch_multiplier=1, task_ignore_result=True)


@app.task
def work():
    time.sleep(0.5)  # So that the other children get theirs.
    os.write(1, f"worked {os.getpid()}\n".encode())


@worker_ready.connect
def hand_out(sender, **_):
    for _ in range(3 * sender.controller.concurrency):
        work.delay()
