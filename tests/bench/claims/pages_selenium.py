"""Selenium for tests/bench/claims.mjs: pages_selenium.py BROWSER, orders as in orders.mjs.

WebDriver knows no contexts: a page is a tab, and what a visit stored is deleted with its cookies. It does one
thing at a time, so `visit` does too, whatever it is told."""
import json
import os
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

TLDS = "com net org de fr it es nl be ch at pl pt se no dk fi ie cz hu".split()

options = webdriver.ChromeOptions()
options.binary_location = sys.argv[1]
options.accept_insecure_certs = True
options.add_argument("--headless=new" if not sys.argv[1].endswith("headless-shell") else "--headless")
options.add_argument("--host-resolver-rules=" + os.environ["TIDEMARK_HOST_RULES"])
if os.getuid() == 0:
    options.add_argument("--no-sandbox")  # Chromium has none for root.
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
first = driver.current_window_handle
opened = []
visited = 0


def show():
    global visited
    driver.get(f"https://shop.{TLDS[visited % len(TLDS)]}/")
    visited += 1
    if (length := len(driver.page_source)) < 10000:
        raise ValueError(f"a page of {length} characters is not the one that was asked for")


def close(tab):
    driver.switch_to.window(tab)
    driver.delete_all_cookies()
    driver.close()
    driver.switch_to.window(first)


def open_pages(count):
    while len(opened) < count:
        driver.switch_to.new_window("tab")
        show()
        opened.append(driver.current_window_handle)


def close_pages():
    while opened:
        close(opened.pop())


def visit(_, count):
    start = time.monotonic()
    for _ in range(count):
        driver.switch_to.new_window("tab")
        show()
        close(driver.current_window_handle)
    return (time.monotonic() - start) * 1000


ORDERS = {"open": open_pages, "close": close_pages, "visit": visit}
with driver:
    for line in sys.stdin:
        order, *numbers = line.split()
        print(json.dumps({"ms": ORDERS[order](*map(int, numbers))}), flush=True)
