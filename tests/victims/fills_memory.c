// fills_memory: has a child take 128 MiB, a MiB at a time, again and again, and says of each
// "filled BEGAN ENDED MIB whole|killed" on standard error (microseconds of CLOCK_MONOTONIC).
// Begins at and answers the first line on standard input when a child was killed and two later ones
// got it whole, then every other line at once.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1 << 20, MOST = 128 };

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

// The kernel is to choose the child.
static void volunteer(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, "1000", 4) != 4) _exit(1);
  close(fd);
}

int main(void) {
  alarm(600);
  char line[256];
  if (scanf("%255s", line) != 1) return 1;
  volatile int* taken = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (taken == MAP_FAILED) return 1;
  sleep(1);  // v1 refuses a limit below what is used already
  // The first whole one may have begun while the limit was still in force.
  for (int killed = 0, whole = 0; whole < 2;) {
    long long began = now_us();
    *taken = 0;
    pid_t child = fork();
    if (child == 0) {
      volunteer();
      for (int mib = 0; mib < MOST; ++mib) {
        char* memory = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) _exit(1);
        memset(memory, 1, MIB);
        *taken = mib + 1;
      }
      _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return 1;
    int died = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!died && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) return 1;
    fprintf(stderr, "filled %lld %lld %d %s\n", began, now_us(), *taken, died ? "killed" : "whole");
    killed |= died;
    whole = killed && !died ? whole + 1 : 0;
    usleep(20000);
  }
  do {
    printf("%s\n", line);
    fflush(stdout);
  } while (scanf("%255s", line) == 1);
  return 0;
}
