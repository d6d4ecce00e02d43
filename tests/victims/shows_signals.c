// shows_signals: prints "blocked N" and "ignored N" for each signal that is, then "end", and
// leaves.
#include <signal.h>
#include <stdio.h>

int main(void) {
  sigset_t mask;
  sigprocmask(SIG_BLOCK, NULL, &mask);
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction now;
    if (sigismember(&mask, number) == 1) printf("blocked %d\n", number);
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
      printf("ignored %d\n", number);
  }
  printf("end\n");
  return 0;
}
