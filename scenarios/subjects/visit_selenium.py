#!/usr/bin/env python3
"""Visits each domain on stdin with Selenium, chromedriver and Chromium as Debian has them, and knows
nothing of Tidemark: in an isolated network that is enough. One line each: the domain, and the page's
title or Chromium's error."""
import os
import re
import sys

from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.chrome.service import Service

options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
options.add_argument("--headless=new")
if os.getuid() == 0:
    options.add_argument("--no-sandbox")  # Chromium has none for root.


def visit(driver, domain):
    try:
        driver.get(f"https://{domain}/")
        return f"title: {driver.title}"
    except TimeoutException:
        return "timeout"
    except WebDriverException as failure:
        cause = re.search(r"net::\w+", failure.msg or "")
        return cause.group() if cause else failure.msg


with webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options) as driver:
    driver.set_page_load_timeout(4)
    for line in sys.stdin:
        print(line.strip(), visit(driver, line.strip()), flush=True)
