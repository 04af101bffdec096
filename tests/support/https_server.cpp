// SPDX-License-Identifier: Apache-2.0
#include "support/https_server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <fstream>
#include <list>
#include <map>
#include <mutex>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "support/https_wire.hpp"
#include "support/test_ca.hpp"

namespace patchmatrix::test {
namespace {

using std::chrono::milliseconds;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int get() const { return number_; }

 private:
  int number_;
};

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "https_server.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) fail("cannot make a folder");
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }
  void write(const char* name, const std::string& content) const {
    std::ofstream file(path_ / name, std::ios::binary);
    file << content;
    if (!file.flush()) throw std::runtime_error("cannot write " + (path_ / name).string());
  }

 private:
  std::filesystem::path path_;
};

// ── TLS ─────────────────────────────────────────────────────────────────────────────────────────

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Tls = std::unique_ptr<T, FreeTls>;

Tls<BIO> reader_of(const std::string& pem) {
  return Tls<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

Tls<X509> certificate_of(const std::string& pem) {
  return Tls<X509>(PEM_read_bio_X509(reader_of(pem).get(), nullptr, nullptr, nullptr));
}

Tls<EVP_PKEY> key_of(const std::string& pem) {
  return Tls<EVP_PKEY>(PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, nullptr, nullptr));
}

// Says "http/1.1" to whoever offers it, so that a client which prefers HTTP/2 knows.
int choose_protocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*context*/) {
  static constexpr std::array<unsigned char, 9> kHttp11 = {8,   'h', 't', 't', 'p',
                                                           '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, chosen_size, kHttp11.data(), kHttp11.size(), offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

Identity identity_for(const HttpsServer::Options& options) {
  const CertificateRequest request{.common_name = "loopback server",
                                   .names = options.names.empty() ? server_names() : options.names,
                                   .expired = options.expired};
  return (options.trusted ? test_ca() : foreign_ca()).issue(request);
}

// Asks every client for a certificate; only ours are accepted, none is accepted unless required.
Tls<SSL_CTX> new_context(const HttpsServer::Options& options) {
  Tls<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  const Identity identity = identity_for(options);
  const Tls<X509> own = certificate_of(identity.certificate);
  const Tls<EVP_PKEY> key = key_of(identity.key);
  const Tls<X509> ca = certificate_of(test_ca().certificate());
  if (!context || SSL_CTX_use_certificate(context.get(), own.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 ||
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), ca.get()) != 1) {
    throw std::runtime_error("OpenSSL: cannot set up the server");
  }
  const int required = options.client_certificate_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | required, nullptr);
  static constexpr std::array<unsigned char, 4> kSessions = {'t', 'e', 's', 't'};
  SSL_CTX_set_session_id_context(context.get(), kSessions.data(), kSessions.size());
  SSL_CTX_set_num_tickets(context.get(), 1);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

// A connection's bytes, with TLS or without. Its thread alone uses it.
class Channel {
 public:
  Channel(int socket, Tls<SSL> session) : socket_(socket), session_(std::move(session)) {}

  bool handshake() {
    if (!session_) return true;
    return SSL_set_fd(session_.get(), socket_) == 1 && SSL_accept(session_.get()) == 1;
  }
  bool resumed() const { return session_ && SSL_session_reused(session_.get()) == 1; }
  bool has_client_certificate() const {
    return session_ && SSL_get0_peer_certificate(session_.get()) != nullptr;
  }

  // 0 at the end or on any fault.
  std::size_t read(char* to, std::size_t size) {
    if (session_) {
      const int got = SSL_read(session_.get(), to, static_cast<int>(size));
      return static_cast<std::size_t>(std::max(got, 0));
    }
    const ssize_t got = recv(socket_, to, size, 0);
    return static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t done = write_some(bytes.substr(0, std::size_t{1} << 20U));
      if (done == 0) return false;
      bytes.remove_prefix(done);
    }
    return true;
  }

  void say_goodbye() {
    if (session_) SSL_shutdown(session_.get());
    shutdown(socket_, SHUT_WR);
  }

 private:
  std::size_t write_some(std::string_view bytes) {
    if (session_) {
      const int sent = SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
      return static_cast<std::size_t>(std::max(sent, 0));
    }
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
  }

  int socket_;
  Tls<SSL> session_;
};

// ── Sockets ─────────────────────────────────────────────────────────────────────────────────────

struct Listeners {
  Descriptor v4;
  Descriptor v6;
  int port = 0;
};

void set_option(int socket, int level, int name) {
  const int on = 1;
  setsockopt(socket, level, name, &on, sizeof on);
}

template <typename Address>
bool listen_at(const Descriptor& socket, const Address& address) {
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  return bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         listen(socket.get(), SOMAXCONN) == 0;
}

Descriptor listen_v4(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!listen_at(socket, address)) fail("cannot listen on 127.0.0.1:" + std::to_string(port));
  return socket;
}

// errno is EADDRINUSE if the port is taken; any other failure means there is no ::1.
Descriptor listen_v6(int port) {
  Descriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return socket;
  set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(static_cast<std::uint16_t>(port));
  address.sin6_addr = in6addr_loopback;
  if (!listen_at(socket, address)) {
    const int why = errno;
    socket = Descriptor();
    errno = why;
  }
  return socket;
}

int port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    fail("cannot read the port");
  }
  return ntohs(address.sin_port);
}

Listeners open_listeners(const HttpsServer::Options& options) {
  for (int tries = 0; tries < 20; ++tries) {
    Listeners listeners;
    listeners.v4 = listen_v4(options.port);
    listeners.port = port_of(listeners.v4);
    if (!options.ipv6) return listeners;
    listeners.v6 = listen_v6(listeners.port);
    if (listeners.v6.get() >= 0 || errno != EADDRINUSE || options.port != 0) return listeners;
  }
  throw std::runtime_error("no port is free on both 127.0.0.1 and ::1");
}

// What a client sent last reaches it before the reset does.
void wait_until_sent(int socket) {
  for (int tries = 0; tries < 100; ++tries) {
    int unsent = 0;
    if (ioctl(socket, SIOCOUTQ, &unsent) != 0 || unsent == 0) return;
    std::this_thread::sleep_for(milliseconds(1));
  }
}

void reset_on_close(int socket) {
  wait_until_sent(socket);
  const linger at_once{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// ── Requests ────────────────────────────────────────────────────────────────────────────────────

constexpr std::size_t kMaxHead = std::size_t{64} << 10U;
constexpr std::size_t kMaxBody = std::size_t{1} << 20U;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// From the lines before the blank one. none if it is not HTTP.
std::optional<Request> parsed(std::string_view head) {
  Request request;
  bool first = true;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(line.size() + 2, head.size()));
    if (first) {
      const std::size_t blank = line.find(' ');
      const std::size_t last = line.rfind(" HTTP/1.");
      if (blank == std::string_view::npos || last == std::string_view::npos || last <= blank) {
        return std::nullopt;
      }
      request.method = line.substr(0, blank);
      request.target = line.substr(blank + 1, last - blank - 1);
      first = false;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    request.headers.emplace_back(lower_case(line.substr(0, colon)),
                                 trimmed(line.substr(colon + 1)));
  }
  return first ? std::nullopt : std::optional(std::move(request));
}

std::size_t body_length(const Request& request) {
  const std::string text = request.header("content-length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return std::min(length, kMaxBody);
}

// Reads requests one after the other; what was read too far is kept for the next.
class RequestReader {
 public:
  explicit RequestReader(Channel& channel) : channel_(channel) {}

  // none at the end of the connection and if it is not HTTP.
  std::optional<Request> next() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (buffer_.size() > kMaxHead || !read_more()) return std::nullopt;
    }
    std::optional<Request> request = parsed(std::string_view(buffer_).substr(0, end));
    if (!request) return std::nullopt;
    buffer_.erase(0, end + 4);
    const std::size_t length = body_length(*request);
    while (buffer_.size() < length) {
      if (!read_more()) return std::nullopt;
    }
    request->body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    request->at = std::chrono::steady_clock::now();
    return request;
  }

 private:
  bool read_more() {
    std::array<char, 16384> piece;
    const std::size_t got = channel_.read(piece.data(), piece.size());
    buffer_.append(piece.data(), got);
    return got > 0;
  }

  Channel& channel_;
  std::string buffer_;
};

std::string host_of(const Request& request) {
  std::string host = lower_case(request.header("host"));
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(']', colon) == std::string::npos) host.resize(colon);
  return host;
}

std::string without_query(const std::string& target) { return target.substr(0, target.find('?')); }

// "%2e" → "."; a broken escape stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned value = 0;
    if (text[at] == '%' && at + 2 < text.size() &&
        std::from_chars(text.data() + at + 1, text.data() + at + 3, value, 16).ptr ==
            text.data() + at + 3) {
      plain += static_cast<char>(value);
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

bool leaves_folder(const std::filesystem::path& relative) {
  return relative.is_absolute() || std::any_of(relative.begin(), relative.end(),
                                               [](const auto& part) { return part == ".."; });
}

// ── What is served ──────────────────────────────────────────────────────────────────────────────

struct Route {
  std::vector<std::shared_ptr<const Prepared>> sequence;
  std::size_t now = 0;   // of the sequence
  std::size_t used = 0;  // how often it was given
  HttpsServer::Handler handler;
};

struct Folder {
  std::string prefix;
  std::filesystem::path path;
};

using Routes = std::map<std::string, Route>;

Route* find_route(Routes& routes, const Request& request) {
  const std::string by_host = "//" + host_of(request);
  const std::string path = without_query(request.target);
  for (const std::string& key : {by_host + request.target, by_host + path, request.target, path}) {
    const auto found = routes.find(key);
    if (found != routes.end()) return &found->second;
  }
  return nullptr;
}

// The reply now due; counts it as used if `advances`.
std::shared_ptr<const Prepared> due(Route& route, const Request& request) {
  std::shared_ptr<const Prepared> reply = route.sequence.at(route.now);
  if (request.method == "HEAD" || refusal(reply->reply, request)) return reply;
  if (++route.used >= reply->reply.repeats && route.now + 1 < route.sequence.size()) {
    ++route.now;
    route.used = 0;
  }
  return reply;
}

std::shared_ptr<const Prepared> shared(Prepared prepared) {
  return std::make_shared<const Prepared>(std::move(prepared));
}

// The file that the folder with the longest prefix has for this target.
std::optional<std::filesystem::path> find_file(const std::vector<Folder>& folders,
                                               const Request& request) {
  const std::string path = percent_decoded(without_query(request.target));
  const std::string with_host = "//" + host_of(request) + path;
  const Folder* best = nullptr;
  std::string_view rest;
  for (const Folder& folder : folders) {
    const std::string_view whole = folder.prefix.substr(0, 2) == "//" ? with_host : path;
    if (whole.substr(0, folder.prefix.size()) != folder.prefix) continue;
    if (best != nullptr && folder.prefix.size() <= best->prefix.size()) continue;
    best = &folder;
    rest = whole.substr(folder.prefix.size());
  }
  const std::filesystem::path relative(rest);
  if (best == nullptr || relative.empty() || leaves_folder(relative)) return std::nullopt;
  return best->path / relative;
}

// An exception would end the whole program, as it would leave the connection's thread.
Reply handled(const HttpsServer::Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    return Reply::text(error.what()).with_status(500);
  }
}

struct Counters {
  std::vector<Request> log;
  std::map<std::string, std::size_t, std::less<>> hits;
  std::size_t requests = 0;
  std::size_t connections = 0;
  std::size_t resumed = 0;
  std::size_t max_connections = 0;
  std::size_t max_requests = 0;
};

// One accepted connection. `socket` is -1 as soon as its thread has closed it.
struct Connection {
  int socket = -1;
  std::size_t number = 0;
  bool ended = false;
  std::thread thread;
};

enum class Next { Request, Goodbye, Nothing };  // what follows an answer on its connection

}  // namespace

// ── The server ──────────────────────────────────────────────────────────────────────────────────

struct HttpsServer::State {
  explicit State(Options given);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Options options;
  TemporaryDirectory files;
  Listeners listeners;
  Descriptor stop;  // readable from the beginning of the end
  Tls<SSL_CTX> context;

  mutable std::mutex mutex;  // guards all below but the acceptor
  Routes routes;
  std::vector<Folder> folders;
  Counters counters;
  bool keeps_log = true;
  std::size_t connection_number = 0;
  std::size_t open_connections = 0;
  std::size_t open_requests = 0;
  std::list<Connection> connections;

  std::atomic<std::uint64_t> fresh{0};
  std::thread acceptor;

  void write_files() const;
  void accept_all();
  void accept_one(int listener);
  void reap();

  void serve_connection(Connection& connection);
  Next serve_requests(Channel& channel, Connection& connection);
  void close_connection(Connection& connection);

  void note(const Request& request);
  void request_done();
  std::shared_ptr<const Prepared> reply_to(const Request& request);
  Next answer(Channel& channel, int socket, const Request& request);
  Next send(Channel& channel, int socket, const Reply& reply, const Answer& answer);
  bool send_body(Channel& channel, int socket, const Reply& reply, std::string_view body);
  bool send_endlessly(Channel& channel, int socket, const Reply& reply, std::string_view piece);
  bool wait(int socket, milliseconds time) const;
  void wait_until_left(int socket) const { wait(socket, milliseconds(-1)); }
};

namespace {

// A request is over, for the count of simultaneous ones, just before the last bytes of its answer
// are sent: a client that has them may at once ask again on another connection.
class UnderWay {
 public:
  explicit UnderWay(std::function<void()> done) : done_(std::move(done)) {}
  ~UnderWay() { done_(); }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  std::function<void()> done_;
};

// OpenSSL writes with write(2), which raises SIGPIPE when the client has left.
void block_broken_pipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

HttpsServer::State::State(Options given) : options(std::move(given)) {
  write_files();
  listeners = open_listeners(options);
  stop = Descriptor(eventfd(0, EFD_CLOEXEC));
  if (stop.get() < 0) fail("cannot make an event");
  if (options.tls) context = new_context(options);
  acceptor = std::thread([this] { accept_all(); });
}

HttpsServer::State::~State() {
  eventfd_write(stop.get(), 1);
  acceptor.join();
  {
    const std::lock_guard lock(mutex);
    for (const Connection& connection : connections) {
      if (connection.socket >= 0) shutdown(connection.socket, SHUT_RDWR);
    }
  }
  for (Connection& connection : connections) connection.thread.join();
}

void HttpsServer::State::write_files() const {
  const Identity client = test_ca().issue({.common_name = "loopback client", .for_client = true});
  files.write("ca.pem", test_ca().certificate());
  files.write("foreign-ca.pem", foreign_ca().certificate());
  files.write("client.pem", client.certificate);
  files.write("client.key", client.key);
}

// ── Accepting ───────────────────────────────────────────────────────────────────────────────────

void HttpsServer::State::accept_all() {
  block_broken_pipe();
  std::array<pollfd, 3> waited = {pollfd{stop.get(), POLLIN, 0},
                                  pollfd{listeners.v4.get(), POLLIN, 0},
                                  pollfd{listeners.v6.get(), POLLIN, 0}};  // poll skips a -1
  while (true) {
    if (poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited[0].revents != 0) return;
    reap();
    if (waited[1].revents != 0) accept_one(listeners.v4.get());
    if (waited[2].revents != 0) accept_one(listeners.v6.get());
  }
}

void HttpsServer::State::accept_one(int listener) {
  const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) return;
  set_option(socket, IPPROTO_TCP, TCP_NODELAY);
  const std::lock_guard lock(mutex);
  Connection& connection = connections.emplace_back();
  connection.socket = socket;
  connection.number = ++connection_number;
  ++counters.connections;
  counters.max_connections = std::max(counters.max_connections, ++open_connections);
  connection.thread = std::thread([this, &connection] { serve_connection(connection); });
}

// Joins the threads that have ended.
void HttpsServer::State::reap() {
  std::list<Connection> ended;
  {
    const std::lock_guard lock(mutex);
    for (auto it = connections.begin(); it != connections.end();) {
      const auto next = std::next(it);
      if (it->ended) ended.splice(ended.end(), connections, it);
      it = next;
    }
  }
  for (Connection& connection : ended) connection.thread.join();
}

void HttpsServer::State::close_connection(Connection& connection) {
  const std::lock_guard lock(mutex);
  --open_connections;
  ::close(std::exchange(connection.socket, -1));
  connection.ended = true;
}

// ── One connection ──────────────────────────────────────────────────────────────────────────────

void HttpsServer::State::serve_connection(Connection& connection) {
  block_broken_pipe();
  {
    Channel channel(connection.socket, Tls<SSL>(context ? SSL_new(context.get()) : nullptr));
    if (channel.handshake()) {
      if (channel.resumed()) {
        const std::lock_guard lock(mutex);
        ++counters.resumed;
      }
      if (serve_requests(channel, connection) == Next::Goodbye) channel.say_goodbye();
    }
    ERR_clear_error();
  }
  close_connection(connection);
}

Next HttpsServer::State::serve_requests(Channel& channel, Connection& connection) {
  RequestReader reader(channel);
  while (auto request = reader.next()) {
    request->connection = connection.number;
    request->client_certificate = channel.has_client_certificate();
    note(*request);
    if (options.observer) options.observer(*request);
    const Next next = answer(channel, connection.socket, *request);
    if (next != Next::Request) return next;
  }
  return Next::Goodbye;
}

void HttpsServer::State::note(const Request& request) {
  const std::lock_guard lock(mutex);
  ++counters.requests;
  ++counters.hits[request.target];
  counters.max_requests = std::max(counters.max_requests, ++open_requests);
  if (keeps_log) counters.log.push_back(request);
}

void HttpsServer::State::request_done() {
  const std::lock_guard lock(mutex);
  --open_requests;
}

std::shared_ptr<const Prepared> HttpsServer::State::reply_to(const Request& request) {
  Handler handler;
  std::optional<std::filesystem::path> file;
  {
    const std::lock_guard lock(mutex);
    if (Route* route = find_route(routes, request)) {
      if (!route->handler) return due(*route, request);
      handler = route->handler;
    } else {
      file = find_file(folders, request);
    }
  }
  if (handler) return shared(prepare(handled(handler, request)));
  if (file) {
    if (auto found = file_reply(*file)) return shared(std::move(*found));
  }
  return shared(prepare(Reply::error(404)));
}

Next HttpsServer::State::answer(Channel& channel, int socket, const Request& request) {
  std::optional<UnderWay> under_way(std::in_place, [this] { request_done(); });
  std::shared_ptr<const Prepared> prepared = reply_to(request);
  if (const auto status = refusal(prepared->reply, request)) {
    prepared = shared(prepare(Reply::error(*status)));
  }
  const Reply& reply = prepared->reply;
  Answer made;
  make_answer(*prepared, request, ++fresh, made);
  const milliseconds delay = options.delay + reply.delay_before;
  if (delay.count() > 0 && !wait(socket, delay)) return Next::Nothing;
  const bool at_once = reply.stall == Reply::Stall::None && !reply.stall_after_bytes &&
                       reply.drip_bytes == 0 && reply.framing != Reply::Framing::Endless;
  if (at_once) under_way.reset();
  return send(channel, socket, reply, made);
}

// ── Sending ─────────────────────────────────────────────────────────────────────────────────────

// Whether the whole time passed; false as soon as the client leaves or the server ends.
bool HttpsServer::State::wait(int socket, milliseconds time) const {
  std::array<pollfd, 2> waited = {pollfd{stop.get(), POLLIN, 0}, pollfd{socket, POLLRDHUP, 0}};
  return poll(waited.data(), waited.size(), static_cast<int>(time.count())) == 0;
}

Next HttpsServer::State::send(Channel& channel, int socket, const Reply& reply,
                              const Answer& answer) {
  if (reply.stall == Reply::Stall::BeforeHeaders) {
    wait_until_left(socket);
    return Next::Nothing;
  }
  constexpr std::size_t kOneWrite = std::size_t{16} << 10U;  // a TLS record
  const bool plain = reply.cut == Reply::Cut::None && reply.stall == Reply::Stall::None &&
                     !reply.stall_after_bytes && reply.drip_bytes == 0 &&
                     reply.framing != Reply::Framing::Endless;
  if (plain && answer.head.size() + answer.body.size() <= kOneWrite) {
    if (!channel.write(answer.head + std::string(answer.body))) return Next::Nothing;
    return answer.closes ? Next::Goodbye : Next::Request;
  }
  if (!channel.write(answer.head)) return Next::Nothing;
  if (!answer.has_body) return answer.closes ? Next::Goodbye : Next::Request;
  if (reply.stall == Reply::Stall::AfterHeaders) {
    wait_until_left(socket);
    return Next::Nothing;
  }
  if (reply.framing == Reply::Framing::Endless) {
    send_endlessly(channel, socket, reply, answer.body);
    return Next::Nothing;
  }
  if (!send_body(channel, socket, reply, answer.body)) return Next::Nothing;
  return answer.closes ? Next::Goodbye : Next::Request;
}

// Up to where the reply is cut or stalls. False if nothing more can follow on the connection.
bool HttpsServer::State::send_body(Channel& channel, int socket, const Reply& reply,
                                   std::string_view body) {
  std::string_view rest = body;
  if (reply.cut != Reply::Cut::None) rest = rest.substr(0, reply.cut_after_bytes);
  if (reply.stall_after_bytes) rest = rest.substr(0, *reply.stall_after_bytes);
  while (!rest.empty()) {
    const std::string_view piece = reply.drip_bytes == 0 ? rest : rest.substr(0, reply.drip_bytes);
    if (!channel.write(piece)) return false;
    rest.remove_prefix(piece.size());
    if (reply.drip_bytes != 0 && !rest.empty() && !wait(socket, reply.drip_pause)) return false;
  }
  if (reply.stall_after_bytes) wait_until_left(socket);
  if (reply.cut == Reply::Cut::Reset) reset_on_close(socket);
  return reply.cut == Reply::Cut::None && !reply.stall_after_bytes;
}

bool HttpsServer::State::send_endlessly(Channel& channel, int socket, const Reply& reply,
                                        std::string_view piece) {
  while (send_body(channel, socket, reply, piece)) {
    if (reply.drip_bytes != 0 && !wait(socket, reply.drip_pause)) return false;
  }
  return false;
}

// ── The public face ─────────────────────────────────────────────────────────────────────────────

HttpsServer::HttpsServer() : HttpsServer(Options{}) {}
HttpsServer::HttpsServer(Options options) : state_(std::make_unique<State>(std::move(options))) {}
HttpsServer::~HttpsServer() = default;

int HttpsServer::port() const { return state_->listeners.port; }
bool HttpsServer::has_ipv6() const { return state_->listeners.v6.get() >= 0; }

std::string HttpsServer::url(std::string_view path, std::string_view host) const {
  std::string text = state_->options.tls ? "https://" : "http://";
  return text.append(host).append(":").append(std::to_string(port())).append(path);
}

std::filesystem::path HttpsServer::ca_file() const { return state_->files.path() / "ca.pem"; }
std::filesystem::path HttpsServer::foreign_ca_file() const {
  return state_->files.path() / "foreign-ca.pem";
}
std::filesystem::path HttpsServer::client_certificate_file() const {
  return state_->files.path() / "client.pem";
}
std::filesystem::path HttpsServer::client_key_file() const {
  return state_->files.path() / "client.key";
}

void HttpsServer::serve(const std::string& path, Reply reply) {
  Route route;
  route.sequence.push_back(shared(prepare(std::move(reply))));
  const std::lock_guard lock(state_->mutex);
  state_->routes[path] = std::move(route);
}

void HttpsServer::serve(const std::string& path, Handler handler) {
  Route route;
  route.handler = std::move(handler);
  const std::lock_guard lock(state_->mutex);
  state_->routes[path] = std::move(route);
}

void HttpsServer::then(const std::string& path, Reply reply) {
  auto prepared = shared(prepare(std::move(reply)));
  const std::lock_guard lock(state_->mutex);
  Route& route = state_->routes[path];
  route.handler = nullptr;
  // The last one repeats while it is alone; what comes behind it takes over at the next request.
  const bool was_due = !route.sequence.empty() && route.now + 1 == route.sequence.size() &&
                       route.used >= route.sequence.back()->reply.repeats;
  route.sequence.push_back(std::move(prepared));
  if (was_due) {
    ++route.now;
    route.used = 0;
  }
}

void HttpsServer::remove(const std::string& path) {
  const std::lock_guard lock(state_->mutex);
  state_->routes.erase(path);
}

void HttpsServer::serve_folder(std::string prefix, std::filesystem::path folder) {
  if (prefix.empty() || prefix.back() != '/') prefix += '/';
  const std::lock_guard lock(state_->mutex);
  auto& folders = state_->folders;
  folders.erase(std::remove_if(folders.begin(), folders.end(),
                               [&](const Folder& one) { return one.prefix == prefix; }),
                folders.end());
  folders.push_back({std::move(prefix), std::move(folder)});
}

void HttpsServer::serve_table(std::string_view table, const std::filesystem::path& folder) {
  Table parsed = parse_table(table, folder, url(), port());
  std::map<std::string, bool> seen;
  for (auto& [path, reply] : parsed.replies) {
    if (std::exchange(seen[path], true)) {
      then(path, std::move(reply));
    } else {
      serve(path, std::move(reply));
    }
  }
  for (auto& [prefix, path] : parsed.folders) serve_folder(prefix, path);
}

std::vector<Request> HttpsServer::log() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters.log;
}

std::vector<std::string> HttpsServer::lines() const {
  const std::lock_guard lock(state_->mutex);
  std::vector<std::string> lines;
  for (const Request& request : state_->counters.log) {
    lines.push_back(request.method + ' ' + request.target);
  }
  return lines;
}

std::size_t HttpsServer::hits(std::string_view path) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->counters.hits.find(path);
  return found == state_->counters.hits.end() ? 0 : found->second;
}

std::size_t HttpsServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters.requests;
}

std::size_t HttpsServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters.connections;
}

std::size_t HttpsServer::handshakes_resumed() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters.resumed;
}

std::size_t HttpsServer::max_simultaneous_connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters.max_connections;
}

std::size_t HttpsServer::max_simultaneous_requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters.max_requests;
}

void HttpsServer::keep_log(bool on) {
  const std::lock_guard lock(state_->mutex);
  state_->keeps_log = on;
}

void HttpsServer::clear_log() {
  const std::lock_guard lock(state_->mutex);
  state_->counters = Counters{};
}

void HttpsServer::reset() {
  const std::lock_guard lock(state_->mutex);
  state_->counters = Counters{};
  state_->routes.clear();
  state_->folders.clear();
}

}  // namespace patchmatrix::test
