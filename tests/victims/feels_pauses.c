// feels_pauses: looks at the clock every 2 ms, and says of each gap of a quarter of a second or
// more "gap PID BEGAN ENDED" on standard error (microseconds of CLOCK_MONOTONIC). Says "ready PID"
// first. Without arguments, answers the first line on standard input after its first gap, then
// every other line at once; with any (say, --type=renderer), lives until a signal ends it.
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

int main(int argc, char** argv) {
  (void)argv;
  alarm(600);
  fprintf(stderr, "ready %d\n", (int)getpid());
  for (long long before = now_us();;) {
    usleep(2000);
    long long now = now_us();
    if (now - before >= 250000) {
      fprintf(stderr, "gap %d %lld %lld\n", (int)getpid(), before, now);
      if (argc == 1) break;
    }
    before = now;
  }
  char line[256];
  while (scanf("%255s", line) == 1) {
    printf("%s\n", line);
    fflush(stdout);
  }
  return 0;
}
