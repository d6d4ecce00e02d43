// leaves_its_group: starts as a group leader, moves into its parent's group, reports "ready PID"
// and lives until a signal ends it.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  if (setpgid(0, getpgid(getppid())) != 0) return 1;
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  for (;;) pause();
}
