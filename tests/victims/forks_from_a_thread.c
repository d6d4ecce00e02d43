// forks_from_a_thread: a thread of it has a child and ends; reports "ready PID CHILD" and lives
// until a signal ends it.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pid_t child;

static void* have_a_child(void* unused) {
  (void)unused;
  child = fork();
  if (child == 0) {
    alarm(600);
    for (;;) pause();
  }
  return NULL;
}

int main(void) {
  alarm(600);  // whoever started it may have been killed
  pthread_t thread;
  if (pthread_create(&thread, NULL, have_a_child, NULL) != 0) return 1;
  pthread_join(thread, NULL);
  printf("ready %d %d\n", (int)getpid(), (int)child);
  fflush(stdout);
  for (;;) pause();
}
