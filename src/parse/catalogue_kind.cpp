// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/parse.hpp>

#include "io/text.hpp"
#include "parse/catalogue_parts.hpp"

namespace patchmatrix {
namespace {

// The keys of a JSON object itself, not those of what it holds, one after another.
class TopLevelKeys {
 public:
  explicit TopLevelKeys(std::string_view text) : text_(text) {}

  // Nothing at the end of the text, or of the object.
  std::optional<std::string_view> next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        const std::string_view string = take_string();
        if (depth_ == 1 && expects_key_) {
          expects_key_ = false;
          return string;
        }
        continue;
      }
      if (c == '{' || c == '[') ++depth_;
      if (c == '}' || c == ']') --depth_;
      if (depth_ == 0) return std::nullopt;
      if (depth_ == 1 && (c == ',' || c == '{')) expects_key_ = true;
      ++at_;
    }
    return std::nullopt;
  }

 private:
  // As written, escapes and all.
  std::string_view take_string() {
    const std::size_t first = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::string_view out = text_.substr(first, at_ - first);
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool expects_key_ = false;
};

// So much is looked at for the key that tells a catalogue; it stands behind the title.
constexpr std::size_t kBeginning = 4096;

bool begins_like_kev(std::string_view text) {
  if (!text.starts_with('{')) return false;
  TopLevelKeys keys(text.substr(0, kBeginning));
  while (const auto key = keys.next())
    if (*key == "catalogVersion") return true;
  return false;
}

}  // namespace

CatalogueKind catalogue_kind(std::string_view bytes) {
  const std::string_view text =
      trimmed_left(without_mark(bytes.substr(0, kBeginning + kUtf8Mark.size())));
  if (text.starts_with("#model_version:")) return CatalogueKind::Epss;
  return begins_like_kev(text) ? CatalogueKind::Kev : CatalogueKind::None;
}

}  // namespace patchmatrix
