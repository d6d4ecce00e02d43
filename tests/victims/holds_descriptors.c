// holds_descriptors: prints "NUMBER TARGET" for each of its open descriptors, a close-on-exec one
// with " cloexec", then "end", and leaves.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  DIR* open_fds = opendir("/proc/self/fd");
  if (open_fds == NULL) return 1;
  for (struct dirent* entry; (entry = readdir(open_fds)) != NULL;) {
    int fd = atoi(entry->d_name);
    if (entry->d_name[0] == '.' || fd == dirfd(open_fds)) continue;
    char target[512] = "";
    if (readlinkat(dirfd(open_fds), entry->d_name, target, sizeof target - 1) < 0) return 1;
    printf("%d %s%s\n", fd, target, fcntl(fd, F_GETFD) & FD_CLOEXEC ? " cloexec" : "");
  }
  printf("end\n");
  return 0;
}
