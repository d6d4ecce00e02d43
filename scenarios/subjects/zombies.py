#!/usr/bin/python3
"""Defect: the program is the first process of its container, and reaps only what it has started itself.

Chromium does not wait for its two zygotes when it ends, not even when it is closed in good order. They end a
moment later as orphans, and the first process has to ask how. An init does (`docker run --init`, tini); a
program that was never written for that does not, and each stays a zombie: more than 10,000 were seen. They
use no memory, but process ids.

What a harness should find, told that there is no init (`"init": false`): after every batch two more zombies.

With --fixed the program is its own init: orphans become its children, and it reaps them.
"""
import ctypes
import os

import drivers
from tasks import perform, read_batches, read_options

PR_SET_CHILD_SUBREAPER = 36
options = read_options(workers=1)
if options.fixed:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_all():
    """Until there is no child left. Selenium has reaped chromedriver, and the browser is closed."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass


for batch in read_batches():
    driver = drivers.start(options.timeout)
    for domain in batch:
        perform(1, domain, lambda name: drivers.visit(driver, name))
    drivers.close(driver)
    if options.fixed:
        reap_all()
