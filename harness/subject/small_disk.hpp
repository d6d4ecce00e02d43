// A small disk for the directory that a subject keeps its temporary files in.
#pragma once

#include <filesystem>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Covers `directory` with a file system of that size, for this process and all that it starts, in a
// mount namespace of their own: nobody else sees it, and it goes with the last of them. The calling
// process must have one thread; an ordinary user's enters a user namespace, too, in which he stays
// who he is. Returns a descriptor of the covering directory, through which others reach it.
// kUnavailable: the machine refuses; the message says what.
[[nodiscard]] Result<UniqueFd> mount_small_disk(const std::filesystem::path& directory, Bytes size);

}  // namespace tidemark::harness
