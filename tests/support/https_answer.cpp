// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include "support/https_wire.hpp"

namespace patchmatrix::test {
namespace {

const char* reason_of(int status) {
  static constexpr std::pair<int, const char*> kReasons[] = {{200, "OK"},
                                                             {204, "No Content"},
                                                             {206, "Partial Content"},
                                                             {301, "Moved Permanently"},
                                                             {302, "Found"},
                                                             {303, "See Other"},
                                                             {304, "Not Modified"},
                                                             {307, "Temporary Redirect"},
                                                             {308, "Permanent Redirect"},
                                                             {400, "Bad Request"},
                                                             {401, "Unauthorized"},
                                                             {403, "Forbidden"},
                                                             {404, "Not Found"},
                                                             {405, "Method Not Allowed"},
                                                             {408, "Request Timeout"},
                                                             {410, "Gone"},
                                                             {416, "Range Not Satisfiable"},
                                                             {425, "Too Early"},
                                                             {429, "Too Many Requests"},
                                                             {500, "Internal Server Error"},
                                                             {502, "Bad Gateway"},
                                                             {503, "Service Unavailable"},
                                                             {504, "Gateway Timeout"}};
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                   [&](const auto& entry) { return entry.first == status; });
  return found == std::end(kReasons) ? "Unnamed" : found->second;
}

// ── Conditions (RFC 9110, 13) ───────────────────────────────────────────────────────────────────

std::string_view without_weakness(std::string_view etag) {
  return etag.substr(0, 2) == "W/" ? etag.substr(2) : etag;
}

bool is_weak(std::string_view etag) { return etag.substr(0, 2) == "W/"; }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Whether the list in If-None-Match has the tag, weakly compared. Our tags hold no commas.
bool lists_tag(std::string_view list, std::string_view etag) {
  if (etag.empty()) return false;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view one = trimmed(list.substr(0, comma));
    if (one == "*" || without_weakness(one) == without_weakness(etag)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::optional<std::time_t> time_of(const std::string& http_date) {
  std::tm parts{};
  const char* end = strptime(http_date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&parts);
}

bool not_changed_since(const std::string& since, const std::string& last_modified) {
  if (since.empty() || last_modified.empty()) return false;
  if (since == last_modified) return true;
  const auto asked = time_of(since);
  const auto is = time_of(last_modified);
  return asked && is && *is <= *asked;
}

bool not_modified(const Reply& reply, const Request& request) {
  if (reply.status != 200 || reply.conditions_ignored) return false;
  if (request.has_header("if-none-match")) {
    const std::string list = request.header("if-none-match");
    return !reply.etag_is_new_each_time &&
           (lists_tag(list, reply.etag_value) || lists_tag(list, reply.etag_of_304));
  }
  return not_changed_since(request.header("if-modified-since"), reply.last_modified_value);
}

// ── Ranges (RFC 9110, 14) ───────────────────────────────────────────────────────────────────────

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;  // behind the last byte; begin == end: cannot be satisfied
};

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Of one "bytes=a-b", "bytes=a-" or "bytes=-n"; none for anything else, which is then ignored.
std::optional<Range> range_of(std::string_view value, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (value.substr(0, kUnit.size()) != kUnit) return std::nullopt;
  value.remove_prefix(kUnit.size());
  const std::size_t dash = value.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = number_of(value.substr(0, dash));
  const auto last = number_of(value.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::nullopt;
    return Range{size - std::min(*last, size), size};
  }
  if (!first || (!last && dash + 1 != value.size()) || (last && *last < *first)) {
    return std::nullopt;
  }
  if (*first >= size) return Range{};
  return Range{*first, last ? std::min(*last + 1, size) : size};
}

bool range_is_of_this(const Reply& reply, const Request& request) {
  if (!request.has_header("if-range")) return true;
  const std::string validator = request.header("if-range");
  if (!validator.empty() && (validator.front() == '"' || is_weak(validator))) {
    return !reply.etag_is_new_each_time && !is_weak(validator) && validator == reply.etag_value;
  }
  return validator == reply.last_modified_value;
}

std::optional<Range> wanted_range(const Reply& reply, const Request& request, std::size_t size) {
  if (request.method != "GET" || reply.status != 200 || reply.ranges_ignored ||
      !range_is_of_this(reply, request)) {
    return std::nullopt;
  }
  return range_of(request.header("range"), size);
}

// ── Politeness ──────────────────────────────────────────────────────────────────────────────────

// "name/1.2 … (+https://…)"
bool is_polite(std::string_view agent) {
  constexpr std::string_view kContact = " (+http";
  const std::size_t name_end = agent.find_first_of("/ ");
  if (name_end == 0 || name_end + 1 >= agent.size() || agent[name_end] != '/') return false;
  const char version = agent[name_end + 1];
  const std::size_t contact = agent.find(kContact);
  if (version < '0' || version > '9' || contact == std::string_view::npos) return false;
  const std::string_view url = agent.substr(contact + kContact.size());
  const std::size_t end = url.find_first_of(" )");
  return (url.substr(0, 3) == "://" || url.substr(0, 4) == "s://") &&
         end != std::string_view::npos && url[end] == ')';
}

// ── Headers and framing ─────────────────────────────────────────────────────────────────────────

void add_line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

void add_status(std::string& head, int status) {
  head.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
  head.append(reason_of(status)).append("\r\n");
  add_line(head, "Date", http_date(std::chrono::system_clock::now()));
}

void add_validators(std::string& head, const Reply& reply, bool unchanged, std::uint64_t fresh) {
  if (reply.etag_is_new_each_time) {
    add_line(head, "ETag", "\"fresh-" + std::to_string(fresh) + "\"");
  } else if (unchanged && !reply.etag_of_304.empty()) {
    add_line(head, "ETag", reply.etag_of_304);
  } else if (!reply.etag_value.empty()) {
    add_line(head, "ETag", reply.etag_value);
  }
  if (!reply.last_modified_value.empty()) {
    add_line(head, "Last-Modified", reply.last_modified_value);
  }
}

void add_own_headers(std::string& head, const Reply& reply) {
  if (!reply.content_type.empty()) add_line(head, "Content-Type", reply.content_type);
  if (reply.coding == Reply::Coding::Gzip) add_line(head, "Content-Encoding", "gzip");
  if (reply.coding == Reply::Coding::Zstd) add_line(head, "Content-Encoding", "zstd");
  if (reply.status == 200 && !reply.ranges_ignored) add_line(head, "Accept-Ranges", "bytes");
  if (reply.retry_after_date_in) {
    add_line(head, "Retry-After",
             http_date(std::chrono::system_clock::now() +
                       std::chrono::seconds(*reply.retry_after_date_in)));
  }
  for (const auto& [name, value] : reply.headers) add_line(head, name, value);
}

std::string hexadecimal(std::size_t value) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, 16).ptr;
  return std::string(text.data(), end);
}

// At least two chunks if there are two bytes, so that something can go wrong between them.
std::string in_chunks(std::string_view body, bool broken) {
  const std::size_t step = std::clamp<std::size_t>(body.size() / 2, 1, std::size_t{16} << 10U);
  std::string framed;
  for (std::size_t at = 0; at < body.size(); at += step) {
    const std::string_view piece = body.substr(at, step);
    framed.append(hexadecimal(piece.size())).append("\r\n").append(piece).append("\r\n");
    if (broken) return framed.append("no number\r\nbut something else\r\n");
  }
  return framed.append(broken ? "no number\r\n" : "0\r\n\r\n");
}

std::string length_of(const Reply& reply, std::size_t size) {
  const std::int64_t said = static_cast<std::int64_t>(size) + reply.length_lie;
  return std::to_string(std::max<std::int64_t>(said, 0));
}

void frame(const Reply& reply, std::string_view payload, Answer& answer) {
  answer.body = payload;
  switch (reply.framing) {
    case Reply::Framing::Length:
      add_line(answer.head, "Content-Length", length_of(reply, payload.size()));
      if (reply.length_lie != 0) answer.closes = true;
      return;
    case Reply::Framing::UntilClose:
      answer.closes = true;
      return;
    case Reply::Framing::BrokenChunks:
      answer.closes = true;
      [[fallthrough]];
    case Reply::Framing::Chunked:
      answer.framed = in_chunks(payload, reply.framing == Reply::Framing::BrokenChunks);
      answer.body = answer.framed;
      add_line(answer.head, "Transfer-Encoding", "chunked");
      return;
    case Reply::Framing::Endless:
      answer.framed = hexadecimal(payload.size()) + "\r\n" + std::string(payload) + "\r\n";
      answer.body = answer.framed;
      answer.closes = true;
      add_line(answer.head, "Transfer-Encoding", "chunked");
      return;
  }
}

void end_head(Answer& answer, bool closes) {
  if (closes) add_line(answer.head, "Connection", "close");
  answer.head += "\r\n";
}

// ── Files ───────────────────────────────────────────────────────────────────────────────────────

class File {
 public:
  explicit File(const std::filesystem::path& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string content_of(const File& file, std::size_t size) {
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = read(file.get(), content.data() + done, size - done);
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  content.resize(done);
  return content;
}

std::string type_of(const std::filesystem::path& path) {
  static constexpr std::pair<std::string_view, const char*> kTypes[] = {
      {".json", "application/json"}, {".xml", "application/xml"}, {".csv", "text/csv"},
      {".txt", "text/plain"},        {".html", "text/html"},      {".asc", "text/plain"}};
  const std::string extension = path.extension().string();
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const auto& entry) { return entry.first == extension; });
  return found == std::end(kTypes) ? "application/octet-stream" : found->second;
}

// Of the file's numbers, not of its bytes: a server of many small files must not hash them.
std::string etag_of(const struct stat& facts) {
  const auto hex = [](auto number) { return hexadecimal(static_cast<std::size_t>(number)); };
  return '"' + hex(facts.st_ino) + '-' + hex(facts.st_size) + '-' + hex(facts.st_mtim.tv_sec) +
         '.' + hex(facts.st_mtim.tv_nsec) + '"';
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return lower;
}

std::string Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const HeaderLine& line) { return line.first == name; });
  return found == headers.end() ? std::string() : found->second;
}

bool Request::has_header(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const HeaderLine& line) { return line.first == name; });
}

Prepared prepare(Reply reply) {
  Prepared prepared;
  prepared.payload = reply.coding == Reply::Coding::Identity ? std::move(reply.body)
                                                             : packed(reply.body, reply.coding);
  reply.body.clear();
  prepared.reply = std::move(reply);
  return prepared;
}

std::optional<Prepared> file_reply(const std::filesystem::path& path) {
  const File file(path);
  struct stat facts {};
  if (file.get() < 0 || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return std::nullopt;
  }
  Prepared prepared;
  prepared.payload = content_of(file, static_cast<std::size_t>(facts.st_size));
  prepared.reply.content_type = type_of(path);
  prepared.reply.etag_value = etag_of(facts);
  prepared.reply.last_modified_value =
      http_date(std::chrono::system_clock::from_time_t(facts.st_mtim.tv_sec));
  return prepared;
}

std::optional<int> refusal(const Reply& reply, const Request& request) {
  if (reply.polite_agent_needed && !is_polite(request.header("user-agent"))) {
    return 403;
  }
  if (reply.header_needed) {
    const auto& [name, value] = *reply.header_needed;
    if (request.header(lower_case(name)) != value) return 401;
  }
  if (reply.client_certificate_needed && !request.client_certificate) return 403;
  return std::nullopt;
}

void make_answer(const Prepared& prepared, const Request& request, std::uint64_t fresh,
                 Answer& answer) {
  const Reply& reply = prepared.reply;
  const std::string_view payload = prepared.payload;
  const bool asks_to_close = lower_case(request.header("connection")) == "close";
  answer.closes = reply.closes || asks_to_close;
  if (request.method == "HEAD" && reply.head_status != 0 && reply.head_status != reply.status) {
    add_status(answer.head, reply.head_status);
    add_line(answer.head, "Content-Length", "0");
  } else if (not_modified(reply, request)) {
    add_status(answer.head, 304);
    add_validators(answer.head, reply, true, fresh);
  } else if (const auto range = wanted_range(reply, request, payload.size());
             range && range->begin == range->end) {
    add_status(answer.head, 416);
    add_line(answer.head, "Content-Range", "bytes */" + std::to_string(payload.size()));
    add_line(answer.head, "Content-Length", "0");
  } else {
    add_status(answer.head, range ? 206 : reply.status);
    add_validators(answer.head, reply, false, fresh);
    add_own_headers(answer.head, reply);
    if (range) {
      add_line(answer.head, "Content-Range",
               "bytes " + std::to_string(range->begin) + '-' + std::to_string(range->end - 1) +
                   '/' + std::to_string(payload.size()));
    }
    answer.has_body = request.method != "HEAD";
    if (reply.status != 204 && reply.status != 304) {
      frame(reply, range ? payload.substr(range->begin, range->end - range->begin) : payload,
            answer);
    }
  }
  if (!answer.has_body) {
    answer.body = {};
    answer.closes = reply.closes || asks_to_close;
  }
  end_head(answer, answer.closes);
}

}  // namespace patchmatrix::test
