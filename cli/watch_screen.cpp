#include "cli/watch_screen.hpp"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <string_view>

// The macros of curses collide with much; nothing of ours is included behind it.
#define NCURSES_NOMACROS 1
#include <curses.h>

namespace tidemark::cli {
namespace {

using reports::Emphasis;

// What a signal handler needs: prepared before, because nothing may be asked or allocated there.
struct Rescue {
  termios mode{};
  std::array<char, 256> text{};
  std::size_t size = 0;
};
Rescue rescue;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): for the handler

constexpr std::array<int, 6> kFatalSignals = {SIGQUIT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

void restore_and_die(int signal_number) {
  static_cast<void>(!::write(STDOUT_FILENO, rescue.text.data(), rescue.size));
  ::tcsetattr(STDIN_FILENO, TCSANOW, &rescue.mode);
  // SA_RESETHAND has put the default back: this ends us once the handler returns.
  ::raise(signal_number);
}

void append(const char* capability) {
  // tigetstr answers -1 for what is no string capability.
  const char* code = ::tigetstr(capability);
  if (code == nullptr || code == reinterpret_cast<const char*>(-1)) return;  // NOLINT
  const std::size_t size = std::min(std::strlen(code), rescue.text.size() - rescue.size);
  std::memcpy(rescue.text.data() + rescue.size, code, size);
  rescue.size += size;
}

attr_t attributes_of(Emphasis emphasis, bool colour) {
  const auto pair = [colour](short number) {
    return colour ? static_cast<attr_t>(COLOR_PAIR(number)) : A_NORMAL;
  };
  switch (emphasis) {
    case Emphasis::kTitle: return A_BOLD;
    case Emphasis::kColumns: return A_REVERSE;
    case Emphasis::kOwner: return A_BOLD | pair(2);
    case Emphasis::kAlarm: return A_BOLD | pair(1);
    case Emphasis::kDim: return A_DIM;
    case Emphasis::kPlain: break;
  }
  return A_NORMAL;
}

// Writes what fits: a line that reached the margin would go on in the next one.
void put_line(int row, std::string_view text, int width) {
  ::move(row, 0);
  int column = 0;
  std::mbstate_t state{};
  while (!text.empty()) {
    wchar_t letter = 0;
    const std::size_t size = std::mbrtowc(&letter, text.data(), text.size(), &state);
    if (size == 0 || size > text.size()) {  // a letter that this locale does not have
      text.remove_prefix(1);
      state = {};
      continue;
    }
    const int columns = std::max(0, ::wcwidth(letter));
    if (column + columns > width) return;
    ::addnwstr(&letter, 1);
    column += columns;
    text.remove_prefix(size);
  }
}

}  // namespace

class WatchScreen::Terminal {
 public:
  // `before` is the terminal's mode before curses.
  Terminal(SCREEN* screen, bool colour, const termios& before) : screen_(screen), colour_(colour) {
    ::cbreak();
    ::noecho();
    ::nonl();
    ::keypad(::stdscr, TRUE);
    ::nodelay(::stdscr, TRUE);
    ::set_escdelay(50);
    ::curs_set(0);
    if (colour_ && ::has_colors()) {
      ::start_color();
      ::use_default_colors();
      ::init_pair(1, COLOR_RED, -1);
      ::init_pair(2, COLOR_CYAN, -1);
    } else {
      colour_ = false;
    }
    prepare_rescue(before);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    ::endwin();
    for (std::size_t i = 0; i < kFatalSignals.size(); ++i) {
      ::sigaction(kFatalSignals.at(i), &before_.at(i), nullptr);
    }
    ::delscreen(screen_);
  }

  void draw(const std::vector<reports::PageLine>& lines) const {
    ::erase();
    const int width = COLS;
    for (int row = 0; row < LINES && static_cast<std::size_t>(row) < lines.size(); ++row) {
      const reports::PageLine& line = lines[static_cast<std::size_t>(row)];
      const attr_t attributes = attributes_of(line.emphasis, colour_);
      ::attr_on(attributes, nullptr);
      put_line(row, line.text, width);
      ::attr_off(attributes, nullptr);
    }
    ::refresh();
  }

 private:
  void prepare_rescue(const termios& before) {
    rescue.mode = before;
    rescue.size = 0;
    for (const char* capability : {"sgr0", "rmkx", "cnorm", "rmcup"}) append(capability);
    struct sigaction action{};
    action.sa_handler = restore_and_die;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < kFatalSignals.size(); ++i) {
      ::sigaction(kFatalSignals.at(i), &action, &before_.at(i));
    }
  }

  SCREEN* screen_;
  bool colour_;
  std::array<struct sigaction, kFatalSignals.size()> before_{};
};

bool WatchScreen::possible() {
  const char* type = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && type != nullptr &&
         *type != '\0' && std::string_view(type) != "dumb";
}

Result<WatchScreen> WatchScreen::open(bool colour) {
  static_cast<void>(unicode());  // curses draws in the user's locale
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  // Unlike initscr, newterm does not end the program where the type is unknown.
  SCREEN* screen = ::newterm(nullptr, stdout, stdin);
  if (screen == nullptr) {
    const char* type = std::getenv("TERM");
    return failure(ErrorCode::kUnavailable,
                   "the terminal's type TERM=" + std::string(type == nullptr ? "" : type) +
                       " is not known here; set another, or give --json, or pipe the output");
  }
  return WatchScreen(std::make_unique<Terminal>(screen, colour, before));
}

WatchScreen::WatchScreen(std::unique_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}
WatchScreen::WatchScreen(WatchScreen&&) noexcept = default;
WatchScreen::~WatchScreen() = default;

std::size_t WatchScreen::width() const { return static_cast<std::size_t>(std::max(COLS, 1)); }
std::size_t WatchScreen::height() const { return static_cast<std::size_t>(std::max(LINES, 1)); }
bool WatchScreen::unicode() {
  ::setlocale(LC_CTYPE, "");
  return std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
}

void WatchScreen::draw(const std::vector<reports::PageLine>& lines) { terminal_->draw(lines); }

ScreenWish WatchScreen::read_keys() {
  using reports::SortKey;
  ScreenWish wish;
  const long page = std::max(1L, static_cast<long>(height()) - 10);
  for (int key = ::getch(); key != ERR; key = ::getch()) {
    switch (key) {
      case 'q':
      case 'Q': wish.quit = true; break;
      case 't': wish.sort = SortKey::kTree; break;
      case 'm': wish.sort = SortKey::kMemory; break;
      case 'p': wish.sort = SortKey::kPid; break;
      case 'f': wish.sort = SortKey::kDescriptors; break;
      case 'c': wish.sort = SortKey::kCpu; break;
      case 'a': wish.sort = SortKey::kAge; break;
      case 'j':
      case KEY_DOWN: ++wish.rows; break;
      case 'k':
      case KEY_UP: --wish.rows; break;
      case ' ':
      case KEY_NPAGE: wish.rows += page; break;
      case KEY_PPAGE: wish.rows -= page; break;
      case KEY_HOME: wish.home = true; break;
      case KEY_END: wish.end = true; break;
      case KEY_RESIZE: wish.redraw = true; break;
      default: break;
    }
  }
  return wish;
}

}  // namespace tidemark::cli
