// SPDX-License-Identifier: Apache-2.0
#include "fetch/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <patchmatrix/error.hpp>

#include "io/hash.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// Longer file names than 255 bytes do not exist on common file systems.
constexpr std::size_t kLongestSegment = 200;

[[noreturn]] void fail(std::string_view name) {
  throw Error(ErrorKind::Untrusted, "unsafe-name", std::string(name.substr(0, kLongestSegment)));
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string percent(char c) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'%', kHex[byte >> 4], kHex[byte & 15]};
}

// Device names of Windows, alone or before a dot: a mirror may lie on a share.
bool is_device(std::string_view segment) {
  static constexpr std::array<std::string_view, 22> kDevices = {
      "con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4", "com5", "com6", "com7",
      "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};
  const std::string stem = lower(trimmed(segment.substr(0, segment.find('.'))));
  return std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end();
}

// What a percent sign and no two digits behind it mean; segments never hold that themselves.
constexpr std::string_view kHashMark = "%-";  // a hash follows
constexpr std::string_view kNothing = "%";    // an empty segment
constexpr char kHostMark = '@';               // before a host; at the beginning of a segment: %40

// The beginning of a segment that is too long, cut between characters.
std::string shortened(std::string text, std::size_t length) {
  text.resize(length);
  while (first_invalid_utf8(text)) text.pop_back();
  return text;
}

std::string safe_segment(std::string_view segment) {
  if (segment.empty()) return std::string(kNothing);
  std::string out;
  const bool utf8 = !first_invalid_utf8(segment);
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const char c = segment[i];
    const bool last = i + 1 == segment.size();
    const bool odd = is_control(c) || c == '%' || (!utf8 && (c & 0x80) != 0) ||
                     (c == ' ' && (i == 0 || last)) || (c == '.' && last) ||
                     (c == kHostMark && i == 0) || (i == 0 && is_device(segment));
    if (odd)
      out += percent(c);
    else
      out += c;
  }
  if (out.size() <= kLongestSegment) return out;
  return shortened(std::move(out), kLongestSegment - 42)
      .append(kHashMark)
      .append(sha256(segment).substr(0, 40));
}

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out = split(path, '/');
  std::erase(out, std::string_view());
  return out;
}

// How many leading segments of `line` repeat the end of `folder`.
std::size_t overlap(const std::vector<std::string_view>& folder,
                    const std::vector<std::string_view>& line) {
  for (std::size_t count = std::min(folder.size(), line.size() - 1); count > 0; --count)
    if (std::equal(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(count),
                   folder.end() - static_cast<std::ptrdiff_t>(count)))
      return count;
  return 0;
}

// What may stand in the path of a URL as it is (RFC 3986, section 3.3).
std::string encoded(std::string_view segment) {
  std::string out;
  for (const char c : segment) {
    const bool plain = is_alphanumeric(c) ||
                       std::string_view("-._~!$&'()*+,;=:@%").find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += percent(c);
  }
  return out;
}

}  // namespace

std::string mirror_name(const Url& url, std::string_view home) {
  std::string name;
  if (url.authority() != home) name = kHostMark + safe_segment(url.authority()) + '/';
  const auto parts = split(std::string_view(url.path).substr(1), '/');
  if (std::all_of(parts.begin(), parts.end(), [](std::string_view each) { return each.empty(); }))
    fail(url.text());
  for (const std::string_view each : parts) {
    const auto decoded = percent_decoded(each);
    if (!decoded || *decoded == "." || *decoded == ".." ||
        decoded->find_first_of(std::string_view("/\\\0", 3)) != std::string::npos)
      fail(url.text());
    name += safe_segment(*decoded) + '/';
  }
  name.pop_back();
  if (!url.query.empty()) name.append(kHashMark).append(sha256(url.query).substr(0, 16));
  return name;
}

Url listed_url(const Url& list, std::string_view line) {
  while (line.starts_with("./")) line.remove_prefix(2);  // as find(1) writes
  if (line.empty() || line.front() == '/' || std::any_of(line.begin(), line.end(), is_control) ||
      line.find('\\') != std::string_view::npos || line.find("//") != std::string_view::npos)
    fail(line);
  const auto parts = segments(line);
  for (const std::string_view each : parts) {
    const auto decoded = percent_decoded(each);
    if (decoded && (*decoded == "." || *decoded == "..")) fail(line);
  }
  std::string_view folder = std::string_view(list.path).substr(0, list.path.rfind('/'));
  if (const std::size_t repeated = overlap(split(folder, '/'), parts); repeated >= 2)
    for (std::size_t i = 0; i < repeated; ++i) folder = folder.substr(0, folder.rfind('/'));
  Url out = list;
  out.query.clear();
  out.path = folder;
  for (const std::string_view each : parts) out.path.append("/").append(encoded(each));
  return out;
}

}  // namespace patchmatrix
