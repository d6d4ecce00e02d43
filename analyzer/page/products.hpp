// What a page shows for sale, by the names that shops give such elements.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/page/html_scanner.hpp"
#include "analyzer/page/visible_text.hpp"

namespace tidemark::analyzer {

// The names of JSON-LD's products, then `texts` (each the text of an element, in the order of
// kinds and of the document): without repetitions, those of 100 characters and more and all but
// the first 15.
[[nodiscard]] std::vector<std::string> kept_products(const std::vector<std::string>& json_ld,
                                                     const std::vector<std::string>& texts);

// Collects the texts of the first ten elements of each kind: of the classes product, menu-item and
// item, h3, h4. Follows start and end tags of one name only, which is what can be had without a
// tree: an element that is never closed ends with the page, and counts if that was soon.
class ProductCollector {
 public:
  void read_tag(const HtmlToken& tag);
  void read_text(std::string_view html);
  void break_line();
  // In the order of kinds, then of the document.
  [[nodiscard]] std::vector<std::string> take();

 private:
  static constexpr std::size_t kKinds = 5;

  struct Element {
    std::size_t kind = 0;
    std::size_t number = 0;  // among its kind
    std::string name;
    std::size_t depth = 1;  // open elements of the same name
    VisibleText text;
  };
  struct Found {
    std::size_t kind = 0;
    std::size_t number = 0;
    std::string text;
  };

  void open(std::size_t kind, const HtmlToken& tag);
  void keep(Element& element);

  std::array<std::size_t, kKinds> seen_{};
  std::vector<Element> open_;
  std::vector<Found> found_;
};

}  // namespace tidemark::analyzer
