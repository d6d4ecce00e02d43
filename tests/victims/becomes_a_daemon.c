// becomes_a_daemon: the classical double fork; the process that was started leaves at once with 0,
// the daemon reports "ready DAEMON" and lives until a signal ends it.
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  if (fork() != 0) _exit(0);
  setsid();
  if (fork() != 0) _exit(0);
  alarm(600);  // whoever started it may have been killed
  umask(0);
  if (chdir("/") != 0) return 1;
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  for (;;) pause();
}
