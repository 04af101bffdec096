// SPDX-License-Identifier: Apache-2.0
#include "app/question_options.hpp"

#include <algorithm>
#include <charconv>

#include <patchmatrix/error.hpp>

#include "app/period.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

template <class Value>
Value choose(const std::string& option, const std::string& text, const Choices<Value>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    names.push_back(name);
  }
  throw Error(ErrorKind::Usage, "unknown-choice", {},
              {{"option", option}, {"value", text}, {"choices", joined(names, " | ")}});
}

// "critical,Important"; nothing for nothing.
template <class Value>
std::vector<Value> choose_all(const std::string& option, const std::string& text,
                              const Choices<Value>& choices) {
  std::vector<Value> out;
  if (text.empty()) return out;
  for (const std::string_view each : split(text, ','))
    out.push_back(choose(option, nfkc_casefold(trimmed(each)), choices));
  return out;
}

Choices<Severity> severities() {
  Choices<Severity> out;
  for (const Severity each : kSeverities) out.emplace_back(slug(each), each);
  return out;
}

// The standard words, then the short ones of the trade.
Choices<Impact> impacts() {
  Choices<Impact> out;
  for (const Impact each : kImpacts) out.emplace_back(slug(each), each);
  const Choices<Impact> kShort = {
      {"rce", Impact::RemoteCodeExecution},    {"eop", Impact::ElevationOfPrivilege},
      {"info", Impact::InformationDisclosure}, {"dos", Impact::DenialOfService},
      {"sfb", Impact::SecurityFeatureBypass},  {"bypass", Impact::SecurityFeatureBypass}};
  out.insert(out.end(), kShort.begin(), kShort.end());
  return out;
}

const Choices<StatusCondition> kStatuses = {
    {"affected", StatusCondition::Affected},
    {"fixed", StatusCondition::Fixed},
    {"not-affected", StatusCondition::NotAffected},
    {"under-investigation", StatusCondition::UnderInvestigation},
    {"unknown", StatusCondition::Unknown},
    {"any", StatusCondition::Any}};

const Choices<SortKey> kSortKeys = {{"kev", SortKey::Kev},
                                    {"exploited", SortKey::Exploited},
                                    {"known", SortKey::Known},
                                    {"ransomware", SortKey::Ransomware},
                                    {"disclosed", SortKey::Disclosed},
                                    {"epss", SortKey::Epss},
                                    {"likely", SortKey::Likely},
                                    {"severity", SortKey::Severity},
                                    {"impact", SortKey::Impact},
                                    {"cvss", SortKey::Cvss},
                                    {"released", SortKey::Released},
                                    {"id", SortKey::Id}};

const Choices<StoreAction> kActions = {{"vacuum", StoreAction::Vacuum},
                                       {"check", StoreAction::Check},
                                       {"export", StoreAction::Export}};

std::optional<Day> day(const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto value = parse_day(text)) return value;
  throw Error(ErrorKind::Usage, "bad-day", {}, {{"option", option}, {"value", text}});
}

constexpr std::size_t kMostRows = 1'000'000;

std::optional<std::size_t> limit(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::size_t value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || stop != text.data() + text.size() || value < 1 || value > kMostRows)
    throw Error(ErrorKind::Usage, "bad-number", {},
                {{"option", "--limit"},
                 {"value", text},
                 {"low", "1"},
                 {"high", std::to_string(kMostRows)}});
  return value;
}

}  // namespace

SearchOptions search_options(const SearchLine& line) {
  SearchOptions out;
  SearchConditions& conditions = out.conditions;
  conditions.texts = line.texts;
  conditions.severities = choose_all("--severity", line.severity, severities());
  conditions.impacts = choose_all("--impact", line.impact, impacts());
  if (!line.status.empty()) conditions.status = choose("--status", line.status, kStatuses);
  conditions.since = day("--since", line.since);
  conditions.until = day("--until", line.until);
  if (!line.month.empty()) {
    const auto months = period_of_text(line.month);
    if (!months)
      throw Error(ErrorKind::Usage, "bad-month", {},
                  {{"option", "--month"}, {"value", line.month}});
    conditions.first_month = to_string(months->first);
    conditions.last_month = to_string(months->last);
  }
  out.order = choose_all("--sort", line.sort, kSortKeys);
  if (out.order.empty()) out.order = default_order();
  out.limit = limit(line.limit);
  return out;
}

StoreAction store_action(const std::vector<std::string>& arguments) {
  const StoreAction action = choose("db", arguments.front(), kActions);
  const std::size_t wanted = action == StoreAction::Export ? 2 : 1;
  if (arguments.size() < wanted) throw Error(ErrorKind::Usage, "no-export-folder");
  if (arguments.size() > wanted)
    throw Error(ErrorKind::Usage, "unknown-arguments", {},
                {{"arguments",
                  joined({arguments.begin() + static_cast<std::ptrdiff_t>(wanted), arguments.end()},
                         " ")}});
  return action;
}

}  // namespace patchmatrix
