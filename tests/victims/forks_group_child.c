// forks_group_child [leave|stay]: has a child in its own process group that ignores SIGTERM,
// reports "ready PID CHILD" and then leaves with 0 ("leave") or lives until a signal ends it.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char** argv) {
  alarm(600);  // whoever started it may have been killed
  signal(SIGTERM, SIG_IGN);
  pid_t child = fork();
  if (child == 0) {
    alarm(600);
    for (;;) pause();
  }
  signal(SIGTERM, SIG_DFL);
  printf("ready %d %d\n", (int)getpid(), (int)child);
  fflush(stdout);
  if (argc > 1 && strcmp(argv[1], "leave") == 0) return 0;
  for (;;) pause();
}
