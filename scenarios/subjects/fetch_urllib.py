#!/usr/bin/env python3
"""Asks for the front page of each domain on stdin with Python's own urllib, and knows nothing of
Tidemark: in an isolated network that is enough. One line each: the domain, and the HTTP status or
what urllib raises."""
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen


def fetch(domain):
    try:
        with urlopen(f"https://{domain}/", timeout=3) as page:
            page.read()
            return page.status
    except HTTPError as refusal:
        return refusal.code
    except URLError as failure:  # before there was an answer
        return failure.reason
    except OSError as failure:  # while the answer was read
        return failure


for line in sys.stdin:
    print(line.strip(), fetch(line.strip()), flush=True)
