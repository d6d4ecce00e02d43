#!/usr/bin/python3
"""Defect: the limit of browsers is a semaphore of each process, so there are as many limits as processes.

Modelled on a scraper under Celery's prefork pool, whose browser_utils.py had
`_browser_semaphore = threading.Semaphore(15)` as "the" limit: ten children make 150 browsers of it.

What a harness should find: nothing stays at rest, but at work there are more processes than the limit
of browsers allows: with three processes and a limit of two, up to six browsers.

With --fixed one semaphore is made before the processes are forked, and all of them share it.
"""
import multiprocessing
import threading

import drivers
from tasks import perform, read_domains, read_options

PROCESSES = 3
BROWSERS = 2

options = read_options(workers=3)
prefork = multiprocessing.get_context("fork")
# Copied into every child, as any variable.
browser_semaphore = prefork.Semaphore(BROWSERS) if options.fixed else threading.Semaphore(BROWSERS)


def analyze(domain):
    with browser_semaphore:
        driver = drivers.start(options.timeout)
        try:
            return drivers.visit(driver, domain)
        finally:
            drivers.close(driver)


def run_worker(queue):
    for domain in iter(queue.get, None):
        perform(threading.get_ident(), domain, analyze)


def run_process(queue):
    workers = [threading.Thread(target=run_worker, args=[queue]) for _ in range(options.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


tasks = prefork.Queue()
processes = [prefork.Process(target=run_process, args=[tasks]) for _ in range(PROCESSES)]
for process in processes:
    process.start()
for name in read_domains():
    tasks.put(name)
for _ in range(PROCESSES * options.workers):
    tasks.put(None)
for process in processes:
    process.join()
