// waits: reports "ready PID" on standard output and lives until a signal ends it.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  for (;;) pause();
}
