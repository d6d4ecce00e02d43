// Lets a test meet "permission denied" even where it runs as root.
#pragma once

#include <unistd.h>

namespace tidemark::probes {

// While it lives, a test that runs as root has the effective rights of an unprivileged user.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0) {
    constexpr uid_t kNobody = 65534;
    dropped_ = !was_root_ || ::seteuid(kNobody) == 0;
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() {
    if (was_root_ && ::seteuid(0) != 0) ::_exit(99);
  }
  [[nodiscard]] bool dropped() const { return dropped_; }

 private:
  bool was_root_;
  bool dropped_ = false;
};

}  // namespace tidemark::probes
