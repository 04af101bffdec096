// SPDX-License-Identifier: Apache-2.0
#include "inventory/encoding.hpp"

#include <set>
#include <unordered_set>
#include <utility>

#include "inventory/texts_support.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LeBom = "\xFF\xFE";
constexpr std::string_view kUtf16BeBom = "\xFE\xFF";

// No label stands further down, or is longer.
constexpr std::size_t kLabelledLines = 200;
constexpr std::size_t kLongestLabel = 200;

std::optional<DecodedText> in_encoding(std::string_view bytes, Encoding encoding,
                                       std::string_view name) {
  auto text = decoded(bytes, encoding);
  if (!text) return std::nullopt;
  return DecodedText{std::move(*text), std::string(name)};
}

// How many different labels begin a line.
std::size_t labels_in(std::string_view text, const std::unordered_set<std::string>& labels) {
  std::set<std::string> found;
  TextLines lines(text);
  for (std::size_t i = 0; i < kLabelledLines; ++i) {
    const auto line = lines.next();
    if (!line) break;
    const std::size_t colon = line->text.find(':');
    if (colon == std::string_view::npos || colon > kLongestLabel) continue;
    if (std::string label = folded_label(line->text.substr(0, colon)); labels.contains(label))
      found.insert(std::move(label));
  }
  return found.size();
}

std::unordered_set<std::string> folded_labels(const InventoryWords& words) {
  std::unordered_set<std::string> out;
  for (const auto& [field, labels] : words.labels)
    for (const std::string& each : labels) out.insert(folded_label(each));
  return out;
}

std::optional<DecodedText> without_bom(const std::string& bytes, const InventoryWords& words) {
  auto japanese = in_encoding(bytes, Encoding::Cp932, "CP932");
  auto western = in_encoding(bytes, Encoding::Cp850, "CP850");
  if (!western) return japanese;
  const auto labels = folded_labels(words);
  const std::size_t known = labels_in(western->text, labels);
  if (japanese && known <= labels_in(japanese->text, labels)) return japanese;
  return known == 0 ? std::nullopt : std::move(western);
}

}  // namespace

std::optional<DecodedText> decoded_text(std::string bytes, const InventoryWords& words) {
  if (bytes.starts_with(kUtf8Bom)) {
    if (first_invalid_utf8(bytes)) return std::nullopt;
    return DecodedText{bytes.substr(kUtf8Bom.size()), "UTF-8 with BOM"};
  }
  std::optional<DecodedText> out;
  if (bytes.starts_with(kUtf16LeBom))
    out = in_encoding(std::string_view(bytes).substr(2), Encoding::Utf16Le, "UTF-16LE");
  else if (bytes.starts_with(kUtf16BeBom))
    out = in_encoding(std::string_view(bytes).substr(2), Encoding::Utf16Be, "UTF-16BE");
  else if (!first_invalid_utf8(bytes))
    out = DecodedText{std::move(bytes), "UTF-8"};
  else
    out = without_bom(bytes, words);
  // UTF-16 without a BOM, UTF-32, or no text at all.
  if (out && std::string_view(out->text).substr(0, 4).find('\0') != std::string_view::npos)
    return std::nullopt;
  return out;
}

}  // namespace patchmatrix
