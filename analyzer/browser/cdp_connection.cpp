#include "analyzer/browser/cdp_connection.hpp"

#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

#include "analyzer/loop/wakeup.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using nlohmann::json;

namespace {

constexpr std::size_t kMaxMessage = Bytes::mib(64).count;
// Events quote what pages make up: each request's URL (of data, perhaps) and each WebSocket message
// in full. A longer one is skipped unread: parsing it would hold up the loop, and an end of the
// connection for its sake would cost the neighbours their browser.
constexpr std::size_t kMaxEvent = Bytes::mib(4).count;
// So the browser's answers begin, and nothing else does.
constexpr std::string_view kAnswerStart = R"({"id":)";
// More than this unsent means that the browser has stopped reading.
constexpr std::size_t kMaxOutbox = Bytes::mib(4).count;
constexpr int kSessionNotFound = -32001;

// A call that waits for its answer; lives in the frame of the coroutine that waits.
struct PendingCall {
  PendingCall(const asio::any_io_executor& executor, std::string of)
      : answered(executor), session(std::move(of)) {}
  Wakeup answered;
  std::string session;
  std::optional<Result<json>> answer;
};

using PendingCalls = std::map<int, PendingCall*>;

// Keeps a call's address in the table exactly as long as it waits.
class Registration {
 public:
  Registration(PendingCalls& table, int id, PendingCall& call) : table_(table), id_(id) {
    table_.emplace(id, &call);
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  ~Registration() { table_.erase(id_); }

 private:
  PendingCalls& table_;
  int id_;
};

Result<json> answer_in(json& message) {
  const auto error = message.find("error");
  if (error == message.end()) {
    const auto result = message.find("result");
    return result != message.end() ? std::move(*result) : json::object();
  }
  const int code = error->is_object() ? error->value("code", 0) : 0;
  return failure(code == kSessionNotFound ? ErrorCode::kGone : ErrorCode::kProtocol,
                 error->dump(-1, ' ', false, json::error_handler_t::replace));
}

// The id of a message that is not valid JSON (a page can put half a surrogate pair into its
// answer).
std::optional<int> id_of_broken(std::string_view text) {
  if (!text.starts_with(kAnswerStart)) return std::nullopt;
  int id = 0;
  const char* begin = text.data() + kAnswerStart.size();
  if (std::from_chars(begin, text.data() + text.size(), id).ec != std::errc()) return std::nullopt;
  return id;
}

}  // namespace

struct CdpConnection::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor on, UniqueFd out, UniqueFd in)
      : executor(std::move(on)),
        to_browser(executor, asio::local::stream_protocol(), out.release()),
        from_browser(executor, in.release()) {}

  static asio::awaitable<void> read_all(std::shared_ptr<State> self);
  static asio::awaitable<void> write_all(std::shared_ptr<State> self);
  static asio::awaitable<Result<json>> wait(std::shared_ptr<State> self, int id,
                                            std::string session, Deadline deadline);

  Result<int> send(const std::string& method, const json& params, const std::string& session);
  bool take(std::string_view chunk);
  void dispatch(std::string_view text);
  void answer(int id, Result<json> result);
  void shut();
  void lost();

  asio::any_io_executor executor;
  asio::local::stream_protocol::socket to_browser;
  asio::posix::stream_descriptor from_browser;
  std::string inbox;      // an unfinished message
  bool skipping = false;  // what comes of it, up to its end
  std::deque<std::string> outbox;
  std::size_t outbox_bytes = 0;
  bool writing = false;
  bool is_closed = false;
  int last_id = 0;
  PendingCalls pending;
  std::map<std::string, EventHandler> handlers;
  std::function<void()> closed_handler;
};

asio::awaitable<void> CdpConnection::State::read_all(std::shared_ptr<State> self) {
  std::vector<char> chunk(Bytes::kib(64).count);
  while (!self->is_closed) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto buffer = asio::buffer(chunk);
    const std::size_t size = co_await self->from_browser.async_read_some(buffer, token);
    if (error || !self->take(std::string_view(chunk.data(), size))) break;
  }
  self->lost();
}

asio::awaitable<void> CdpConnection::State::write_all(std::shared_ptr<State> self) {
  while (!self->is_closed && !self->outbox.empty()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    // Ours during the write: the connection may be shut, and the queue emptied, before we run
    // again.
    const std::string message = std::move(self->outbox.front());
    self->outbox.pop_front();
    const auto buffer = asio::buffer(message);
    co_await asio::async_write(self->to_browser, buffer, token);
    self->outbox_bytes -= message.size();
    if (error) self->lost();
  }
  self->writing = false;
}

Result<int> CdpConnection::State::send(const std::string& method, const json& params,
                                       const std::string& session) {
  if (is_closed) return failure(ErrorCode::kGone, method + ": the browser is gone");
  const int id = ++last_id;
  json message{{"id", id}, {"method", method}, {"params", params}};
  if (!session.empty()) message["sessionId"] = session;
  std::string text = message.dump(-1, ' ', false, json::error_handler_t::replace);
  text.push_back('\0');
  if (outbox_bytes + text.size() > kMaxOutbox) {
    return failure(ErrorCode::kTimedOut, method + ": the browser does not read commands");
  }
  outbox_bytes += text.size();
  outbox.push_back(std::move(text));
  if (!writing) {
    writing = true;
    asio::co_spawn(executor, write_all(shared_from_this()), asio::detached);
  }
  return id;
}

// False when a message exceeds what any honest answer can have.
bool CdpConnection::State::take(std::string_view chunk) {
  while (!is_closed && !chunk.empty()) {
    const std::size_t end = chunk.find('\0');
    const bool is_whole = end != std::string_view::npos;
    const std::string_view part = chunk.substr(0, end);
    if (is_whole && inbox.empty() && !skipping) {
      dispatch(part);
    } else {
      if (!skipping) inbox.append(part);
      if (inbox.size() > kMaxMessage) return false;
      if (inbox.size() > kMaxEvent && !inbox.starts_with(kAnswerStart)) {
        inbox.clear();
        skipping = true;
      }
      if (is_whole) {
        const std::string whole = std::exchange(inbox, {});
        if (!std::exchange(skipping, false)) dispatch(whole);
      }
    }
    if (!is_whole) return true;
    chunk.remove_prefix(end + 1);
  }
  return true;
}

void CdpConnection::State::dispatch(std::string_view text) {
  json message = json::parse(text, nullptr, false);
  if (!message.is_object()) {
    const Error broken{ErrorCode::kProtocol, "the answer is not valid JSON"};
    if (const auto id = id_of_broken(text)) answer(*id, std::unexpected(broken));
    return;
  }
  if (const auto id = message.find("id"); id != message.end() && id->is_number_integer()) {
    answer(id->get<int>(), answer_in(message));
    return;
  }
  const auto method = message.find("method");
  if (method == message.end() || !method->is_string()) return;
  const auto session = message.find("sessionId");
  const bool for_browser = session == message.end() || !session->is_string();
  const auto found = handlers.find(for_browser ? std::string() : session->get<std::string>());
  if (found == handlers.end()) return;
  const EventHandler handler = found->second;  // a copy: it may remove itself
  const auto params = message.find("params");
  handler(method->get_ref<const std::string&>(),
          params != message.end() ? *params : json::object());
}

void CdpConnection::State::answer(int id, Result<json> result) {
  const auto found = pending.find(id);
  if (found == pending.end()) return;
  found->second->answer = std::move(result);
  found->second->answered.notify();
}

void CdpConnection::State::shut() {
  if (std::exchange(is_closed, true)) return;
  boost::system::error_code ignored;  // closing cannot be refused
  to_browser.close(ignored);
  from_browser.close(ignored);
  outbox.clear();
  handlers.clear();
  for (const auto& [id, call] : pending) {
    if (call->answer) continue;
    call->answer = failure(ErrorCode::kGone, "the browser is gone");
    call->answered.notify();
  }
}

void CdpConnection::State::lost() {
  if (is_closed) return;
  shut();
  if (const auto handler = std::exchange(closed_handler, nullptr)) handler();
}

asio::awaitable<Result<json>> CdpConnection::State::wait(std::shared_ptr<State> self, int id,
                                                         std::string session, Deadline deadline) {
  PendingCall pending_call(self->executor, std::move(session));
  const Registration registration(self->pending, id, pending_call);
  const Woken woken = co_await pending_call.answered.wait(deadline);
  if (pending_call.answer) co_return std::move(*pending_call.answer);
  if (woken == Woken::kCancelled) co_return failure(ErrorCode::kCancelled, "cancelled");
  co_return failure(ErrorCode::kTimedOut, "the browser did not answer in time");
}

CdpConnection::CdpConnection(const asio::any_io_executor& executor, UniqueFd to_browser,
                             UniqueFd from_browser)
    : state_(std::make_shared<State>(executor, std::move(to_browser), std::move(from_browser))) {
  asio::co_spawn(executor, State::read_all(state_), asio::detached);
}

CdpConnection::~CdpConnection() { close(); }

asio::awaitable<Result<json>> CdpConnection::call(std::string method, json params,
                                                  std::string session, Deadline deadline) {
  std::shared_ptr<State> state = state_;  // survives this object's end during the wait
  const Result<int> id = state->send(method, params, session);
  if (!id) co_return std::unexpected(id.error());
  Result<json> answer = co_await State::wait(state, *id, session, deadline);
  if (!answer) answer.error().message = method + ": " + answer.error().message;
  co_return answer;
}

asio::awaitable<Result<void>> CdpConnection::call_all(std::vector<CdpCommand> commands,
                                                      Deadline deadline) {
  struct Sent {
    Sent(State& state, int id, const std::string& session)
        : call(state.executor, session), registration(state.pending, id, call) {}
    PendingCall call;
    Registration registration;
  };
  const std::shared_ptr<State> state = state_;
  std::vector<std::unique_ptr<Sent>> all;
  all.reserve(commands.size());
  for (const CdpCommand& command : commands) {
    const Result<int> id = state->send(command.method, command.params, command.session);
    if (!id) co_return std::unexpected(id.error());
    all.push_back(std::make_unique<Sent>(*state, *id, command.session));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    PendingCall& call = all[i]->call;
    if (!call.answer) {
      const Woken woken = co_await call.answered.wait(deadline);
      if (woken == Woken::kCancelled) co_return failure(ErrorCode::kCancelled, "cancelled");
    }
    if (!call.answer) {
      co_return failure(ErrorCode::kTimedOut, commands[i].method + ": no answer in time");
    }
    if (!*call.answer) {
      Error error = call.answer->error();
      error.message = commands[i].method + ": " + error.message;
      co_return std::unexpected(std::move(error));
    }
  }
  co_return Result<void>();
}

void CdpConnection::post(const std::string& method, const json& params,
                         const std::string& session) {
  // Nobody waits for it: a browser that cannot take it is found out by those who do wait.
  (void)state_->send(method, params, session);
}

void CdpConnection::on_event(const std::string& session, EventHandler handler) {
  if (handler && !state_->is_closed) {
    state_->handlers.insert_or_assign(session, std::move(handler));
  } else {
    state_->handlers.erase(session);
  }
}

void CdpConnection::end_session(const std::string& session) {
  const auto found = state_->handlers.find(session);
  const EventHandler handler =
      found != state_->handlers.end() ? std::move(found->second) : EventHandler();
  if (found != state_->handlers.end()) state_->handlers.erase(found);
  for (const auto& [id, call] : state_->pending) {
    if (call->session != session || call->answer) continue;
    call->answer = failure(ErrorCode::kGone, "the tab was closed");
    call->answered.notify();
  }
  // Chromium says so by itself only where it is not the one who closes.
  if (handler) handler("Inspector.detached", json::object());
}

void CdpConnection::on_closed(std::function<void()> handler) {
  state_->closed_handler = std::move(handler);
}

bool CdpConnection::closed() const { return state_->is_closed; }

void CdpConnection::close() {
  state_->closed_handler = nullptr;
  state_->shut();
}

}  // namespace tidemark::analyzer
