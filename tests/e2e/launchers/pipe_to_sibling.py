"""Drives a browser over a pipe, like Playwright, but lets another child inherit the writing end: the usual
mistake, after which the browser outlives its owner. Says "ready NAME PID" and waits."""
import fcntl
import os
import signal
import subprocess
import sys
import tempfile

commands_read, commands_write = os.pipe()
answers_read, answers_write = os.pipe()
# The browser has its ends as 3 and 4: whatever of ours is there moves away first.
ours = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 20)
        for fd in (commands_read, commands_write, answers_read, answers_write)]
for fd in (commands_read, commands_write, answers_read, answers_write):
    os.close(fd)
os.dup2(ours[0], 3)
os.dup2(ours[3], 4)
profile = tempfile.mkdtemp(prefix="puppeteer_dev_chrome_profile-")
subprocess.Popen(
    [os.environ["TIDEMARK_TEST_BROWSER"], "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
     "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
     "--remote-debugging-pipe", "--user-data-dir=" + profile],
    pass_fds=(3, 4), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for fd in (3, 4, ours[0], ours[3]):
    os.close(fd)
os.write(ours[1], b'{"id":1,"method":"Browser.getVersion"}\0')
os.read(ours[2], 1)  # it works
subprocess.Popen(["sleep", "600"], pass_fds=(ours[1],))
print("ready", sys.argv[1], os.getpid(), flush=True)
signal.pause()
