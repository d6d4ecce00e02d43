// chains_exec LINKS: replaces itself by itself LINKS times, from its main thread and from another
// one in turn, then reports "ready PID" and lives until a signal ends it.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char left[16];

static void* go_on(void* unused) {
  (void)unused;
  execl("/proc/self/exe", "chains_exec", left, (char*)NULL);
  _exit(1);
}

int main(int argc, char** argv) {
  alarm(600);  // whoever started it may have been killed
  const int links = argc == 2 ? atoi(argv[1]) : 0;
  if (links > 0) {
    snprintf(left, sizeof left, "%d", links - 1);
    if (links % 2 == 0) go_on(NULL);
    pthread_t other;
    if (pthread_create(&other, NULL, go_on, NULL) != 0) return 1;
    pthread_join(other, NULL);
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  for (;;) pause();
}
