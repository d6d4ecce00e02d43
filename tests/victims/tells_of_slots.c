// Answers every line of its standard input and tells of the slot that it takes for it
// (TIDEMARK_EVENTS): tells_of_slots well|keeps|twice|child TASK. The slot of TASK it keeps, gives
// back twice, or has taken by a child that dies with it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_events(void) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  strncpy(at.sun_path, getenv("TIDEMARK_EVENTS"), sizeof at.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr*)&at, sizeof at) != 0) exit(3);
  return fd;
}

static void tell(int events, const char* event, const char* task) {
  dprintf(events, "{\"event\":\"%s\",\"worker\":1,\"task\":\"%s\"}\n", event, task);
}

static void take_in_a_child(const char* task) {
  const pid_t child = fork();
  if (child == 0) {
    tell(open_events(), "slot", task);
    _exit(0);
  }
  waitpid(child, NULL, 0);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const char* mode = argv[1];
  const int events = open_events();
  char task[256];
  while (fgets(task, sizeof task, stdin) != NULL) {
    task[strcspn(task, "\n")] = '\0';
    const int odd = strcmp(task, argv[2]) == 0 && strcmp(mode, "well") != 0;
    tell(events, "task_start", task);
    if (odd && strcmp(mode, "child") == 0) {
      take_in_a_child(task);
    } else {
      tell(events, "slot", task);
      if (!odd || strcmp(mode, "twice") == 0) tell(events, "slot_release", task);
      if (odd && strcmp(mode, "twice") == 0) tell(events, "slot_release", task);
    }
    tell(events, "task_end", task);
    printf("{\"domain\":\"%s\",\"state\":\"alive\"}\n", task);
    fflush(stdout);
  }
  return 0;
}
