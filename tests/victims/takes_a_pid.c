// takes_a_pid: reads a pid from its input and has a child under that very pid, which must be free;
// reports "ready OWN PID" and lives until a signal ends it, or says "refused".
#define _GNU_SOURCE
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  int wanted = 0;
  if (scanf("%d", &wanted) != 1) return 2;
  struct clone_args arguments = {
      .exit_signal = SIGCHLD, .set_tid = (uint64_t)(uintptr_t)&wanted, .set_tid_size = 1};
  const long child = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    for (;;) pause();
  }
  if (child < 0) {
    puts("refused");
    fflush(stdout);
    return 0;
  }
  printf("ready %d %ld\n", (int)getpid(), child);
  fflush(stdout);
  for (;;) pause();
}
