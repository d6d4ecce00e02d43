// leaves_shared_memory NAME: makes a segment of 64 KiB in /dev/shm, says "ready PID" and ends
// without removing it.
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const int segment = shm_open(argv[1], O_CREAT | O_EXCL | O_RDWR, 0600);
  if (segment < 0 || ftruncate(segment, 64 << 10) != 0) return 1;
  printf("ready %d\n", (int)getpid());
  return 0;
}
