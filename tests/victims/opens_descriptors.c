// opens_descriptors: opens up to 100 files and closes them again and again: itself, in a child of
// its own for each time, and in one that lives as long as it. Each says "self|child|old_child BEGAN
// ENDED COUNT" on standard error (microseconds of CLOCK_MONOTONIC). Begins at and answers the first
// line on standard input when it got fewer and later five times as many again, then every other
// line.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 100 };

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static int open_all(const char* who) {
  int open_ones[MOST], count = 0;
  long long began = now_us();
  while (count < MOST && (open_ones[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) ++count;
  if (count < MOST && errno != EMFILE) _exit(1);
  for (int i = 0; i < count; ++i) close(open_ones[i]);
  fprintf(stderr, "%s %lld %lld %d\n", who, began, now_us(), count);
  return count;
}

int main(void) {
  alarm(600);
  char line[256];
  if (scanf("%255s", line) != 1) return 1;
  pid_t old = fork();
  if (old == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
      open_all("old_child");
      usleep(20000);
    }
  }
  for (int limited = 0, well = 0; well < 5;) {
    pid_t child = fork();
    if (child == 0) {
      open_all("child");
      _exit(0);
    }
    waitpid(child, NULL, 0);
    int count = open_all("self");
    limited |= count < MOST;
    well = limited && count == MOST ? well + 1 : 0;
    usleep(20000);
  }
  do {
    printf("%s\n", line);
    fflush(stdout);
  } while (scanf("%255s", line) == 1);
  kill(old, SIGKILL);
  waitpid(old, NULL, 0);
  return 0;
}
