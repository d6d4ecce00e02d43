#include "probes/sampling/kernel_units.hpp"

#include <unistd.h>

namespace tidemark::probes {

KernelUnits::KernelUnits()
    : clock_(BootClock::read()), page_(static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) {}

}  // namespace tidemark::probes
