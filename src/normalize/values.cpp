// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

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
