"""The work of a long-running subject in Python, as tasks.mjs is for Node.js: domains from stdin, one
per line; for each a line of JSON on stdout; and for a harness that listens at TIDEMARK_EVENTS, when
each was begun and ended."""
import argparse
import json
import queue
import sys
import threading

from task_events import tell


def positive(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"takes a positive number, not '{text}'")
    return int(text)


def read_options(workers, timeout=2500):
    """The command line: fixed, workers, timeout in seconds."""
    options = argparse.ArgumentParser(usage="[--fixed] [--workers N] [--timeout MS] < domains")
    options.add_argument("--fixed", action="store_true")
    options.add_argument("--workers", type=positive, default=workers)
    options.add_argument("--timeout", type=positive, default=timeout)
    values = options.parse_args()
    values.timeout /= 1000
    return values


def read_domains():
    for line in sys.stdin:
        if domain := line.strip():
            yield domain


def read_batches(quiet=0.3, most=200):
    """The domains in lists: each ends when nothing has come for a while, or it is full."""
    came = queue.Queue()

    def listen():
        for domain in read_domains():
            came.put(domain)
        came.put(None)

    threading.Thread(target=listen, daemon=True).start()
    domain = came.get()
    while domain:
        batch = []
        while domain and len(batch) < most:
            batch.append(domain)
            try:
                domain = came.get(timeout=quiet)
            except queue.Empty:
                break
        else:
            yield batch
            continue
        yield batch
        domain = came.get()


def state_after(error):
    name = type(error).__name__
    if "Time" in name:
        return "timed_out"
    return "unreachable" if "net::ERR_" in str(error) else "failed"


def answer(domain, outcome):
    """Says what came of the domain: a state, or the exception that ended the work."""
    line = {"domain": domain, "state": outcome}
    if isinstance(outcome, BaseException):
        line.update(state=state_after(outcome), error=str(outcome).split("\n", 1)[0])
    tell("task_end", task=domain)
    # One write: several threads and processes share stdout.
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def perform(worker, domain, work):
    """Does the work for one domain and answers it, whatever happens."""
    tell("task_start", worker=worker, task=domain)
    try:
        outcome = work(domain)
    except Exception as error:  # Whatever a driver throws is the domain's answer.
        outcome = error
    answer(domain, outcome)
