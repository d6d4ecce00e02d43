// storm_of_children COUNT MS AT_ONCE: starts COUNT children, at most AT_ONCE at a time, that live
// MS milliseconds and leave with the codes 0, 1, ... 99, 0, ...; says "ready PID" before, "done
// COUNT" when all are collected, and lives until a signal ends it.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char** argv) {
  alarm(600);  // whoever started it may have been killed
  if (argc != 4) return 2;
  const int count = atoi(argv[1]);
  const long ms = atol(argv[2]);
  const int at_once = atoi(argv[3]);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  int living = 0;
  for (int i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      const struct timespec life = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
      nanosleep(&life, NULL);
      _exit(i % 100);
    }
    if (++living == at_once && wait(NULL) > 0) --living;
  }
  while (wait(NULL) > 0) {
  }
  printf("done %d\n", count);
  fflush(stdout);
  for (;;) pause();
}
