// serves_as_init: an init as containers have one: becomes subreaper, starts one program that waits
// (its first child) and then, for every line on its standard input, that shell command; collects
// whoever ends. Reports "ready PID". Ends, without ending anybody else, with its input.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void start(char* command) {
  if (fork() != 0) return;
  const int none = open("/dev/null", 0);
  dup2(none, 0);
  execl("/bin/sh", "sh", "-c", command, (char*)NULL);
  _exit(127);
}

int main(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t first = fork();
  if (first == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  char commands[8192];
  size_t length = 0;
  for (;;) {
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    struct pollfd input = {.fd = 0, .events = POLLIN};
    if (poll(&input, 1, 20) <= 0) continue;
    const ssize_t count = read(0, commands + length, sizeof commands - length);
    if (count <= 0) break;
    length += (size_t)count;
    for (char* end; (end = memchr(commands, '\n', length)) != NULL;) {
      *end = '\0';
      start(commands);
      length -= (size_t)(end + 1 - commands);
      memmove(commands, end + 1, length);
    }
  }
  kill(first, SIGKILL);
  while (waitpid(first, NULL, 0) < 0) {
  }
  return 0;
}
