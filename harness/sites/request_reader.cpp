#include "harness/sites/request_reader.hpp"

#include <boost/asio/buffer.hpp>

#include "harness/sites/request_log.hpp"

namespace tidemark::harness {
namespace {

namespace http = boost::beast::http;

// What is to come of a chunked body that is not complete is never shorter. Beast 1.81 ends the
// program (an assertion) when it is given fewer bytes again after the first line of the last chunk.
constexpr std::string_view kEndOfChunks = "0\r\n\r\n";

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// The path and query of a target that may be given in absolute form.
std::string_view origin_form(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const std::size_t path = target.find('/', scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

}  // namespace

RequestReader::RequestReader() {
  parser_.header_limit(kMaxRequestHead);
  parser_.body_limit(kMaxRequestBody);
  parser_.eager(true);
}

RequestReader::Progress RequestReader::read(std::string_view bytes) {
  Progress progress;
  while (!parser_.is_done()) {
    boost::system::error_code error;
    const std::string_view rest = bytes.substr(progress.used);
    const bool in_chunks = parser_.is_header_done() && parser_.chunked();
    if (in_chunks && rest.size() < kEndOfChunks.size()) return progress;
    const std::size_t used =
        parser_.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    progress.used += used;
    if (parser_.is_done()) break;
    if (error == http::error::need_more || (!error && used == 0)) return progress;
    if (error) {
      const bool too_large = error == http::error::body_limit || error == http::error::header_limit;
      progress.state = too_large ? State::kTooLarge : State::kMalformed;
      return progress;
    }
  }
  progress.state = State::kComplete;
  return progress;
}

const std::string& RequestReader::host() {
  host_ = view(parser_.get()[http::field::host]);
  if (const auto colon = host_.rfind(':'); colon != std::string::npos) host_.resize(colon);
  for (char& c : host_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return host_;
}

std::string RequestReader::line() const {
  const std::string_view method = view(parser_.get().method_string());
  const std::string_view target = view(parser_.get().target());
  if (method.empty() && target.empty()) return "";
  std::string line(method.substr(0, kLongestLogged));
  line += ' ';
  line += target.substr(0, kLongestLogged);
  if (line.size() > kLongestLogged) line.resize(kLongestLogged);
  return line;
}

Request RequestReader::request(bool secure) {
  const auto& message = parser_.get();
  return {.host = host(),
          .target = origin_form(view(message.target())),
          .cookie = view(message[http::field::cookie]),
          .authorization = view(message[http::field::authorization]),
          .secure = secure};
}

bool RequestReader::is_head() const { return parser_.get().method() == http::verb::head; }

bool RequestReader::keeps_alive() const {
  // HTTP/1.0 would have to be told that its connection stays, and replies are made beforehand.
  return parser_.get().keep_alive() && parser_.get().version() > 10;
}

}  // namespace tidemark::harness
