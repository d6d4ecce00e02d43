#!/usr/bin/python3
"""Defect: a close that takes longer than its grace is given up, and what it was to close is forgotten.

Modelled on asyncio programs around Selenium. `wait_for()` cancels the visit of a site that does not answer,
but not the thread that waits in it, and chromedriver does one command after the other: `quit()` queues up
behind a page that has five minutes to load. It is given up as well, the slot is free, and the program goes
on. One such program left 31 drivers, 2.5 GB, and its limit of drivers never tripped.

What a harness should find: after every batch one more chromedriver with its browser for each site that did
not answer.

With --fixed a driver that does not quit within its grace is killed, with all that it started.
"""
import asyncio
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import drivers
from task_events import tell
from tasks import answer, read_domains, read_options

GRACE = 1
options = read_options(workers=2)


def started_by(pid):
    """All that a process has started, and they in turn, as long as their parents live."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []  # It has ended meanwhile.
    return children + [each for child in children for each in started_by(child)]


def kill(driver):
    started = started_by(driver.service.process.pid)
    for process in started:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass  # It has quit meanwhile after all.
    driver.service.process.kill()
    driver.service.process.wait()
    # The last of them may make the directory anew that is to be forgotten.
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{process}") for process in started) and time.monotonic() < deadline:
        time.sleep(0.02)
    drivers.forget(driver)


async def close(driver):
    try:
        await asyncio.wait_for(asyncio.to_thread(drivers.close, driver), GRACE)
    except asyncio.TimeoutError:
        if options.fixed:
            await asyncio.to_thread(kill, driver)


async def analyze(domain):
    driver = await asyncio.to_thread(drivers.start, 300)  # Selenium's own default.
    try:
        return await asyncio.wait_for(asyncio.to_thread(drivers.visit, driver, domain), options.timeout)
    finally:
        await close(driver)


async def work(worker, queue):
    while domain := await queue.get():
        tell("task_start", worker=worker, task=domain)
        try:
            answer(domain, await analyze(domain))
        except Exception as error:  # Whatever a driver throws is the domain's answer.
            answer(domain, error)


async def main():
    # Room for the threads that wait for ever.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(100))
    queue = asyncio.Queue()
    workers = [asyncio.create_task(work(worker + 1, queue)) for worker in range(options.workers)]
    domains = read_domains()
    while domain := await asyncio.to_thread(next, domains, None):
        queue.put_nowait(domain)
    for _ in workers:
        queue.put_nowait(None)
    await asyncio.gather(*workers)
    os._exit(0)  # Does not wait for the threads that wait for a driver.


asyncio.run(main())
