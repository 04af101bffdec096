// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include <patchmatrix/parse.hpp>

#include "io/json.hpp"
#include "io/text.hpp"
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

Document parse_json(std::string_view utf8, Diagnostics& diagnostics) {
  const JsonDocument json(utf8);
  if (!is_cvrf_json(json.root())) refuse_json(json.root());
  return read_cvrf_json(json.root(), diagnostics);
}

Document parse_utf8(std::string_view text, Diagnostics& diagnostics) {
  const std::string_view content = trimmed(text);
  if (content.empty()) throw Error(ErrorKind::Malformed, "empty");
  if (content.front() == '<') return read_cvrf(text, diagnostics);
  if (content.front() == '{' || content.front() == '[') return parse_json(text, diagnostics);
  throw Error(ErrorKind::Malformed, "not-advisory", line_and_column(text, text.find(content)));
}

// Keeps `text` alive as long as the document that was parsed from it.
std::string_view stored(std::string_view text, std::pmr::memory_resource& store) {
  char* copy = static_cast<char*>(store.allocate(text.size(), 1));
  return {copy, text.copy(copy, text.size())};
}

}  // namespace

Document parse(std::string_view bytes, Diagnostics& diagnostics) {
  // A byte order mark is believed before a declaration.
  const bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (marked) bytes.remove_prefix(3);
  if (!marked && encoding_of(bytes) == Encoding::Other)
    return read_cvrf_other_encoding(bytes, diagnostics);

  const auto invalid = first_invalid_utf8(bytes);
  if (!invalid) return parse_utf8(bytes, diagnostics);

  diagnostics.add("invalid-utf8", line_and_column(bytes, *invalid));
  auto text = std::make_unique<std::pmr::monotonic_buffer_resource>();
  const std::string_view repaired = stored(with_valid_utf8(bytes), *text);
  Document document = parse_utf8(repaired, diagnostics);
  document.source = std::move(text);
  return document;
}

}  // namespace patchmatrix
