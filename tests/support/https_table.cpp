// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include <openssl/evp.h>

#include "support/https_wire.hpp"

namespace patchmatrix::test {
namespace {

[[noreturn]] void reject(const std::string& why) { throw std::invalid_argument(why); }

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

// ── Words of a line ─────────────────────────────────────────────────────────────────────────────

// Takes the next word off `rest`; '…' keeps blanks and goes away. none at the end of the line.
std::optional<std::string> next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  if (rest.empty()) return std::nullopt;
  std::string word;
  bool inside = false;
  std::size_t at = 0;
  for (; at < rest.size() && (inside || (rest[at] != ' ' && rest[at] != '\t')); ++at) {
    if (rest[at] == '\'') {
      inside = !inside;
    } else {
      word += rest[at];
    }
  }
  if (inside) reject("a ' is not closed");
  rest.remove_prefix(at);
  return word;
}

std::string needed_word(std::string_view& rest, const char* what) {
  std::optional<std::string> word = next_word(rest);
  if (!word) reject(std::string("there is no ") + what);
  return std::move(*word);
}

template <typename Number>
Number number_of(std::string_view text) {
  const std::string_view digits = text.substr(0, 1) == "+" ? text.substr(1) : text;
  Number value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    reject(in_quotes(text) + " is no number");
  }
  return value;
}

std::size_t count_of(std::string_view text) { return number_of<std::size_t>(text); }

std::chrono::milliseconds milliseconds_of(std::string_view text) {
  return std::chrono::milliseconds(number_of<std::uint32_t>(text));
}

// "Name: value"
HeaderLine header_of(std::string_view text) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos || colon == 0) reject(in_quotes(text) + " is no header");
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 2))};
}

// "100/50": bytes, milliseconds
void set_drip(Reply& reply, const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) reject(in_quotes(text) + " is not BYTES/MILLISECONDS");
  const std::size_t bytes = count_of(text.substr(0, slash));
  if (bytes == 0) reject("a drip needs at least one byte");
  reply.drip(bytes, milliseconds_of(text.substr(slash + 1)));
}

void set_redirect(Reply& reply, const std::string& location) {
  if (reply.status == 200) reply.with_status(302);
  reply.header("Location", location);
}

// What a reply begins as is replaced, what was said about it stays.
void set_body(Reply& reply, Reply beginning) {
  reply.body = std::move(beginning.body);
  reply.content_type = std::move(beginning.content_type);
  if (beginning.framing != Reply::Framing::Length) reply.framing = beginning.framing;
  for (auto& line : beginning.headers) reply.headers.push_back(std::move(line));
}

// ── Behaviours ──────────────────────────────────────────────────────────────────────────────────

struct Behaviour {
  const char* name;
  bool has_argument;
  void (*apply)(Reply&, const std::string& argument);
};

constexpr Behaviour kBehaviours[] = {
    {"status", true, [](Reply& r, const std::string& a) { r.with_status(number_of<int>(a)); }},
    {"type", true, [](Reply& r, const std::string& a) { r.type(a); }},
    {"header", true,
     [](Reply& r, const std::string& a) {
       auto [name, value] = header_of(a);
       r.header(std::move(name), std::move(value));
     }},
    {"vanished", false,
     [](Reply& r, const std::string&) {
       set_body(r, Reply::vanished());
       r.with_status(404);
     }},
    {"html", false, [](Reply& r, const std::string&) { set_body(r, Reply::html_page()); }},
    {"redirect", true, set_redirect},
    {"sized", true, [](Reply& r, const std::string& a) { set_body(r, Reply::sized(count_of(a))); }},
    {"gzip-bomb", true,
     [](Reply& r, const std::string& a) {
       set_body(r, Reply::gzip_bomb(number_of<std::uint64_t>(a)));
     }},
    {"endless", false, [](Reply& r, const std::string&) { set_body(r, Reply::endless()); }},
    {"retry-after", true, [](Reply& r, const std::string& a) { r.header("Retry-After", a); }},
    {"retry-after-date", true,
     [](Reply& r, const std::string& a) { r.retry_after_date_in = number_of<std::int64_t>(a); }},
    {"gzip", false, [](Reply& r, const std::string&) { r.gzip(); }},
    {"zstd", false, [](Reply& r, const std::string&) { r.zstd(); }},
    {"encoding", true, [](Reply& r, const std::string& a) { r.encoded_as(a); }},
    {"etag", true, [](Reply& r, const std::string& a) { r.etag(a); }},
    {"etag-changes", false, [](Reply& r, const std::string&) { r.etag_changes(); }},
    {"etag-on-304", true, [](Reply& r, const std::string& a) { r.etag_on_304(a); }},
    {"last-modified", true, [](Reply& r, const std::string& a) { r.last_modified(a); }},
    {"ignores-conditions", false, [](Reply& r, const std::string&) { r.ignores_conditions(); }},
    {"ignores-ranges", false, [](Reply& r, const std::string&) { r.ignores_ranges(); }},
    {"chunked", false, [](Reply& r, const std::string&) { r.chunked(); }},
    {"broken-chunks", false, [](Reply& r, const std::string&) { r.broken_chunks(); }},
    {"until-close", false, [](Reply& r, const std::string&) { r.until_close(); }},
    {"length-off-by", true,
     [](Reply& r, const std::string& a) { r.length_off_by(number_of<std::int64_t>(a)); }},
    {"cut-after", true, [](Reply& r, const std::string& a) { r.cut_after(count_of(a)); }},
    {"reset-after", true, [](Reply& r, const std::string& a) { r.reset_after(count_of(a)); }},
    {"close", false, [](Reply& r, const std::string&) { r.close(); }},
    {"delay-ms", true, [](Reply& r, const std::string& a) { r.delay(milliseconds_of(a)); }},
    {"drip", true, set_drip},
    {"stall-before-headers", false, [](Reply& r, const std::string&) { r.stall_before_headers(); }},
    {"stall-after-headers", false, [](Reply& r, const std::string&) { r.stall_after_headers(); }},
    {"stall-after", true, [](Reply& r, const std::string& a) { r.stall_after(count_of(a)); }},
    {"head", true, [](Reply& r, const std::string& a) { r.head(number_of<int>(a)); }},
    {"needs-agent", false, [](Reply& r, const std::string&) { r.needs_polite_agent(); }},
    {"needs-header", true, [](Reply& r, const std::string& a) { r.header_needed = header_of(a); }},
    {"needs-client-certificate", false,
     [](Reply& r, const std::string&) { r.needs_client_certificate(); }},
    {"times", true,
     [](Reply& r, const std::string& a) { r.times(std::max<std::size_t>(count_of(a), 1)); }},
};

void apply(Reply& reply, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const auto* found = std::find_if(std::begin(kBehaviours), std::end(kBehaviours),
                                   [&](const Behaviour& one) { return one.name == name; });
  if (found == std::end(kBehaviours)) reject("unknown behaviour " + in_quotes(name));
  const bool has_argument = equals != std::string::npos;
  if (found->has_argument && !has_argument) reject(in_quotes(name) + " needs an argument");
  if (!found->has_argument && has_argument) reject(in_quotes(name) + " takes no argument");
  found->apply(reply, has_argument ? word.substr(equals + 1) : std::string());
}

// ── Bodies ──────────────────────────────────────────────────────────────────────────────────────

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

// "\n" is a line break, "\\" a backslash.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == 'n' || text[at + 1] == '\\')) {
      plain += text[++at] == 'n' ? '\n' : '\\';
    } else {
      plain += text[at];
    }
  }
  return plain;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) reject("cannot read " + path.string());
  return content.str();
}

std::string hexadecimal_digest(const std::string& text, const EVP_MD* kind) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, kind, nullptr);
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned at = 0; at < size; ++at) {
    hex += kDigits[digest[at] >> 4U];
    hex += kDigits[digest[at] & 0xFU];
  }
  return hex;
}

using Bodies = std::map<std::string, std::string>;  // the first of each path

// "{sha256:/path}" becomes the digest of that path's body.
void replace_digests(std::string& text, const std::string& mark, const EVP_MD* kind,
                     const Bodies& bodies) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) return;
    const std::string path = text.substr(at + mark.size(), end - at - mark.size());
    const auto body = bodies.find(path);
    if (body == bodies.end()) reject("no path " + in_quotes(path) + " to hash");
    text.replace(at, end + 1 - at, hexadecimal_digest(body->second, kind));
  }
}

// ── Lines ───────────────────────────────────────────────────────────────────────────────────────

std::pair<std::string, Reply> reply_line(std::string path, std::string_view rest,
                                         const std::filesystem::path& folder) {
  constexpr std::string_view kBody = "body=";
  Reply reply;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (rest.substr(0, kBody.size()) == kBody) {
      reply.body = unescaped(rest.substr(kBody.size()));
      break;
    }
    const std::optional<std::string> word = next_word(rest);
    if (!word) break;
    if (word->compare(0, 5, "file=") == 0) {
      reply.body = content_of(folder / word->substr(5));
    } else {
      apply(reply, *word);
    }
  }
  return {std::move(path), std::move(reply)};
}

void read_line(Table& table, std::string_view line, const std::filesystem::path& folder) {
  std::string_view rest = line;
  const std::string first = next_word(rest).value_or("#");
  if (first.front() == '#') return;
  if (first == "folder") {
    std::string prefix = needed_word(rest, "prefix");
    table.folders.emplace_back(std::move(prefix), folder / needed_word(rest, "folder"));
    return;
  }
  if (first.front() != '/') reject(in_quotes(first) + " is no path");
  table.replies.push_back(reply_line(first, rest, folder));
}

}  // namespace

Table parse_table(std::string_view text, const std::filesystem::path& folder,
                  const std::string& url, int port) {
  Table table;
  const auto at_line = [](std::size_t number, const std::invalid_argument& error) {
    return std::invalid_argument("table line " + std::to_string(number) + ": " + error.what());
  };
  std::vector<std::size_t> numbers;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    try {
      read_line(table, line, folder);
    } catch (const std::invalid_argument& error) {
      throw at_line(number, error);
    }
    numbers.resize(table.replies.size(), number);
  }
  Bodies bodies;
  for (auto& [path, reply] : table.replies) {
    const auto put_in = [&](std::string& to) {
      replace_all(to, "{url}", url);
      replace_all(to, "{port}", std::to_string(port));
    };
    put_in(reply.body);
    for (auto& line : reply.headers) put_in(line.second);
    bodies.emplace(path, reply.body);
  }
  for (std::size_t at = 0; at < table.replies.size(); ++at) {
    try {
      replace_digests(table.replies[at].second.body, "{sha256:", EVP_sha256(), bodies);
      replace_digests(table.replies[at].second.body, "{sha512:", EVP_sha512(), bodies);
    } catch (const std::invalid_argument& error) {
      throw at_line(numbers[at], error);
    }
  }
  return table;
}

}  // namespace patchmatrix::test
