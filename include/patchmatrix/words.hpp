// SPDX-License-Identifier: Apache-2.0
#pragma once

// The wording of everything a reader sees, from reports/words/<language>.toml. There is no wording
// in code.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>

namespace patchmatrix {

class Words {
 public:
  // `style` names a table `[styles.<style>]` whose entries replace the plain ones; empty for none.
  // Errors: NotFound "no-file"; Usage "unknown-style"; Malformed "toml-…".
  Words(const std::filesystem::path& folder, const std::string& language, const std::string& style);

  const std::string& language() const { return language_; }

  // The text of a key such as "severity.critical". A key that does not exist is a mistake in the
  // program or the catalogue: std::logic_error, found by the tests.
  const std::string& operator[](std::string_view key) const;

  // The text with its slots `{name}` filled; slots without an argument stay as they are.
  std::string fill(std::string_view key, const Arguments& arguments) const;

  const std::string& pick(const LocalText& text) const;

 private:
  std::string language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

// Replaces `{name}` by the argument of that name.
std::string filled(std::string_view text, const Arguments& arguments);

}  // namespace patchmatrix
