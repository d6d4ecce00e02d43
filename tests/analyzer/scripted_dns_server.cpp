#include "tests/analyzer/scripted_dns_server.hpp"

#include <array>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
namespace {

void put16(std::string& out, std::size_t value) {
  out.push_back(static_cast<char>(value >> 8U));
  out.push_back(static_cast<char>(value & 0xFFU));
}

std::string encode_name(const std::string& name) {
  std::string out;
  std::size_t start = 0;
  while (start < name.size()) {
    const std::size_t dot = std::min(name.find('.', start), name.size());
    out.push_back(static_cast<char>(dot - start));
    out += name.substr(start, dot - start);
    start = dot + 1;
  }
  out.push_back('\0');
  return out;
}

// The first question of a packet; only what c-ares sends is understood.
DnsQuestion parse(const std::string& packet) {
  DnsQuestion question;
  std::size_t at = 12;
  while (at < packet.size() && packet[at] != '\0') {
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(packet[at]));
    question.name += (question.name.empty() ? "" : ".") + packet.substr(at + 1, length);
    at += length + 1;
  }
  question.type = static_cast<std::uint8_t>(packet.at(at + 2));
  return question;
}

std::string encode(const std::string& packet, const DnsQuestion& question, const DnsReply& reply) {
  if (!reply.raw.empty()) return reply.raw;
  std::string out = packet.substr(0, 2);
  put16(out, 0x8180U | (reply.truncated ? 0x0200U : 0U) | static_cast<unsigned>(reply.rcode));
  put16(out, 1);
  put16(out, reply.records.size());
  put16(out, 0);
  put16(out, 0);
  out += encode_name(question.name);
  put16(out, question.type);
  put16(out, 1);
  for (const auto& record : reply.records) {
    out += encode_name(record.name.empty() ? question.name : record.name);
    put16(out, record.type);
    put16(out, 1);
    put16(out, 0);
    put16(out, 60);
    std::string data;
    if (record.type == 5) {
      data = encode_name(record.data);
    } else if (record.type == 1) {
      const auto bytes = asio::ip::make_address_v4(record.data).to_bytes();
      data.assign(bytes.begin(), bytes.end());
    } else {
      const auto bytes = asio::ip::make_address_v6(record.data).to_bytes();
      data.assign(bytes.begin(), bytes.end());
    }
    put16(out, data.size());
    out += data;
  }
  out.resize(out.size() - reply.missing_bytes);
  return out;
}

struct TcpClient {
  explicit TcpClient(tcp::socket accepted) : socket(std::move(accepted)) {}
  tcp::socket socket;
  std::array<char, 2> length{};
  std::string packet;
};

}  // namespace

struct ScriptedDnsServer::Impl : std::enable_shared_from_this<Impl> {
  Impl(asio::io_context& io, Script answers)
      : script(std::move(answers)), socket(io, udp::v4()), acceptor(io) {
    const auto loopback = asio::ip::address_v4::loopback();
    // A port that is free for TCP may be taken for UDP: try until one is free for both.
    boost::system::error_code taken;
    do {
      acceptor = tcp::acceptor(io, tcp::endpoint(loopback, 0));
      socket.bind(udp::endpoint(loopback, acceptor.local_endpoint().port()), taken);
    } while (taken == asio::error::address_in_use);
  }

  void receive() {
    auto self = shared_from_this();
    socket.async_receive_from(asio::buffer(buffer), from,
                              [self](boost::system::error_code error, std::size_t size) {
                                if (error || self->closed) return;
                                self->answer({self->buffer.data(), size});
                                self->receive();
                              });
  }

  void answer(const std::string& packet) {
    const DnsQuestion question = parse(packet);
    asked.push_back(question);
    const DnsReply reply = script(question);
    boost::system::error_code ignored;  // a client that has gone is not the server's business
    if (!reply.noise_before.empty()) {
      socket.send_to(asio::buffer(reply.noise_before), from, 0, ignored);
    }
    if (!reply.silent)
      socket.send_to(asio::buffer(encode(packet, question, reply)), from, 0, ignored);
  }

  void accept() {
    auto self = shared_from_this();
    acceptor.async_accept([self](boost::system::error_code error, tcp::socket accepted) {
      if (error || self->closed) return;
      serve(self, std::make_shared<TcpClient>(std::move(accepted)));
      self->accept();
    });
  }

  static void serve(const std::shared_ptr<Impl>& self, const std::shared_ptr<TcpClient>& client) {
    auto& socket = client->socket;
    asio::async_read(socket, asio::buffer(client->length), [self, client](auto error, std::size_t) {
      if (error) return;
      const auto high = static_cast<unsigned char>(client->length[0]);
      client->packet.resize(high * 256U + static_cast<unsigned char>(client->length[1]));
      asio::async_read(
          client->socket, asio::buffer(client->packet), [self, client](auto failed, std::size_t) {
            if (failed) return;
            DnsQuestion question = parse(client->packet);
            question.over_tcp = true;
            self->asked.push_back(question);
            const std::string body = encode(client->packet, question, self->script(question));
            std::string framed;
            put16(framed, body.size());
            asio::write(client->socket, asio::buffer(framed + body), failed);
            serve(self, client);
          });
    });
  }

  Script script;
  udp::socket socket;
  tcp::acceptor acceptor;
  udp::endpoint from;
  std::array<char, 1500> buffer{};
  std::vector<DnsQuestion> asked;
  bool closed = false;
};

ScriptedDnsServer::ScriptedDnsServer(asio::io_context& io, Script script)
    : impl_(std::make_shared<Impl>(io, std::move(script))) {
  impl_->receive();
  impl_->accept();
}

ScriptedDnsServer::~ScriptedDnsServer() {
  impl_->closed = true;
  boost::system::error_code ignored;
  impl_->socket.close(ignored);
  impl_->acceptor.close(ignored);
}

std::string ScriptedDnsServer::address() const {
  return "127.0.0.1:" + std::to_string(impl_->socket.local_endpoint().port());
}

const std::vector<DnsQuestion>& ScriptedDnsServer::asked() const { return impl_->asked; }

}  // namespace tidemark::analyzer
