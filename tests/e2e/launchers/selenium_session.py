"""Selenium starts chromedriver, which starts the browser. Says and hears the same as session.mjs."""
import os
import signal
import sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

options = webdriver.ChromeOptions()
options.binary_location = os.environ["TIDEMARK_TEST_BROWSER"]
for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"):
    options.add_argument(flag)
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)

heard = {signal.SIGUSR2, signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, heard)
name = sys.argv[1]
print("ready", name, os.getpid(), flush=True)
while signal.sigwait(heard) == signal.SIGUSR2:
    print("answer", name, driver.execute_script("return 1 + 1"), flush=True)
driver.quit()
