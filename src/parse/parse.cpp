// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <patchmatrix/parse.hpp>

#include "io/json.hpp"
#include "io/json_stream.hpp"
#include "io/text.hpp"
#include "parse/csaf.hpp"
#include "parse/cvrf.hpp"
#include "parse/cvrf_json.hpp"
#include "parse/other_formats.hpp"

namespace patchmatrix {
namespace {

enum class Encoding { Utf8, Other };

// The value of encoding="…" in an XML declaration, lower case; empty without one.
std::string declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  const std::string_view declaration = text.substr(0, text.find("?>"));
  const std::size_t key = declaration.find("encoding");
  if (key == std::string_view::npos) return {};
  const std::size_t quote = declaration.find_first_of("\"'", key);
  if (quote == std::string_view::npos) return {};
  const std::string_view rest = declaration.substr(quote + 1);
  return lower(rest.substr(0, rest.find(declaration[quote])));
}

// By byte order mark, by the zero bytes of a wide '<', or by the XML declaration (XML 1.0,
// appendix F).
Encoding encoding_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  for (const std::string_view mark :
       {"\xFF\xFE"sv, "\xFE\xFF"sv, "\0\0\xFE\xFF"sv, "<\0"sv, "\0<"sv, "\0\0\0<"sv})
    if (bytes.starts_with(mark)) return Encoding::Other;
  const std::string declared = declared_encoding(bytes);
  if (declared == "iso-8859-1" || declared == "latin1") return Encoding::Other;
  if (!declared.empty() && declared != "utf-8" && declared != "us-ascii" && declared != "utf-16")
    throw Error(ErrorKind::Unsupported, "encoding", "1:1", {{"encoding", declared}});
  return Encoding::Utf8;
}

// Keeps `text` alive as long as the document that was parsed from it, with room behind it.
std::span<char> stored(std::string_view text, std::pmr::memory_resource& store) {
  char* copy = static_cast<char*>(store.allocate(text.size() + kJsonPadding, 1));
  text.copy(copy, text.size());
  std::fill_n(copy + text.size(), kJsonPadding, '\0');
  return {copy, text.size()};
}

// A copy of the text is parsed, because parsing in place destroys it.
Document parse_csaf_copy(std::string_view utf8, Diagnostics& diagnostics) {
  auto text = std::make_unique<std::pmr::monotonic_buffer_resource>();
  Document document = read_csaf(stored(utf8, *text), diagnostics, utf8);
  document.source = std::move(text);
  return document;
}

Document parse_json(std::string_view utf8, Diagnostics& diagnostics, const ParseOptions& options) {
  if (begins_like_csaf(utf8)) return parse_csaf_copy(utf8, diagnostics);
  const JsonDocument json(utf8);
  if (is_cvrf_json(json.root())) return read_cvrf_json(json.root(), diagnostics, options);
  if (json.root()["document"].is_object()) return parse_csaf_copy(utf8, diagnostics);
  refuse_json(json.root());
}

Document parse_utf8(std::string_view text, Diagnostics& diagnostics, const ParseOptions& options) {
  const std::string_view content = trimmed(text);
  if (content.empty()) throw Error(ErrorKind::Malformed, "empty");
  if (content.front() == '<') return read_cvrf(text, diagnostics, options);
  if (content.front() == '{' || content.front() == '[')
    return parse_json(text, diagnostics, options);
  throw Error(ErrorKind::Malformed, "not-advisory", line_and_column(text, text.find(content)));
}

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

}  // namespace

Document parse(std::string_view bytes, Diagnostics& diagnostics, const ParseOptions& options) {
  // A byte order mark is believed before a declaration.
  const bool marked = bytes.starts_with(kUtf8Mark);
  if (marked) bytes.remove_prefix(kUtf8Mark.size());
  if (!marked && encoding_of(bytes) == Encoding::Other)
    return read_cvrf_other_encoding(bytes, diagnostics, options);

  const auto invalid = first_invalid_utf8(bytes);
  if (!invalid) return parse_utf8(bytes, diagnostics, options);

  diagnostics.add("invalid-utf8", line_and_column(bytes, *invalid));
  auto text = std::make_unique<std::pmr::monotonic_buffer_resource>();
  const std::span<char> repaired = stored(with_valid_utf8(bytes), *text);
  Document document = parse_utf8({repaired.data(), repaired.size()}, diagnostics, options);
  if (!document.source) document.source = std::move(text);
  return document;
}

std::optional<Document> parse_in_place(std::span<char> bytes, Diagnostics& diagnostics) {
  std::string_view text(bytes.data(), bytes.size());
  if (text.starts_with(kUtf8Mark)) bytes = bytes.subspan(kUtf8Mark.size());
  text = {bytes.data(), bytes.size()};
  if (!begins_like_csaf(text) || first_invalid_utf8(text)) return std::nullopt;
  return read_csaf(bytes, diagnostics);
}

}  // namespace patchmatrix
