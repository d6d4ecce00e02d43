// uses_cpu: uses all the CPU time it gets, and says of each half a second "used BEGAN ENDED CPU" on
// standard error (microseconds of CLOCK_MONOTONIC and of CPU time). Begins at and answers the first
// line on standard input when it got less than a sixth of a core and later twice more again, then
// every other line at once.
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long long us(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

int main(void) {
  alarm(600);
  char line[256];
  if (scanf("%255s", line) != 1) return 1;
  for (int slow = 0, fast = 0; fast < 2;) {
    long long began = us(CLOCK_MONOTONIC), before = us(CLOCK_PROCESS_CPUTIME_ID), now = began;
    while ((now = us(CLOCK_MONOTONIC)) - began < 500000) {
    }
    long long used = us(CLOCK_PROCESS_CPUTIME_ID) - before;
    fprintf(stderr, "used %lld %lld %lld\n", began, now, used);
    double share = (double)used / (double)(now - began);
    slow |= share < 0.16;
    fast = slow && share > 0.2 ? fast + 1 : 0;
  }
  do {
    printf("%s\n", line);
    fflush(stdout);
  } while (scanf("%255s", line) == 1);
  return 0;
}
