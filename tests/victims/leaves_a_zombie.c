// leaves_a_zombie: has a child that ended and is never waited for; reports "ready PID CHILD" and
// lives until a signal ends it.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  const pid_t child = fork();
  if (child == 0) _exit(0);
  printf("ready %d %d\n", (int)getpid(), (int)child);
  fflush(stdout);
  for (;;) pause();
}
