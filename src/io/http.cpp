// SPDX-License-Identifier: Apache-2.0
// One thread drives all transfers through libcurl's multi interface. Other threads only put
// requests into a queue; everything else belongs to the loop's thread alone.
#include "io/http.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include <curl/curl.h>
#include <sys/socket.h>

#include "io/http_body.hpp"
#include "io/http_endpoints.hpp"
#include "io/http_rules.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostRedirects = 5;
constexpr std::size_t kMostHeadBytes = std::size_t{64} * 1024;
constexpr std::size_t kMostHeadLines = 200;
constexpr std::size_t kMostErrorBody = std::size_t{64} * 1024;
constexpr long kBufferSize = 64L * 1024;
constexpr std::chrono::seconds kLongestWait{std::chrono::hours{24 * 366}};

// ── libcurl's handles ────────────────────────────────────────────────────────────────────────────

struct EasyCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct MultiCleanup {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyCleanup>;
using Multi = std::unique_ptr<CURLM, MultiCleanup>;

class StringList {
 public:
  StringList() = default;
  ~StringList() { curl_slist_free_all(first_); }
  StringList(const StringList&) = delete;
  StringList& operator=(const StringList&) = delete;
  void add(const std::string& text) {
    curl_slist* longer = curl_slist_append(first_, text.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    first_ = longer;
  }
  curl_slist* get() const { return first_; }

 private:
  curl_slist* first_ = nullptr;
};

// Every option is part of what keeps a transfer safe, so none may be refused in silence.
template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK)
    throw std::runtime_error("libcurl refuses option " + std::to_string(option) + ": " +
                             curl_easy_strerror(code));
}

std::uint64_t size_of(CURL* easy, CURLINFO which) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, which, &value);
  return static_cast<std::uint64_t>(std::max<curl_off_t>(value, 0));
}

long number_of(CURL* easy, CURLINFO which) {
  long value = 0;
  curl_easy_getinfo(easy, which, &value);
  return value;
}

// A header of the answer, without what could harm a terminal or a later request.
std::string header_of(CURL* easy, const char* name) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  return is_harmless(header->value) ? header->value : std::string();
}

// ── What headers say ─────────────────────────────────────────────────────────────────────────────

// Seconds, or one of the three forms of an HTTP date, which all begin with a weekday. libcurl's own
// reading of the header takes nonsense for 0.
std::optional<std::chrono::seconds> retry_after(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), is_digit)) {
    const auto seconds = whole_number(text);
    const auto longest = static_cast<std::uint64_t>(kLongestWait.count());
    return std::chrono::seconds(std::min(seconds.value_or(longest), longest));
  }
  if (!is_letter(text.front())) return std::nullopt;
  const std::time_t date = curl_getdate(text.c_str(), nullptr);
  if (date == -1) return std::nullopt;
  const std::chrono::seconds wait(date - std::time(nullptr));
  return std::clamp(wait, std::chrono::seconds(0), kLongestWait);
}

// ── Errors ───────────────────────────────────────────────────────────────────────────────────────

bool is_tls(CURLcode code) {
  constexpr CURLcode kCodes[] = {CURLE_SSL_CONNECT_ERROR,     CURLE_PEER_FAILED_VERIFICATION,
                                 CURLE_SSL_CERTPROBLEM,       CURLE_SSL_CIPHER,
                                 CURLE_SSL_CACERT_BADFILE,    CURLE_SSL_ISSUER_ERROR,
                                 CURLE_SSL_CRL_BADFILE,       CURLE_SSL_PINNEDPUBKEYNOTMATCH,
                                 CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
                                 CURLE_SSL_ENGINE_NOTFOUND,   CURLE_SSL_ENGINE_SETFAILED,
                                 CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED};
  return std::find(std::begin(kCodes), std::end(kCodes), code) != std::end(kCodes);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The code for a transfer that ended before the head of an answer was there.
std::string code_of(CURLcode code, std::string_view reason, long proxy_status) {
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
    return "http-resolve";
  if (code == CURLE_OPERATION_TIMEDOUT) return "http-timeout";
  if (code == CURLE_COULDNT_CONNECT || code == CURLE_PROXY || proxy_status >= 300)
    return "http-connect";
  // The network's fault, not that of a certificate.
  if (code == CURLE_SSL_CONNECT_ERROR &&
      (contains(reason, "SSL_ERROR_SYSCALL") || contains(reason, "reset by peer") ||
       contains(reason, "unexpected eof")))
    return "http-connect";
  // With TLS 1.3 a server refuses a client's certificate only behind the handshake.
  if (is_tls(code) || (code == CURLE_RECV_ERROR && contains(reason, " alert "))) return "http-tls";
  return "http-cut";
}

// ── One request ──────────────────────────────────────────────────────────────────────────────────

// A request on its way, over all its hops. What libcurl calls back belongs to the present hop.
struct Transfer {
  HttpRequest request;
  std::promise<HttpResponse> promise;
  Url url;  // of the present hop
  int redirects = 0;
  bool secrets_allowed = true;  // no other host has had a hand in it
  std::optional<Clock::time_point> deadline;
  std::uint64_t wire_bytes = 0;
  std::atomic<std::uint64_t>* received = nullptr;  // of all transfers
  Endpoints* endpoints = nullptr;

  // ── Of one hop ──
  Easy easy;
  std::unique_ptr<StringList> headers, connect_to;
  std::array<char, CURL_ERROR_SIZE> reason{};
  std::uint64_t resume_from = 0;
  std::size_t head_bytes = 0, head_lines = 0;
  bool head_complete = false;
  std::uint64_t wire_counted = 0;
  std::optional<std::uint64_t> whole_size;  // as a 206 says
  std::string location;
  std::string refused_address;
  bool useless = false;  // the server continues something else than what is there
  HttpBody body;
  HttpResponse response;
  std::exception_ptr failure;  // thrown in a callback

  const HttpAccess& access() const { return *request.access; }
  std::string where() const { return without_query(url); }
  bool is_good() const { return response.status == 200 || response.status == 206; }
  Error too_large(std::uint64_t limit) const {
    return untrusted("http-too-large", where(), {{"limit", std::to_string(limit)}});
  }
  void count_wire(std::uint64_t so_far) {
    if (so_far <= wire_counted) return;
    wire_bytes += so_far - wire_counted;
    received->fetch_add(so_far - wire_counted, std::memory_order_relaxed);
    wire_counted = so_far;
  }
};

// ── What the answer says ─────────────────────────────────────────────────────────────────────────

bool is_encoded(CURL* easy) {
  const std::string coding = lower(header_of(easy, "Content-Encoding"));
  return !coding.empty() && coding != "identity";
}

void read_validators(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  HttpResponse& response = transfer.response;
  response.etag = header_of(easy, "ETag");
  response.last_modified = header_of(easy, "Last-Modified");
  response.content_type = header_of(easy, "Content-Type");
  response.encoded = is_encoded(easy);
  response.retry_after = retry_after(header_of(easy, "Retry-After"));
}

bool can_be_resumed(CURL* easy, const HttpResponse& response) {
  const bool has_ranges =
      response.status == 206 || lower(header_of(easy, "Accept-Ranges")) == "bytes";
  return has_ranges && !response.encoded &&
         (is_strong(response.etag) || !response.last_modified.empty());
}

void begin_whole_body(Transfer& transfer) {
  const auto length = whole_number(header_of(transfer.easy.get(), "Content-Length"));
  if (length && *length > transfer.request.max_bytes)
    throw transfer.too_large(transfer.request.max_bytes);
  if (!transfer.request.file.empty()) transfer.body.write_to(transfer.request.file);
}

// Whether a 206 goes on exactly where the file ends, in the same version of the resource.
bool continues(const Transfer& transfer, const std::optional<ContentRange>& range) {
  const HttpRequest& request = transfer.request;
  const HttpResponse& response = transfer.response;
  const bool same = is_strong(request.etag) ? response.etag.empty() || response.etag == request.etag
                                            : response.last_modified.empty() ||
                                                  response.last_modified == request.last_modified;
  return range && range->first == transfer.resume_from && same && !response.encoded &&
         (!range->whole || range->last + 1 == *range->whole);
}

void begin_rest_of_body(Transfer& transfer) {
  if (transfer.resume_from == 0)
    throw network("http-cut", transfer.where(), "206 without a range asked for");
  const auto range = content_range(header_of(transfer.easy.get(), "Content-Range"));
  transfer.body.continue_at(transfer.request.file, transfer.resume_from);
  if (!continues(transfer, range)) {
    transfer.useless = true;
    return;
  }
  transfer.whole_size = range->last + 1;
  if (*transfer.whole_size > transfer.request.max_bytes)
    throw transfer.too_large(transfer.request.max_bytes);
  HttpResponse& response = transfer.response;
  if (response.etag.empty()) response.etag = transfer.request.etag;
  if (response.last_modified.empty()) response.last_modified = transfer.request.last_modified;
}

void read_head(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  HttpResponse& response = transfer.response;
  const long status = number_of(easy, CURLINFO_RESPONSE_CODE);
  if (status < 200) return;  // an interim answer; the real one follows
  transfer.head_complete = true;
  response.status = static_cast<int>(status);
  response.url = transfer.url.text();
  transfer.location = header_of(easy, "Location");
  read_validators(transfer);
  if (status == 200) begin_whole_body(transfer);
  if (status == 206) begin_rest_of_body(transfer);
  response.resumable = transfer.is_good() && !transfer.useless && can_be_resumed(easy, response);
}

void take_header_line(Transfer& transfer, std::string_view line) {
  transfer.head_bytes += line.size();
  ++transfer.head_lines;
  if (transfer.head_bytes > kMostHeadBytes || transfer.head_lines > kMostHeadLines)
    throw transfer.too_large(kMostHeadBytes);
  if (trimmed(line).empty() && !transfer.head_complete) read_head(transfer);
}

// False if no more of it is wanted.
bool take_body(Transfer& transfer, std::string_view bytes) {
  if (transfer.useless) return false;
  const std::uint64_t size = transfer.body.size();
  if (transfer.is_good()) {
    if (bytes.size() > transfer.request.max_bytes - std::min(size, transfer.request.max_bytes))
      throw transfer.too_large(transfer.request.max_bytes);
    transfer.body.add(bytes);
    return true;
  }
  const std::size_t room = kMostErrorBody - static_cast<std::size_t>(size);
  transfer.body.add(bytes.substr(0, room));
  return bytes.size() <= room;
}

// ── libcurl's callbacks: no exception may leave them ─────────────────────────────────────────────

// Runs `action`; keeps what it throws. False if it throws or says so.
template <typename Action>
bool guarded(Transfer& transfer, Action action) noexcept {
  try {
    return action();
  } catch (...) {
    transfer.failure = std::current_exception();
    return false;
  }
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* pointer) {
  auto& transfer = *static_cast<Transfer*>(pointer);
  return guarded(transfer,
                 [&] {
                   return take_header_line(transfer, {data, size}), true;
                 })
             ? size
             : CURL_WRITEFUNC_ERROR;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* pointer) {
  auto& transfer = *static_cast<Transfer*>(pointer);
  return guarded(transfer,
                 [&] {
                   return take_body(transfer, {data, size});
                 })
             ? size
             : CURL_WRITEFUNC_ERROR;
}

int on_progress(void* pointer, curl_off_t, curl_off_t downloaded, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(pointer);
  return guarded(transfer,
                 [&] {
                   const auto bytes = static_cast<std::uint64_t>(downloaded);
                   transfer.count_wire(bytes);
                   if (transfer.is_good() && bytes > transfer.request.max_bytes)
                     throw transfer.too_large(transfer.request.max_bytes);
                   return true;
                 })
             ? 0
             : 1;
}

bool check_endpoint(Transfer& transfer, const Endpoint& endpoint) {
  const bool fine = transfer.endpoints->allow(endpoint, transfer.access(), transfer.url.scheme);
  if (!fine) transfer.refused_address = endpoint.address;
  return fine;
}

curl_socket_t on_new_socket(void* pointer, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(pointer);
  if (!guarded(transfer, [&] { return check_endpoint(transfer, endpoint_of(address->addr)); }))
    return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Before each request on a connection. A connection may have been opened by a request that was
// allowed to go where this one is not.
int on_connected(void* pointer, char* address, char*, int port, int) {
  auto& transfer = *static_cast<Transfer*>(pointer);
  return guarded(transfer,
                 [&] {
                   return check_endpoint(transfer, {address, port});
                 })
             ? CURL_PREREQFUNC_OK
             : CURL_PREREQFUNC_ABORT;
}

// ── Preparing a hop ──────────────────────────────────────────────────────────────────────────────

// libcurl's form: "Name;" sends an empty header, "Name:" would send none.
std::string for_curl(std::string_view header) {
  const std::string_view value = value_of(header);
  std::string result(name_of(header));
  return value.empty() ? result + ";" : result.append(": ").append(value);
}

bool is_accept_encoding(std::string_view header) {
  return lower(name_of(header)) == "accept-encoding";
}

void set_headers(Transfer& transfer) {
  const HttpRequest& request = transfer.request;
  const HttpAccess& access = transfer.access();
  // "" is all that the library knows. It must be set in every case: without, libcurl hands on what
  // a server packs unasked.
  std::string codings = transfer.resume_from > 0 ? "identity" : "";
  std::vector<std::string> lines = conditions(request, transfer.resume_from);
  for (const auto* list : {&access.headers, &request.headers})
    for (const std::string& header : *list) {
      if (!is_accept_encoding(header))
        lines.push_back(header);
      else if (transfer.resume_from == 0)
        codings = value_of(header);
    }
  // Secrets are not for the eyes of those on the way either.
  transfer.secrets_allowed =
      transfer.secrets_allowed && transfer.url.authority() == access.secret_host;
  if (transfer.secrets_allowed && transfer.url.scheme == "https")
    lines.insert(lines.end(), access.secret_headers.begin(), access.secret_headers.end());

  transfer.headers = std::make_unique<StringList>();
  for (const std::string& line : lines) transfer.headers->add(for_curl(line));
  set(transfer.easy.get(), CURLOPT_HTTPHEADER, transfer.headers->get());
  set(transfer.easy.get(), CURLOPT_HEADEROPT, long{CURLHEADER_SEPARATE});
  set(transfer.easy.get(), CURLOPT_ACCEPT_ENCODING, codings.c_str());
}

void set_security(CURL* easy, const HttpAccess& access) {
  set(easy, CURLOPT_PROTOCOLS_STR, access.allow_http ? "https,http" : "https");
  set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(easy, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!access.ca_file.empty()) {
    set(easy, CURLOPT_CAINFO, access.ca_file.c_str());
    set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // these alone
  }
  if (!access.client_certificate.empty())
    set(easy, CURLOPT_SSLCERT, access.client_certificate.c_str());
  if (!access.client_key.empty()) set(easy, CURLOPT_SSLKEY, access.client_key.c_str());
  if (!access.proxy.empty()) set(easy, CURLOPT_PROXY, access.proxy.c_str());
}

void set_times(CURL* easy, const HttpTimes& times, std::chrono::milliseconds left) {
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(times.connect.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(times.stall.count()));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(times.slowest));
}

void set_connection(CURL* easy) {
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_BUFFERSIZE, kBufferSize);
  set(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set(easy, CURLOPT_PIPEWAIT, 1L);  // rather share a connection than open another
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a resolver that hangs
}

void set_callbacks(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  set(easy, CURLOPT_ERRORBUFFER, transfer.reason.data());
  set(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set(easy, CURLOPT_HEADERDATA, &transfer);
  set(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set(easy, CURLOPT_WRITEDATA, &transfer);
  set(easy, CURLOPT_NOPROGRESS, 0L);
  set(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(easy, CURLOPT_XFERINFODATA, &transfer);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &on_new_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, &transfer);
  set(easy, CURLOPT_PREREQFUNCTION, &on_connected);
  set(easy, CURLOPT_PREREQDATA, &transfer);
}

void forget_last_hop(Transfer& transfer) {
  transfer.reason.fill('\0');
  transfer.head_bytes = transfer.head_lines = 0;
  transfer.head_complete = transfer.useless = false;
  transfer.wire_counted = 0;
  transfer.whole_size.reset();
  transfer.location.clear();
  transfer.refused_address.clear();
  transfer.body = HttpBody();
  transfer.response = HttpResponse();
  transfer.failure = nullptr;
}

void prepare_hop(Transfer& transfer, const HttpOptions& options, std::chrono::milliseconds left) {
  transfer.easy.reset(curl_easy_init());
  if (!transfer.easy) throw std::bad_alloc();
  CURL* easy = transfer.easy.get();
  forget_last_hop(transfer);
  transfer.resume_from = resumable_from(transfer.request);
  set(easy, CURLOPT_URL, transfer.url.text().c_str());
  if (!options.user_agent.empty()) set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  if (transfer.resume_from > 0)
    set(easy, CURLOPT_RANGE, (std::to_string(transfer.resume_from) + "-").c_str());
  transfer.connect_to = std::make_unique<StringList>();
  for (const std::string& rule : options.connect_to) transfer.connect_to->add(rule);
  set(easy, CURLOPT_CONNECT_TO, transfer.connect_to->get());
  set_headers(transfer);
  set_security(easy, transfer.access());
  set_times(easy, options.times, left);
  set_connection(easy);
  set_callbacks(transfer);
}

// ── When a hop has ended ─────────────────────────────────────────────────────────────────────────

bool is_redirect(const Transfer& transfer) {
  switch (transfer.response.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return !transfer.location.empty();
    default:
      return false;
  }
}

void turn_to_redirect_target(Transfer& transfer) {
  if (++transfer.redirects > kMostRedirects)
    throw untrusted("http-redirects", without_query(transfer.request.url),
                    {{"limit", std::to_string(kMostRedirects)}});
  const std::optional<Url> target = resolve_url(transfer.url, transfer.location);
  if (!target) fail_address(transfer.location, without_query(transfer.location));
  if (transfer.url.scheme == "https" && target->scheme != "https")
    throw untrusted("http-not-https", without_query(*target));
  check_allowed(*target, transfer.access());
  transfer.url = *target;
}

std::string reason_of(const Transfer& transfer, CURLcode code) {
  // libcurl shows a proxy it cannot read, with its password.
  const bool unshowable = contains(transfer.reason.data(), "proxy syntax");
  return transfer.reason[0] == '\0' || unshowable ? curl_easy_strerror(code)
                                                  : transfer.reason.data();
}

Error error_before_head(const Transfer& transfer, CURLcode code) {
  const std::string reason = reason_of(transfer, code);
  if (!transfer.refused_address.empty() &&
      (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK))
    return untrusted("http-address", transfer.where(), {{"address", transfer.refused_address}});
  const long proxy_status = number_of(transfer.easy.get(), CURLINFO_HTTP_CONNECTCODE);
  return network(code_of(code, reason, proxy_status), transfer.where(), reason);
}

// Why a good answer is not whole; nothing if it is.
std::optional<Error> shortcoming(const Transfer& transfer, CURLcode code) {
  if (transfer.useless)
    return network("http-cut", transfer.where(), "206 with another part than the one asked for");
  if (code != CURLE_OK)
    return network(code == CURLE_OPERATION_TIMEDOUT ? "http-timeout" : "http-cut", transfer.where(),
                   reason_of(transfer, code));
  if (transfer.whole_size && *transfer.whole_size != transfer.body.size())
    return network("http-cut", transfer.where(), "another size than Content-Range tells");
  return std::nullopt;
}

// 416: nothing lies behind what is there, so what is there is not what it was taken for.
void drop_unsatisfiable_part(Transfer& transfer) {
  HttpResponse& response = transfer.response;
  transfer.body = HttpBody();
  transfer.body.write_to(transfer.request.file);
  response.broken = network("http-cut", transfer.where(), "416: the part asked for is not there");
}

void finish_good_body(Transfer& transfer, CURLcode code) {
  HttpResponse& response = transfer.response;
  if (code == CURLE_BAD_CONTENT_ENCODING && !transfer.useless)
    throw untrusted("http-bad-encoding", transfer.where(), {{"reason", reason_of(transfer, code)}});
  response.broken = shortcoming(transfer, code);
  if (response.broken && !transfer.body.is_file()) throw Error(*response.broken);
  if (transfer.useless) transfer.body.clear();
  if (response.broken) response.broken = without_secrets(*response.broken, transfer.access());
}

int http_version(CURL* easy) {
  switch (number_of(easy, CURLINFO_HTTP_VERSION)) {
    case CURL_HTTP_VERSION_1_0:
      return 10;
    case CURL_HTTP_VERSION_1_1:
      return 11;
    case CURL_HTTP_VERSION_2_0:
      return 20;
    default:
      return 0;
  }
}

// The response, or an Error. Once the head of an answer is there that brings nothing to keep, what
// becomes of its body does not matter.
HttpResponse response_of(Transfer& transfer, CURLcode code) {
  if (transfer.failure && (transfer.is_good() || !transfer.head_complete))
    std::rethrow_exception(transfer.failure);
  if (!transfer.head_complete) throw error_before_head(transfer, code);
  HttpResponse& response = transfer.response;
  if (transfer.is_good()) finish_good_body(transfer, code);
  if (response.status == 416 && transfer.resume_from > 0) drop_unsatisfiable_part(transfer);
  response.body = transfer.body.take_memory();
  response.bytes = transfer.body.size();
  response.wire_bytes = transfer.wire_bytes;
  response.http_version = http_version(transfer.easy.get());
  transfer.body.close();
  return std::move(response);
}

void fail(Transfer& transfer, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    transfer.promise.set_exception(
        std::make_exception_ptr(without_secrets(error, transfer.access())));
  } catch (...) {
    transfer.promise.set_exception(std::current_exception());
  }
}

void fail_aborted(Transfer& transfer) {
  transfer.promise.set_exception(
      std::make_exception_ptr(network("http-cut", without_query(transfer.request.url), "aborted")));
}

// Signals are the business of the program's own threads; and a connection that closes while OpenSSL
// writes must not end the program (SIGPIPE).
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

Multi new_multi() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (once != CURLE_OK) throw std::runtime_error(curl_easy_strerror(once));
  Multi multi(curl_multi_init());
  if (!multi) throw std::bad_alloc();
  curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX});
  return multi;
}

}  // namespace

// ── The loop ─────────────────────────────────────────────────────────────────────────────────────

struct HttpClient::Loop {
  using Request = std::unique_ptr<Transfer>;

  Loop(const HttpOptions& its_options, std::atomic<std::uint64_t>& all_received)
      : options(its_options),
        received(all_received),
        multi(new_multi()),
        thread([this] { run(); }) {}
  ~Loop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    curl_multi_wakeup(multi.get());
    thread.join();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // From any thread.
  void enqueue(Request transfer) {
    bool asleep = false;
    {
      const std::lock_guard lock(mutex);
      incoming.push_back(std::move(transfer));
      asleep = std::exchange(polling, false);
    }
    if (asleep) curl_multi_wakeup(multi.get());
  }

 private:
  // What waits for a host, and what it has been asked.
  struct Host {
    std::deque<Request> waiting;
    int running = 0;
    Clock::time_point next_start{};
  };

  void run() {
    block_signals();
    while (accept_incoming()) {
      const Clock::time_point next_start = start_waiting();
      int running_now = 0;
      curl_multi_perform(multi.get(), &running_now);
      if (take_finished()) continue;  // their places are free
      wait_until(next_start);
    }
    abort_all();
  }

  // False when it is time to stop.
  bool accept_incoming() {
    std::deque<Request> requests;
    {
      const std::lock_guard lock(mutex);
      if (stopping) return false;
      requests.swap(incoming);
    }
    for (Request& request : requests)
      hosts[request->url.authority()].waiting.push_back(std::move(request));
    return true;
  }

  // Starts what the limits allow; gives the time when they allow more.
  Clock::time_point start_waiting() {
    const Clock::time_point now = Clock::now();
    Clock::time_point earliest = Clock::time_point::max();
    for (auto& [name, host] : hosts) {
      while (may_start(host, now)) start_first(host, now);
      if (has_room(host)) earliest = std::min(earliest, host.next_start);
    }
    return earliest;
  }

  static const HostLimits& limits_of(const Host& host) {
    return host.waiting.front()->access().limits;
  }
  static bool has_room(const Host& host) {
    return !host.waiting.empty() && host.running < std::max(1, limits_of(host).connections);
  }
  static bool may_start(const Host& host, Clock::time_point now) {
    return has_room(host) && host.next_start <= now;
  }

  void start_first(Host& host, Clock::time_point now) {
    const int rate = limits_of(host).requests_per_second;
    if (rate > 0) host.next_start = now + Clock::duration(std::chrono::seconds(1)) / rate;
    Request transfer = std::move(host.waiting.front());
    host.waiting.pop_front();
    try {
      start_hop(*transfer, now);
    } catch (...) {
      fail(*transfer, std::current_exception());
      return;
    }
    ++host.running;
    CURL* easy = transfer->easy.get();
    running.emplace(easy, std::move(transfer));
  }

  void start_hop(Transfer& transfer, Clock::time_point now) {
    if (!transfer.deadline) transfer.deadline = now + options.times.total;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(*transfer.deadline - now);
    if (left.count() <= 0)
      throw network("http-timeout", transfer.where(), "the redirects took too long");
    transfer.received = &received;
    transfer.endpoints = &endpoints;
    prepare_hop(transfer, options, left);
    const CURLMcode code = curl_multi_add_handle(multi.get(), transfer.easy.get());
    if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
  }

  bool take_finished() {
    bool some = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // gone when the handle is removed
      Request transfer = take_out(message->easy_handle);
      if (transfer) finish_hop(std::move(transfer), code);
      some = true;
    }
    return some;
  }

  Request take_out(CURL* easy) {
    const auto found = running.find(easy);
    if (found == running.end()) return nullptr;
    Request transfer = std::move(found->second);
    running.erase(found);
    curl_multi_remove_handle(multi.get(), easy);
    --hosts[transfer->url.authority()].running;
    return transfer;
  }

  void finish_hop(Request transfer, CURLcode code) {
    CURL* easy = transfer->easy.get();
    const long head_size = number_of(easy, CURLINFO_HEADER_SIZE);
    transfer->count_wire(size_of(easy, CURLINFO_SIZE_DOWNLOAD_T) +
                         static_cast<std::uint64_t>(std::max(head_size, 0L)));
    try {
      if (transfer->head_complete && is_redirect(*transfer)) {
        turn_to_redirect_target(*transfer);
        Host& host = hosts[transfer->url.authority()];
        host.waiting.push_front(std::move(transfer));
        return;
      }
      transfer->promise.set_value(response_of(*transfer, code));
    } catch (...) {
      fail(*transfer, std::current_exception());
    }
  }

  void wait_until(Clock::time_point time) {
    constexpr std::chrono::milliseconds kLongest{1000};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        std::min(time, Clock::now() + kLongest) - Clock::now());
    const auto wait = std::clamp(left, std::chrono::milliseconds(0), kLongest);
    {
      const std::lock_guard lock(mutex);
      if (!incoming.empty() || stopping) return;
      polling = true;  // whoever has something new wakes us, once
    }
    curl_multi_poll(multi.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
    const std::lock_guard lock(mutex);
    polling = false;
  }

  void abort_all() {
    for (auto& [easy, transfer] : running) {
      curl_multi_remove_handle(multi.get(), easy);
      fail_aborted(*transfer);
    }
    running.clear();
    for (auto& [name, host] : hosts)
      for (const Request& transfer : host.waiting) fail_aborted(*transfer);
    for (const Request& transfer : incoming) fail_aborted(*transfer);
  }

  const HttpOptions& options;
  std::atomic<std::uint64_t>& received;
  const Multi multi;

  std::mutex mutex;  // of the three
  std::deque<Request> incoming;
  bool stopping = false;
  bool polling = false;

  // Of the loop's thread.
  std::unordered_map<CURL*, Request> running;
  std::map<std::string, Host> hosts;
  Endpoints endpoints;

  std::thread thread;  // last: it uses all of them
};

HttpClient::HttpClient(HttpOptions options) : options_(std::move(options)) {}

HttpClient::~HttpClient() = default;

HttpClient::Loop& HttpClient::loop() {
  std::call_once(begun_, [this] { loop_ = std::make_unique<Loop>(options_, received_); });
  return *loop_;
}

std::future<HttpResponse> HttpClient::start(HttpRequest request) {
  auto transfer = std::make_unique<Transfer>();
  transfer->request = std::move(request);
  std::future<HttpResponse> future = transfer->promise.get_future();
  try {
    check_headers(transfer->request);
    const std::optional<Url> url = parse_url(transfer->request.url);
    if (!url) fail_address(transfer->request.url, without_query(transfer->request.url));
    check_allowed(*url, transfer->access());
    transfer->url = *url;
  } catch (...) {
    fail(*transfer, std::current_exception());
    return future;
  }
  loop().enqueue(std::move(transfer));
  return future;
}

std::uint64_t HttpClient::received() const { return received_.load(std::memory_order_relaxed); }

}  // namespace patchmatrix
