// The live table on a terminal. Only its .cpp file knows ncurses.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "probes/base/result.hpp"
#include "reports/process_table.hpp"
#include "reports/watch_page.hpp"

namespace tidemark::cli {

// What the person at the keyboard wants.
struct ScreenWish {
  bool quit = false;
  bool redraw = false;  // the window has another size
  std::optional<reports::SortKey> sort = {};
  long rows = 0;  // to scroll down by; negative: up
  bool home = false;
  bool end = false;
};

// Owns the terminal while it lives; restores it when destroyed, and when a signal ends the program
// (SIGQUIT, a crash). One per process. The descriptor of the keyboard is standard input.
class WatchScreen {
 public:
  // Whether standard input and output are a terminal that can do it.
  [[nodiscard]] static bool possible();
  // Whether the user's locale can show more than ASCII.
  [[nodiscard]] static bool unicode();
  // kUnavailable: the terminal's type (TERM) is not known.
  [[nodiscard]] static Result<WatchScreen> open(bool colour);
  WatchScreen(WatchScreen&&) noexcept;
  WatchScreen& operator=(WatchScreen&&) = delete;
  WatchScreen(const WatchScreen&) = delete;
  WatchScreen& operator=(const WatchScreen&) = delete;
  ~WatchScreen();

  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] std::size_t height() const;

  void draw(const std::vector<reports::PageLine>& lines);
  // What was typed since, without a wait.
  [[nodiscard]] ScreenWish read_keys();

 private:
  class Terminal;
  explicit WatchScreen(std::unique_ptr<Terminal> terminal);
  std::unique_ptr<Terminal> terminal_;
};

}  // namespace tidemark::cli
