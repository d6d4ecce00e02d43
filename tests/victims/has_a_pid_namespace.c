// has_a_pid_namespace: runs two processes in a pid namespace of their own, which know themselves as
// 1 and 2; reports "ready PID INIT CHILD" with the pids as seen from outside and lives until a
// signal ends it, or says "refused".
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

// The only child of `pid`, as we see it.
static int child_of(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
  FILE* file = fopen(path, "r");
  int child = 0;
  if (file == NULL) return 0;
  if (fscanf(file, "%d", &child) != 1) child = 0;
  fclose(file);
  return child;
}

int main(void) {
  alarm(600);  // whoever started it may have been killed
  int ready[2];
  if (pipe(ready) != 0) return 1;
  if (unshare(CLONE_NEWPID) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) {
    puts("refused");
    fflush(stdout);
    return 0;
  }
  const pid_t init = fork();
  if (init < 0) return 1;
  if (init == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (fork() == 0) {
      for (;;) pause();
    }
    if (write(ready[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte = 0;
  if (read(ready[0], &byte, 1) != 1) return 1;
  printf("ready %d %d %d\n", (int)getpid(), (int)init, child_of(init));
  fflush(stdout);
  for (;;) pause();
}
