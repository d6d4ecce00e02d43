// A server at 127.0.0.1:PORT that takes one task per request (POST {"domain": TASK}):
// serves_tasks PORT body|later|event|busy. It answers in the body of its response, or with 202 and
// then a line on its standard output or an event; busy refuses two requests with 503 first.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int open_events(void) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  strncpy(at.sun_path, getenv("TIDEMARK_EVENTS"), sizeof at.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr*)&at, sizeof at) != 0) exit(3);
  return fd;
}

// The task in a request, which small as it is may come in pieces; 0 if it is none.
static int read_task(int client, char* task, size_t size) {
  char text[4096];
  size_t length = 0;
  for (ssize_t got; (got = read(client, text + length, sizeof text - 1 - length)) > 0;) {
    length += (size_t)got;
    text[length] = '\0';
    const char* begin = strstr(text, "{\"domain\":\"");
    const char* end = begin ? strstr(begin, "\"}") : NULL;
    if (end == NULL) continue;
    begin += strlen("{\"domain\":\"");
    snprintf(task, size, "%.*s", (int)(end - begin), begin);
    return strncmp(text, "POST /tasks ", 12) == 0;
  }
  return 0;
}

static void respond(int client, const char* status, const char* body) {
  dprintf(client, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", status,
          strlen(body), body);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const char* mode = argv[2];
  const int events = strcmp(mode, "event") == 0 ? open_events() : -1;
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listening, (struct sockaddr*)&at, sizeof at) != 0 || listen(listening, 100) != 0)
    return 4;
  int refused = 0;
  for (int client; (client = accept(listening, NULL, NULL)) >= 0; close(client)) {
    char task[256];
    char answer[512];
    if (!read_task(client, task, sizeof task)) continue;
    snprintf(answer, sizeof answer, "{\"domain\":\"%s\",\"state\":\"alive\"}\n", task);
    if (strcmp(mode, "busy") == 0 && refused < 2) {
      ++refused;
      respond(client, "503 Service Unavailable", "");
    } else if (strcmp(mode, "later") == 0) {
      respond(client, "202 Accepted", answer);  // which must not count
      printf("%s\n", task);
      fflush(stdout);
    } else if (strcmp(mode, "event") == 0) {
      respond(client, "202 Accepted", "");
      dprintf(events, "{\"event\":\"task_end\",\"task\":\"%s\"}\n", task);
    } else {
      respond(client, "200 OK", answer);
    }
  }
  return 0;
}
