// ignores_term: counts SIGTERM, SIGINT and SIGHUP ("term 1", ...) instead of dying; only SIGKILL
// ends it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  alarm(600);  // whoever started it may have been killed
  sigset_t polite;
  sigemptyset(&polite);
  sigaddset(&polite, SIGTERM);
  sigaddset(&polite, SIGINT);
  sigaddset(&polite, SIGHUP);
  sigprocmask(SIG_BLOCK, &polite, NULL);
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  for (int count = 1;; ++count) {
    int number = 0;
    sigwait(&polite, &number);
    printf("term %d\n", count);
    fflush(stdout);
  }
}
