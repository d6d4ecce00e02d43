// Standard headers that nearly every file includes. Heavy third-party headers stay out: they belong in
// the few files that need them.
#pragma once

#include <algorithm>
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
