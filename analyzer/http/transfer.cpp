#include "analyzer/http/transfer.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <new>

#include "analyzer/http/transfer_error.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kHeaderCap = std::size_t{256} * 1024;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Transfer::Transfer(asio::any_io_executor executor, std::shared_ptr<CurlEngine> engine,
                   const TransferSettings& settings)
    : engine_(std::move(engine)),
      settings_(settings),
      easy_(::curl_easy_init()),
      connect_to_(nullptr, &::curl_slist_free_all),
      wakeup_(std::move(executor)) {
  if (easy_ == nullptr) throw std::bad_alloc();
}

Transfer::~Transfer() {
  engine_->stop(easy_);
  ::curl_easy_cleanup(easy_);
}

asio::awaitable<HttpOutcome> Transfer::run(std::string url, Endpoint endpoint,
                                           TransferPatience patience) {
  configure(url, endpoint);
  configure_callbacks();
  engine_->start(easy_, [this](CURLcode result) {
    result_ = result;
    wakeup_.notify();
  });
  const Deadline connected_by = patience.whole.within(patience.connect);
  Woken woken = co_await wakeup_.wait(connected_by);
  const bool goes_on = woken == Woken::kTimedOut && stage() != Stage::kConnect;
  if (goes_on) woken = co_await wakeup_.wait(patience.whole);
  co_return conclude(woken);
}

void Transfer::configure(const std::string& url, const Endpoint& endpoint) {
  is_https_ = lower(url.substr(0, 6)) == "https:";
  const bool is_v6 = endpoint.address.find(':') != std::string::npos;
  // Without host and port in front it holds for whatever the URL names; libcurl keeps connections
  // to different endpoints of one host, or to one endpoint for different hosts, apart.
  address_ =
      fmt::format(fmt::runtime(is_v6 ? "[{}]:{}" : "{}:{}"), endpoint.address, endpoint.port);
  const std::string connect_to = "::" + address_;
  connect_to_.reset(::curl_slist_append(nullptr, connect_to.c_str()));
  const auto set = [this](CURLoption option, auto value) {
    ::curl_easy_setopt(easy_, option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_CONNECT_TO, connect_to_.get());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_ACCEPT_ENCODING, settings_.accept_encoding.c_str());
  set(CURLOPT_HTTPHEADER, (is_https_ ? settings_.https_headers : settings_.http_headers).get());
  // The trust store has it all: nothing is to be read from files for each connection.
  set(CURLOPT_CAINFO, static_cast<char*>(nullptr));
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(CURLOPT_ERRORBUFFER, error_text_.data());
}

void Transfer::configure_callbacks() {
  const auto set = [this](CURLoption option, auto value) {
    ::curl_easy_setopt(easy_, option, value);
  };
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_PREREQFUNCTION, &Transfer::on_request);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_SSL_CTX_FUNCTION, &Transfer::on_tls_context);
  set(CURLOPT_SSL_CTX_DATA, this);
}

int Transfer::on_request(void* transfer, char*, char*, int, int) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.request_sent_ = true;
  self.note_connection();
  return CURL_PREREQFUNC_OK;
}

// Only now: libcurl hands out a connection while it is in use, a new one or one that was kept.
void Transfer::note_connection() {
  const curl_tlssessioninfo* session = nullptr;
  ::curl_easy_getinfo(easy_, CURLINFO_TLS_SSL_PTR, &session);
  if (session == nullptr || session->internals == nullptr) return;
  tls_ = describe_tls(static_cast<const SSL*>(session->internals));
}

// Called when the TCP connection stands and the handshake begins.
CURLcode Transfer::on_tls_context(CURL*, void* context, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.handshake_began_ = true;
  auto* tls = static_cast<SSL_CTX*>(context);
  ::SSL_CTX_set1_cert_store(tls, self.settings_.trust.get());
  self.handshake_ = std::make_shared<HandshakeNotes>();
  note_certificate_in(tls, self.handshake_);
  return CURLE_OK;
}

std::size_t Transfer::on_body(char* data, std::size_t, std::size_t size, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  HttpResponse& response = self.response_;
  const std::size_t room = self.settings_.body_cap.count - response.body.size();
  response.body.append(data, std::min(room, size));
  response.body_cut = size > room;
  return response.body_cut ? CURL_WRITEFUNC_ERROR : size;
}

std::size_t Transfer::on_header(char* data, std::size_t, std::size_t size, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.header_bytes_ += size;
  self.headers_too_long_ = self.header_bytes_ > kHeaderCap;
  if (self.headers_too_long_) return CURL_WRITEFUNC_ERROR;
  self.take_header({data, size});
  return size;
}

void Transfer::take_header(std::string_view line) {
  line = trim(line);
  if (headers_complete_ && response_.status >= 200) return;  // a trailer
  if (line.starts_with("HTTP/")) {
    // A final answer may follow interim ones (103 Early Hints): the last counts.
    long status = 0;
    ::curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    response_.headers.clear();
    headers_complete_ = false;
    return;
  }
  if (line.empty()) {
    headers_complete_ = true;
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  response_.headers.emplace_back(lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
}

Stage Transfer::stage() const {
  curl_off_t first_byte = 0;
  ::curl_easy_getinfo(easy_, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
  if (header_bytes_ > 0 || first_byte > 0) return Stage::kResponse;
  if (request_sent_) return Stage::kRequest;
  // CURLINFO_CONNECT_TIME is of no use here: with TLS it is only set after the handshake.
  return handshake_began_ ? Stage::kTls : Stage::kConnect;
}

HttpOutcome Transfer::conclude(Woken woken) {
  HttpOutcome outcome;
  outcome.stage = stage();
  outcome.address = address_;
  outcome.tls = tls_.empty() && handshake_ ? handshake_->certificate : tls_;
  curl_off_t received = 0;
  ::curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &received);
  outcome.received = Bytes{static_cast<std::uint64_t>(received)};
  if (woken == Woken::kCancelled) {
    outcome.error = ErrorClass::kCancelled;
    outcome.detail = "cancelled";
  } else if (woken == Woken::kTimedOut) {
    outcome.error = timeout_at(outcome.stage);
    outcome.detail = words_for_timeout(outcome.stage);
  } else if (headers_too_long_) {
    outcome.error = ErrorClass::kHttpProtocol;
    outcome.detail = fmt::format("the headers are longer than {}", to_string(Bytes{kHeaderCap}));
  } else if (result_ != CURLE_OK && !response_.body_cut) {
    long os_error = 0;
    long verify_result = 0;
    ::curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &os_error);
    ::curl_easy_getinfo(easy_, CURLINFO_SSL_VERIFYRESULT, &verify_result);
    outcome.error = classify({result_, outcome.stage, static_cast<int>(os_error), verify_result});
    outcome.detail = words_for(result_);
  }
  if (response_.status >= 200) outcome.response = std::move(response_);
  return outcome;
}

std::string Transfer::words_for_timeout(Stage stage) const {
  switch (stage) {
    case Stage::kTls: return "connected, but the TLS handshake was not finished in time";
    case Stage::kRequest: return "the request was sent, but no answer came in time";
    case Stage::kResponse: return "the answer began, but was not complete in time";
    default: return fmt::format("no connection to {} in time", address_);
  }
}

std::string Transfer::words_for(CURLcode code) const {
  return error_text_.front() != '\0' ? error_text_.data() : ::curl_easy_strerror(code);
}

}  // namespace tidemark::analyzer
