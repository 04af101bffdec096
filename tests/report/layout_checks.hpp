// SPDX-License-Identifier: Apache-2.0
#pragma once

// What holds for every text that people read.

#include <regex>
#include <string>
#include <vector>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix::test {

// Words of other publishers and of machine translations.
inline std::vector<std::string> forbidden_words_in(const std::string& japanese) {
  std::vector<std::string> out;
  for (const char* word :
       {"任意のコードが実行", "遠隔の第三者", "サービス運用妨害", "セキュリティ バイパス", "重大",
        "大事な", "中程度", "権限の昇格", "権限昇格", "スプーフィング", "改竄", "情報漏洩",
        "リモートでのコード実行"})
    if (japanese.find(word) != std::string::npos) out.emplace_back(word);
  return out;
}

// Lines wider than `width` that could have been broken: a single word may be longer.
inline std::vector<std::string> lines_wider_than(const std::string& text, std::size_t width) {
  std::vector<std::string> out;
  for (const std::string_view line : split(text, '\n'))
    if (display_width(line) > width && trimmed(line).find(' ') != std::string_view::npos)
      out.emplace_back(line);
  return out;
}

// The identifiers of a text in its order: of vulnerabilities and updates.
inline std::vector<std::string> identifiers_of(const std::string& text) {
  static const std::regex kIdentifier("CVE-[0-9]{4}-[0-9]+|KB[0-9]{6,7}");
  std::vector<std::string> out;
  for (std::sregex_iterator each(text.begin(), text.end(), kIdentifier), end; each != end; ++each)
    out.push_back(each->str());
  return out;
}

}  // namespace patchmatrix::test
