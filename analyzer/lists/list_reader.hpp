// Reads a list line by line, whatever the format of each line.
#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/lists/csv_reader.hpp"
#include "analyzer/lists/rule_maker.hpp"
#include "analyzer/lists/unbound_reader.hpp"
#include "analyzer/lists/zone_reader.hpp"

namespace tidemark::analyzer {

// Whose understanding of a list counts.
enum class Dialect : std::uint8_t {
  kAny,            // ours: every format, and names that resolvers take
  kPihole,         // exactly what Pi-hole takes of a blocklist
  kPiholeAllowed,  // exactly what Pi-hole takes of an allowlist
};

// One list. Formats may change from line to line; some lines (a zone's $ORIGIN, the header of a top
// list) say how those after them are read.
class ListReader {
 public:
  struct Options {
    Dialect dialect = Dialect::kAny;
    bool refuse_suffixes = true;  // RuleMaker's
  };
  ListReader(RuleSink& sink, Options options);

  // `line` is what stands before the newline; any bytes.
  void read(std::string_view line);
  // The line was longer than anybody's lines are, and has been cut.
  void refuse_long(std::string_view beginning);

 private:
  void read_any(std::string_view line);
  // Lines of one word and no blank; of several.
  void read_word(std::string_view word);
  void read_words(std::string_view line);
  // Formats whose lines begin with something that no name begins with. False if it is none.
  [[nodiscard]] bool read_by_first_character(std::string_view line);

  Options options_;
  RuleMaker out_;
  ZoneReader zone_;
  CsvReader csv_;
  UnboundReader unbound_;
  bool begun_ = false;  // a line that says something has been seen
};

}  // namespace tidemark::analyzer
