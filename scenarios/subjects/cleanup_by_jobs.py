#!/usr/bin/python3
"""Defect: a pool's browsers are closed by as many clean-up jobs as there are workers.

Modelled on the repair that a list analyzer in Python was given for its thread-local browsers: after a
run, `for _ in range(max_workers): executor.submit(worker_cleanup)`, each closing the browser of the
thread that happens to run it. But no job is addressed to a thread. A worker that is still busy with a
domain past the run's deadline takes none, and an idle one takes two and finds nothing for the second.

What a harness should find: after every batch one more browser, with the chromedriver that started it,
for each worker that was waiting for a site that does not answer when the batch was given up. Where all
sites answer nothing is left, and the repair looks right.

With --fixed every browser is also in a list of the program's, closed when its pool has ended.
"""
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import drivers
from tasks import perform, read_batches, read_options

options = read_options(workers=3)
local = threading.local()
# For the line at the end. Selenium closes a driver that nothing refers to any more; in most programs
# something does.
started = []


def thread_driver():
    if not getattr(local, "driver", None):
        local.driver = drivers.start(options.timeout)
        started.append(local.driver)
    return local.driver


def worker_cleanup():
    if getattr(local, "driver", None):
        drivers.close(local.driver)
        local.driver = None


def analyze(domain):
    perform(threading.get_ident(), domain, lambda name: drivers.visit(thread_driver(), name))


def analyze_parallel(batch):
    before = len(started)
    with ThreadPoolExecutor(options.workers) as executor:
        futures = [executor.submit(analyze, domain) for domain in batch]
        try:
            # A run's deadline, below the time that one page may take.
            wait(futures, timeout=options.timeout * 0.8)
        finally:
            for _ in range(options.workers):
                executor.submit(worker_cleanup)
    # The pool has waited for its busy workers; nobody waits for what they hold.
    if options.fixed:
        for driver in started[before:]:
            drivers.close(driver)


for domains in read_batches():
    analyze_parallel(domains)
print(f"{len(started)} browsers started", file=sys.stderr)
