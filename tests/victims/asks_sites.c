// asks_sites: for the first line on standard input, a host, asks the simulator for it again and
// again: a page over plain HTTP at the address in TIDEMARK_MAP, and an address at
// TIDEMARK_RESOLVER. Says for each on standard error "http BEGAN ENDED ok|reset|timeout|failed" or
// "dns BEGAN ENDED ok|servfail|timeout|failed" (microseconds of CLOCK_MONOTONIC). Answers the line
// once either kind has failed at least twice and been well thrice since, then every other line at
// once.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 250 };

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static struct sockaddr_in address_in(const char* variable, const char* before) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  const char* text = getenv(variable);
  if (text == NULL) exit(1);
  text = *before ? strstr(text, before) : text;
  if (text == NULL) exit(1);
  char host[64] = "";
  int port = 0;
  if (sscanf(text + strlen(before), "%63[0-9.]:%d", host, &port) != 2) exit(1);
  inet_pton(AF_INET, host, &address.sin_addr);
  address.sin_port = htons((unsigned short)port);
  return address;
}

static const char* failure(void) {
  if (errno == ECONNRESET || errno == EPIPE) return "reset";
  if (errno == EAGAIN || errno == EINPROGRESS || errno == ETIMEDOUT) return "timeout";
  return "failed";
}

static int open_to(const struct sockaddr_in* to, int type, const char** problem) {
  int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  struct timeval patience = {.tv_sec = 0, .tv_usec = PATIENCE_MS * 1000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect(fd, (const struct sockaddr*)to, sizeof *to) != 0) *problem = failure();
  return fd;
}

static const char* ask_page(const char* host) {
  struct sockaddr_in to = address_in("TIDEMARK_MAP", "*:80=");
  const char* answer = "ok";
  int fd = open_to(&to, SOCK_STREAM, &answer);
  char text[512];
  int length =
      snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
  if (strcmp(answer, "ok") == 0) {
    if (send(fd, text, (size_t)length, MSG_NOSIGNAL) < 0) {
      answer = failure();
    } else {
      ssize_t got = recv(fd, text, 12, MSG_WAITALL);
      if (got < 0)
        answer = failure();
      else if (got < 12 || memcmp(text, "HTTP/1.1 200", 12) != 0)
        answer = got == 0 ? "reset" : "failed";
    }
  }
  close(fd);
  return answer;
}

static const char* ask_address(const char* host) {
  struct sockaddr_in to = address_in("TIDEMARK_RESOLVER", "");
  const char* answer = "ok";
  int fd = open_to(&to, SOCK_DGRAM, &answer);
  unsigned char query[300] = {0x12, 0x34, 1, 0, 0, 1};
  size_t at = 12;
  for (const char* label = host; *label;) {
    size_t length = strcspn(label, ".");
    query[at++] = (unsigned char)length;
    memcpy(query + at, label, length);
    at += length;
    label += length + (label[length] == '.');
  }
  query[at + 2] = 1;  // the root label, then type A, class IN
  query[at + 4] = 1;
  at += 5;
  unsigned char reply[512];
  if (send(fd, query, at, 0) < 0 || recv(fd, reply, sizeof reply, 0) < 12)
    answer = failure();
  else if ((reply[3] & 15) != 0)
    answer = (reply[3] & 15) == 2 ? "servfail" : "failed";
  close(fd);
  return answer;
}

int main(void) {
  char host[256];
  alarm(600);
  if (scanf("%255s", host) != 1) return 1;
  const char* names[2] = {"http", "dns"};
  int failed[2] = {0, 0}, well[2] = {0, 0};
  for (int done = 0; !done;) {
    for (int kind = 0; kind < 2; ++kind) {
      long long began = now_us();
      const char* answer = kind == 0 ? ask_page(host) : ask_address(host);
      fprintf(stderr, "%s %lld %lld %s\n", names[kind], began, now_us(), answer);
      int good = strcmp(answer, "ok") == 0;
      failed[kind] += !good;
      well[kind] = good ? well[kind] + (failed[kind] > 1) : 0;
    }
    done = (failed[0] > 1 || failed[1] > 1) && (failed[0] < 1 || well[0] > 2) &&
           (failed[1] < 1 || well[1] > 2);
    usleep(10000);
  }
  do {
    printf("%s\n", host);
    fflush(stdout);
  } while (scanf("%255s", host) == 1);
  return 0;
}
