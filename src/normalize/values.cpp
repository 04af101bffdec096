// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <patchmatrix/normalize.hpp>

#include "io/text.hpp"

namespace patchmatrix {

bool is_major_revision(std::string_view number) {
  number = trimmed(number);
  const std::size_t dot = std::min(number.find('.'), number.size());
  const std::string_view major = number.substr(0, dot), minor = number.substr(dot);
  const bool whole = minor.find_first_not_of(".0") == std::string_view::npos;
  return whole && !major.empty() && major != "0" && major != "1" &&
         major.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view slug(ProductStatus status) {
  switch (status) {
    case ProductStatus::Affected:
      return "affected";
    case ProductStatus::Fixed:
      return "fixed";
    case ProductStatus::NotAffected:
      return "not-affected";
    case ProductStatus::UnderInvestigation:
      return "under-investigation";
    case ProductStatus::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view slug(ValueSource source) {
  switch (source) {
    case ValueSource::None:
      return "";
    case ValueSource::Vendor:
      return "vendor";
    case ValueSource::Document:
      return "document";
    case ValueSource::Title:
      return "title";
    case ValueSource::Note:
      return "note";
    case ValueSource::Cwe:
      return "cwe";
    case ValueSource::Cvss:
      return "cvss";
  }
  return "";
}

std::string_view slug(Answer answer) {
  switch (answer) {
    case Answer::NotStated:
      return "";
    case Answer::No:
      return "no";
    case Answer::Yes:
      return "yes";
  }
  return "";
}

std::string to_string(const Score& score) {
  if (!score.given()) return {};
  return std::to_string(score.tenths / 10) + '.' + std::to_string(score.tenths % 10);
}

}  // namespace patchmatrix
