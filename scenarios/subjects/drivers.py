"""How the subjects in Python start Chromium: Debian's Selenium, chromedriver and headless shell."""
import os
import shutil
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# The program itself: Debian's chromium-headless-shell command is a wrapper that stays in between.
BROWSER = os.environ.get("TIDEMARK_BROWSER", "/usr/lib/chromium/chromium-headless-shell")
if not os.path.exists(BROWSER):
    sys.exit(f"{BROWSER} does not exist; name a Chromium in TIDEMARK_BROWSER")

# Set by a harness whose sites have names and certificates that the world does not know.
HOST_RULES = os.environ.get("TIDEMARK_HOST_RULES")


def start(timeout):
    """A new chromedriver with a new browser, in a TMPDIR of their own: Chromium's profile is removed by
    chromedriver, but not what else they leave there."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    flags = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    if os.getuid() == 0:
        flags.append("--no-sandbox")  # Chromium has none for root.
    if HOST_RULES:
        flags += [f"--host-resolver-rules={HOST_RULES}", "--ignore-certificate-errors"]
    for flag in flags:
        options.add_argument(flag)
    scratch = tempfile.mkdtemp(prefix="driver-")
    try:
        service = Service("/usr/bin/chromedriver", env={**os.environ, "TMPDIR": scratch})
        driver = webdriver.Chrome(service=service, options=options)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    driver.scratch = scratch
    driver.set_page_load_timeout(timeout)
    return driver


def close(driver):
    """Ends the browser, then chromedriver; twice does no harm."""
    try:
        driver.quit()
    finally:
        forget(driver)


def forget(driver):
    """Removes what a driver that has ended, in whatever way, left on disk. The browser's helpers write until
    they have ended as well, a moment later; on a busy machine that takes seconds."""
    for _ in range(100):
        shutil.rmtree(driver.scratch, ignore_errors=True)
        if not os.path.exists(driver.scratch):
            return
        time.sleep(0.1)


def visit(driver, domain):
    """Loads the domain's page: its title decides. Raises what Selenium raises when there is no page in time."""
    driver.get(f"https://{domain}/")
    return "alive" if driver.title else "refused"
