// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the commands that ask the store can be told.

#include <optional>
#include <string>
#include <vector>

#include <patchmatrix/answers.hpp>
#include <patchmatrix/store.hpp>

namespace patchmatrix {

// The options of `search` as they stand on the command line; those that are empty were not given.
struct SearchLine {
  std::vector<std::string> texts;
  std::string severity, impact, status, sort, since, until, month, limit;
};

struct SearchOptions {
  SearchConditions conditions;        // but the product
  std::vector<std::string> products;  // texts: each is somewhere in the product or its family
  std::vector<SortKey> order;
  std::optional<std::size_t> limit;  // nothing: as the format has it
};

// Lists have commas between their words. Errors: Usage "unknown-choice", "bad-day", "bad-number",
// "bad-month".
SearchOptions search_options(const SearchLine& line);

enum class StoreAction { Vacuum, Check, Export };

// Errors: Usage "unknown-choice", "no-export-folder", "unknown-arguments".
StoreAction store_action(const std::vector<std::string>& arguments);

}  // namespace patchmatrix
