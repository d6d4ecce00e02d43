// adopts_orphans: is a subreaper itself, with an adopted grandchild in a session of its own;
// reports "ready PID GRANDCHILD" and lives until a signal ends it.
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  int ready[2];
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 || pipe(ready) != 0) return 1;
  const pid_t middle = fork();
  if (middle == 0) {
    const pid_t grandchild = fork();
    if (grandchild != 0) {
      if (write(ready[1], &grandchild, sizeof grandchild) < 0) _exit(1);
      _exit(0);
    }
    alarm(600);
    setsid();
    for (;;) pause();
  }
  pid_t grandchild = 0;
  if (read(ready[0], &grandchild, sizeof grandchild) != sizeof grandchild) return 1;
  if (waitpid(middle, NULL, 0) != middle) return 1;
  printf("ready %d %d\n", (int)getpid(), (int)grandchild);
  fflush(stdout);
  for (;;) pause();
}
