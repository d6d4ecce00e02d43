// The process between the harness and the subject.
#pragma once

namespace tidemark::harness {

// argv[1] of a program that is to call run_supervisor() and nothing else.
inline constexpr const char* kSupervisorArgument = "__supervise";
// The descriptor on which that program finds its end of the control socket.
inline constexpr int kSupervisorControl = 3;

// Starts the subject and ends it on the orders that arrive at `control_fd`
// (supervisor_message.hpp), which it takes over. Everything that the subject ever starts stays
// below this process, its subreaper. When the harness has gone, however it died, the whole tree is
// ended within 5 s and the scratch directory removed. Call it first thing in main(), in its own
// session. Returns the exit code.
int run_supervisor(int control_fd);

}  // namespace tidemark::harness
