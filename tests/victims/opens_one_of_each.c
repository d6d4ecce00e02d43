// opens_one_of_each: has one descriptor of every kind, prints "NUMBER KIND" for each (with a TCP
// connection to itself: "listener", "client", "server"; "PORT" ends those lines), then "ready PID",
// and lives until a signal ends it. argv[1] is a directory for its files.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

static int checked(int fd, const char* kind) {
  if (fd < 0) {
    perror(kind);
    exit(1);
  }
  printf("%d %s\n", fd, kind);
  return fd;
}

static const char* in_directory(const char* directory, const char* name) {
  static char path[512];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  return path;
}

static void open_files(const char* directory) {
  checked(open(in_directory(directory, "kept"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600), "file");
  checked(open(in_directory(directory, "named (deleted)"), O_CREAT | O_RDWR | O_CLOEXEC, 0600),
          "oddly-named");
  checked(open(in_directory(directory, "gone"), O_CREAT | O_RDWR | O_CLOEXEC, 0600), "deleted");
  unlink(in_directory(directory, "gone"));
  checked(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "directory");
  checked(open("/dev/null", O_RDONLY | O_CLOEXEC), "device");
  if (mkfifo(in_directory(directory, "fifo"), 0600) != 0) exit(1);
  checked(open(in_directory(directory, "fifo"), O_RDWR | O_CLOEXEC), "fifo");
  checked(open("/dev/null", O_PATH | O_CLOEXEC), "path");
}

static void open_sockets(const char* directory) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 1) != 0) exit(1);
  getsockname(listener, (struct sockaddr*)&address, &size);
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(client, (struct sockaddr*)&address, size) != 0) exit(1);
  const int server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  printf("%d listener %d\n", listener, ntohs(address.sin_port));
  printf("%d client %d\n", client, ntohs(address.sin_port));
  printf("%d server %d\n", server, ntohs(address.sin_port));
  checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "udp");
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) exit(1);
  checked(pair[0], "unix-left");
  checked(pair[1], "unix-right");
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  snprintf(name.sun_path, sizeof name.sun_path, "%s", in_directory(directory, "a socket"));
  const int bound = checked(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "unix-listener");
  if (bind(bound, (struct sockaddr*)&name, sizeof name) != 0 || listen(bound, 1) != 0) exit(1);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  alarm(600);  // whoever started it may have been killed
  open_files(argv[1]);
  open_sockets(argv[1]);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return 1;
  checked(ends[0], "pipe-read");
  checked(ends[1], "pipe-write");
  checked(eventfd(0, EFD_CLOEXEC), "eventfd");
  checked(epoll_create1(EPOLL_CLOEXEC), "eventpoll");
  checked(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd");
  sigset_t none;
  sigemptyset(&none);
  checked(signalfd(-1, &none, SFD_CLOEXEC), "signalfd");
  checked(inotify_init1(IN_CLOEXEC), "inotify");
  checked(memfd_create("a name", MFD_CLOEXEC), "memfd");
  checked((int)syscall(SYS_pidfd_open, getpid(), 0), "pidfd");
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  for (;;) pause();
}
