// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include <patchmatrix/words.hpp>

#include "io/config.hpp"

namespace patchmatrix {

Words::Words(const std::filesystem::path& folder, const std::string& language,
             const std::string& style)
    : language_(language) {
  for (auto& [key, text] : Config::read(folder / (language + ".toml")).flattened())
    texts_.emplace(key, text);
  const std::string prefix = "styles." + style + '.';
  bool known = style.empty();
  for (const auto& [key, text] : std::map(texts_))
    if (!style.empty() && key.starts_with(prefix)) {
      texts_[key.substr(prefix.size())] = text;
      known = true;
    }
  if (!known && !texts_.contains("styles." + style))
    throw Error(ErrorKind::Usage, "unknown-style", {}, {{"style", style}});
}

const std::string& Words::operator[](std::string_view key) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) throw std::logic_error("no wording for " + std::string(key));
  return found->second;
}

std::string Words::fill(std::string_view key, const Arguments& arguments) const {
  return filled((*this)[key], arguments);
}

const std::string& Words::pick(const LocalText& text) const {
  return language_ == "ja" ? text.ja : text.en;
}

std::string filled(std::string_view text, const Arguments& arguments) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    out.append(text.substr(0, open));
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t close = text.find('}');
    const std::string_view name = close == std::string_view::npos ? "" : text.substr(1, close - 1);
    const auto argument = std::find_if(arguments.begin(), arguments.end(),
                                       [name](const auto& each) { return each.first == name; });
    if (argument == arguments.end()) {
      out += '{';
      text.remove_prefix(1);
    } else {
      out += argument->second;
      text.remove_prefix(close + 1);
    }
  }
  return out;
}

}  // namespace patchmatrix
