// leaves_a_crowd: ignores SIGTERM and has four descendants that are hard to end: one that ignores
// SIGTERM too, one in a session of its own whose parent is gone, one that has stopped itself and
// one that keeps forking. Reports "ready PID CHILD ORPHAN STOPPED FORKER" and lives until SIGKILL.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void wait_for_ever(void) {
  for (;;) pause();
}

static pid_t orphan(void) {
  int told[2];
  if (pipe(told) != 0) return 0;
  pid_t middle = fork();
  if (middle == 0) {
    setsid();
    pid_t child = fork();
    if (child == 0) wait_for_ever();
    if (write(told[1], &child, sizeof child) < 0) _exit(1);
    _exit(0);
  }
  pid_t child = 0;
  if (read(told[0], &child, sizeof child) < 0) child = 0;
  waitpid(middle, NULL, 0);
  return child;
}

int main(void) {
  signal(SIGTERM, SIG_IGN);
  pid_t child = fork();
  if (child == 0) wait_for_ever();
  pid_t alone = orphan();
  pid_t stopped = fork();
  if (stopped == 0) {
    raise(SIGSTOP);
    wait_for_ever();
  }
  waitpid(stopped, NULL, WUNTRACED);
  pid_t forker = fork();
  if (forker == 0) {
    for (;;) {
      pid_t next = fork();
      if (next == 0) {
        usleep(20000);
        _exit(0);
      }
      if (next > 0) waitpid(next, NULL, 0);
    }
  }
  printf("ready %d %d %d %d %d\n", (int)getpid(), (int)child, (int)alone, (int)stopped,
         (int)forker);
  fflush(stdout);
  wait_for_ever();
}
