// knocks_outside: for each line of its input, tries every address of its command line, given as
// "tcp ADDRESS PORT" or "udp ADDRESS PORT", and answers with the line, and for each try the name of
// its errno, or "sent".
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char* knock(const char* kind, const char* address, const char* port) {
  int tcp = strcmp(kind, "tcp") == 0;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
  inet_pton(AF_INET, address, &to.sin_addr);
  int fd = socket(AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
  int failed = tcp ? connect(fd, (struct sockaddr*)&to, sizeof to)
                   : (int)sendto(fd, "knock", 5, 0, (struct sockaddr*)&to, sizeof to) < 0;
  int error = errno;
  close(fd);
  return failed ? strerrorname_np(error) : "sent";
}

int main(int argc, char** argv) {
  char line[512];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    printf("%s", line);
    for (int i = 1; i + 2 < argc; i += 3) {
      printf(" %s", knock(argv[i], argv[i + 1], argv[i + 2]));
    }
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
