#!/usr/bin/python3
"""Defect: a close that takes longer than its grace is given up, and what it was to close is forgotten.

Modelled on asyncio programs around Selenium. `wait_for()` cancels the visit of a site that does not answer,
but not the thread that waits in it, and chromedriver does one command after the other: `quit()` queues up
behind a page that has five minutes to load. It is given up as well, the slot is free, and the program goes
on. One such program left 31 drivers, 2.5 GB, and its limit of drivers never tripped.

What a harness should find: after every batch one more chromedriver with its browser for each site that did
not answer.

With --fixed a driver that does not quit within its grace is killed, the browser first.
"""
import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import drivers
from task_events import tell
from tasks import answer, read_domains, read_options

GRACE = 1
options = read_options(workers=2)


def browser_of(driver):
    """chromedriver's only child, of whichever of its threads."""
    threads = Path(f"/proc/{driver.service.process.pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def kill(driver):
    try:
        for browser in browser_of(driver):
            os.kill(browser, signal.SIGKILL)
        driver.service.process.kill()
        driver.service.process.wait()
    except (FileNotFoundError, ProcessLookupError):
        pass  # It has quit meanwhile after all.
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
