// forks_setsid_grandchild: has a descendant that leaves the group and the session, as Chromium's
// crashpad handler does; reports "ready PID GRANDCHILD" once it has, and lives until a signal ends
// it.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  int ready[2];
  if (pipe(ready) != 0) return 1;
  pid_t middle = fork();
  if (middle == 0) {
    setsid();
    pid_t grandchild = fork();
    if (grandchild != 0) {
      if (write(ready[1], &grandchild, sizeof grandchild) < 0) _exit(1);
      _exit(0);
    }
    alarm(600);
    for (;;) pause();
  }
  pid_t grandchild = 0;
  if (read(ready[0], &grandchild, sizeof grandchild) != sizeof grandchild) return 1;
  // Reaped, so that the grandchild is an orphan by the time it is reported.
  if (waitpid(middle, NULL, 0) != middle) return 1;
  printf("ready %d %d\n", (int)getpid(), (int)grandchild);
  fflush(stdout);
  for (;;) pause();
}
