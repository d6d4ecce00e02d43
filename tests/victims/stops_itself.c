// stops_itself: reports "ready PID", then stops like a process under Ctrl-Z. Continued, it leaves
// with 7, unless it was called with "ignore": then it ignores SIGTERM and stops again and again.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char** argv) {
  (void)argv;
  if (argc > 1) signal(SIGTERM, SIG_IGN);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  do raise(SIGSTOP);
  while (argc > 1);
  return 7;
}
