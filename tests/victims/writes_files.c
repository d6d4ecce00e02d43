// writes_files: writes 64 KiB to a file in TMPDIR and removes it, again and again, and says of each
// "wrote BEGAN ENDED whole|full|failed" on standard error (microseconds of CLOCK_MONOTONIC). Begins
// at and answers the first line on standard input when the disk was full and later thrice was not,
// then every other line at once.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static const char* write_file(const char* path) {
  static char text[65536];
  memset(text, 'x', sizeof text);
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return errno == ENOSPC ? "full" : "failed";
  const char* how = "whole";
  ssize_t written = write(fd, text, sizeof text);
  if (written < 0) {
    how = errno == ENOSPC ? "full" : "failed";
  } else if (written < (ssize_t)sizeof text) {
    how = "full";
  }
  close(fd);
  unlink(path);
  return how;
}

int main(void) {
  alarm(600);
  char path[512], line[256];
  const char* directory = getenv("TMPDIR");
  if (directory == NULL || scanf("%255s", line) != 1) return 1;
  snprintf(path, sizeof path, "%s/file", directory);
  for (int full = 0, well = 0; well < 3;) {
    long long began = now_us();
    const char* how = write_file(path);
    fprintf(stderr, "wrote %lld %lld %s\n", began, now_us(), how);
    full |= strcmp(how, "full") == 0;
    well = full && strcmp(how, "whole") == 0 ? well + 1 : 0;
    usleep(10000);
  }
  do {
    printf("%s\n", line);
    fflush(stdout);
  } while (scanf("%255s", line) == 1);
  return 0;
}
