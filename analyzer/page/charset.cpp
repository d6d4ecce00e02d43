#include "analyzer/page/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <optional>

#include "analyzer/page/ascii_case.hpp"
#include "analyzer/page/html_scanner.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kMetaWithin = 4096;  // browsers look at 1024 bytes at least
constexpr std::size_t kWindow = 4096;      // given to iconv at once
constexpr std::string_view kReplacement = "\uFFFD";
constexpr const char* kDefault = "CP1252";

struct Label {
  std::string_view name;  // as pages write it
  const char* iconv_name;
};

// Labels of the WHATWG's list that occur in practice, with the superset browsers read them as.
constexpr std::array kLabels = {
    Label{"utf-8", "UTF-8"},           Label{"utf8", "UTF-8"},
    Label{"iso-8859-1", kDefault},     Label{"latin1", kDefault},
    Label{"us-ascii", kDefault},       Label{"ascii", kDefault},
    Label{"windows-1252", kDefault},   Label{"cp1252", kDefault},
    Label{"iso-8859-2", "LATIN2"},     Label{"windows-1250", "CP1250"},
    Label{"iso-8859-5", "ISO8859-5"},  Label{"windows-1251", "CP1251"},
    Label{"cp1251", "CP1251"},         Label{"koi8-r", "KOI8-R"},
    Label{"koi8-u", "KOI8-U"},         Label{"ibm866", "CP866"},
    Label{"iso-8859-7", "ISO8859-7"},  Label{"windows-1253", "CP1253"},
    Label{"iso-8859-9", "CP1254"},     Label{"windows-1254", "CP1254"},
    Label{"iso-8859-8", "ISO8859-8"},  Label{"windows-1255", "CP1255"},
    Label{"iso-8859-6", "ISO8859-6"},  Label{"windows-1256", "CP1256"},
    Label{"windows-1257", "CP1257"},   Label{"windows-1258", "CP1258"},
    Label{"iso-8859-15", "LATIN-9"},   Label{"windows-874", "CP874"},
    Label{"tis-620", "CP874"},         Label{"macintosh", "MACINTOSH"},
    Label{"shift_jis", "CP932"},       Label{"shift-jis", "CP932"},
    Label{"x-sjis", "CP932"},          Label{"windows-31j", "CP932"},
    Label{"euc-jp", "EUC-JP"},         Label{"iso-2022-jp", "ISO-2022-JP"},
    Label{"gb2312", "GB18030"},        Label{"gbk", "GB18030"},
    Label{"gb18030", "GB18030"},       Label{"big5", "BIG5-HKSCS"},
    Label{"big5-hkscs", "BIG5-HKSCS"}, Label{"euc-kr", "UHC"},
    Label{"ks_c_5601-1987", "UHC"},    Label{"utf-16", "UTF-16LE"},
    Label{"utf-16le", "UTF-16LE"},     Label{"utf-16be", "UTF-16BE"},
};

constexpr std::array kByteOrderMarks = {
    Label{"\xEF\xBB\xBF", "UTF-8"}, Label{"\xFF\xFE", "UTF-16LE"}, Label{"\xFE\xFF", "UTF-16BE"}};

const char* known(std::string_view label) {
  const auto found = std::ranges::find_if(
      kLabels, [&](const Label& entry) { return equals_ignoring_case(label, entry.name); });
  return found == kLabels.end() ? nullptr : found->iconv_name;
}

// The X of "charset=X" in a Content-Type, quoted or not; null if there is none that we know.
const char* named_in(std::string_view content_type) {
  constexpr std::string_view kKey = "charset";
  const auto found =
      std::ranges::search(content_type, kKey, {}, [](char c) { return ascii_lower(c); });
  if (found.empty()) return nullptr;
  std::string_view rest(found.end(), content_type.end());
  const auto skip = [&rest](std::string_view characters) {
    rest.remove_prefix(std::min(rest.find_first_not_of(characters), rest.size()));
  };
  skip(" \t\n\f\r");
  if (!rest.starts_with('=')) return nullptr;
  rest.remove_prefix(1);
  skip(" \t\n\f\r\"'");
  return known(rest.substr(0, rest.find_first_of(" \t\n\f\r\"';,")));
}

const char* named_by_meta(std::string_view html) {
  HtmlScanner scanner(html.substr(0, kMetaWithin));
  while (const auto token = scanner.next()) {
    if (token->kind != HtmlToken::Kind::kStartTag || token->name != "meta") continue;
    const char* name = nullptr;
    if (const auto charset = token->attribute("charset")) {
      name = known(*charset);
    } else if (token->attribute("http-equiv")) {
      name = named_in(token->attribute("content").value_or(""));
    }
    // We have read it as ASCII, so it is not UTF-16 whatever it says.
    if (name != nullptr) return std::string_view(name).starts_with("UTF-16") ? "UTF-8" : name;
  }
  return nullptr;
}

// `bytes` from that encoding; unless `lenient`, nothing if some mean nothing in it.
std::optional<std::string> convert(std::string_view bytes, const char* from, bool lenient) {
  const iconv_t converter = ::iconv_open("UTF-8", from);
  // iconv(3) returns (iconv_t)-1, whose type is a pointer.
  if (std::bit_cast<std::intptr_t>(converter) == -1) return std::nullopt;
  std::string out;
  std::array<char, 8192> buffer{};
  char* in = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  bool good = true;
  while (left > 0 && (good || lenient)) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    // Bounded, because AddressSanitizer checks all of what iconv is given each time.
    std::size_t window = std::min(left, kWindow);
    const std::size_t beyond = left - window;
    const std::size_t done = ::iconv(converter, &in, &window, &to, &room);
    const int error = done == static_cast<std::size_t>(-1) ? errno : 0;
    left = window + beyond;
    out.append(buffer.data(), buffer.size() - room);
    if (error == 0 || error == E2BIG) continue;
    if (error == EINVAL && beyond > 0) continue;  // the rest of the character is in the next window
    good = false;                                 // EILSEQ, or EINVAL: the end is missing
    out += kReplacement;
    ++in;
    --left;
  }
  ::iconv_close(converter);
  if (!good && !lenient) return std::nullopt;
  return out;
}

}  // namespace

std::string to_utf8(std::string_view html, std::string_view content_type) {
  const char* charset = nullptr;
  for (const Label& mark : kByteOrderMarks) {
    if (charset != nullptr || !html.starts_with(mark.name)) continue;
    charset = mark.iconv_name;
    html.remove_prefix(mark.name.size());
  }
  if (charset == nullptr) charset = named_in(content_type);
  if (charset == nullptr) charset = named_by_meta(html);
  if (charset == nullptr) {
    if (auto utf8 = convert(html, "UTF-8", false)) return *std::move(utf8);
    charset = kDefault;
  }
  if (auto text = convert(html, charset, true)) return *std::move(text);
  // The C library's converters are not installed; UTF-8 is built in.
  return convert(html, "UTF-8", true).value_or("");
}

}  // namespace tidemark::analyzer
