// exits_at_once CODE: leaves with CODE. exits_at_once -SIGNAL: dies of SIGNAL.
#include <signal.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  int how = argc > 1 ? atoi(argv[1]) : 0;
  if (how < 0) raise(-how);
  return how;
}
