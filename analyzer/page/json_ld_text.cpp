#include "analyzer/page/json_ld_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 100;

// The four types, and those of schema.org that are kinds of them.
constexpr std::array<std::string_view, 4> kProducts = {"Product", "ProductGroup",
                                                       "IndividualProduct", "ProductModel"};
constexpr std::array<std::string_view, 5> kOffers = {"Offer", "AggregateOffer", "OfferForPurchase",
                                                     "Restaurant", "FastFoodRestaurant"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

// "https://schema.org/Product", "schema:Product": Product.
std::string_view type_name(std::string_view type) {
  const std::size_t end = type.find_last_of("/#:");
  return end == std::string_view::npos ? type : type.substr(end + 1);
}

bool is_url(std::string_view text) {
  return text.find("://") != std::string_view::npos && text.find(' ') == std::string_view::npos;
}

// Hears a document's values one by one and keeps no tree: a type may be told after the texts that
// it is about, so texts are kept until their object ends.
class OfferListener final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }

  bool string(string_t& value) override {
    if (open_.empty()) return true;
    if (key_ == "@type") {
      note_type(type_name(value));
    } else if (!key_.starts_with('@') && !value.empty() && !is_url(value)) {
      if (key_ == "name" && open_.back().is_object) open_.back().name = texts_.size() + 1;
      texts_.push_back(std::move(value));
    }
    return true;
  }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }
  bool start_object(std::size_t /*elements*/) override { return open(true); }
  bool end_object() override { return close(); }
  // Its values are of the key that it stands at.
  bool start_array(std::size_t /*elements*/) override { return open(false); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const json::exception& /*error*/) override {
    return false;
  }

  // After the document's end, or where it broke.
  void finish() {
    while (!open_.empty()) close();
  }
  std::vector<std::string> take_offers() {
    std::vector<std::string> out;
    std::size_t taken = 0;
    std::ranges::sort(wanted_, {}, &Part::begin);
    for (const Part& part : wanted_) {
      for (taken = std::max(taken, part.begin); taken < part.end; ++taken) {
        out.push_back(std::move(texts_[taken]));
      }
    }
    return out;
  }
  std::vector<std::string> take_names() {
    std::ranges::sort(names_);
    std::vector<std::string> out;
    out.reserve(names_.size());
    for (const std::size_t name : names_) out.push_back(std::move(texts_[name]));
    return out;
  }

 private:
  struct Part {
    std::size_t begin = 0;  // of texts_
    std::size_t end = 0;
  };
  struct Open {
    std::size_t begin = 0;
    std::size_t name = 0;  // which text it is, from 1; 0: none
    bool is_object = false;
    bool is_offer = false;
    bool is_product = false;
    std::string key = {};  // that it stands at; the next value of a list stands there, too
  };

  bool open(bool is_object) {
    if (open_.size() == kMaxDepth) return false;
    open_.push_back({.begin = texts_.size(), .is_object = is_object, .key = key_});
    if (is_object) key_.clear();
    return true;
  }
  bool close() {
    Open& ended = open_.back();
    if (ended.is_offer) wanted_.push_back({.begin = ended.begin, .end = texts_.size()});
    if (ended.is_product && ended.name > 0) names_.push_back(ended.name - 1);
    key_ = std::move(ended.key);
    open_.pop_back();
    return true;
  }
  // A list of types is of the object around it.
  void note_type(std::string_view type) {
    const auto object = std::ranges::find(open_.rbegin(), open_.rend(), true, &Open::is_object);
    if (object == open_.rend()) return;
    const bool is_product = contains(kProducts, type);
    object->is_product = object->is_product || is_product;
    object->is_offer = object->is_offer || is_product || contains(kOffers, type);
  }

  std::vector<Open> open_;
  std::string key_;
  std::vector<std::string> texts_;
  std::vector<Part> wanted_;
  std::vector<std::size_t> names_;
};

OfferListener listen(std::string_view json_ld) {
  OfferListener listener;
  // Whether it came to the end makes no difference: what was told until then is there.
  static_cast<void>(json::sax_parse(json_ld.begin(), json_ld.end(), &listener));
  listener.finish();
  return listener;
}

}  // namespace

std::vector<std::string> offer_texts(std::string_view json_ld) {
  return listen(json_ld).take_offers();
}

std::vector<std::string> product_names(std::string_view json_ld) {
  return listen(json_ld).take_names();
}

}  // namespace tidemark::analyzer
