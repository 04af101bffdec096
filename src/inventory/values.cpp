// SPDX-License-Identifier: Apache-2.0
#include "inventory/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "inventory/texts_support.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

// The first build of any system that is still met has a number of four digits.
constexpr int kFirstBuild = 1000;

// Numbers with dots between them, at most four.
struct Dotted {
  std::array<int, 4> parts{};
  std::size_t count = 0;
  std::string_view first_two;  // "10.0"
};

std::optional<int> bounded_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<Dotted> dotted(std::string_view word) {
  Dotted out;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = std::min(word.find('.', begin), word.size());
    const auto value = bounded_number(word.substr(begin, end - begin));
    if (!value || out.count == out.parts.size()) return std::nullopt;
    out.parts[out.count++] = *value;
    if (out.count == 2) out.first_two = word.substr(0, end);
    if (end == word.size()) return out;
    begin = end + 1;
  }
}

// "22H2"
bool is_half_year(std::string_view word) {
  return word.size() == 4 && is_digit(word[0]) && is_digit(word[1]) && lower(word[2]) == 'h' &&
         (word[3] == '1' || word[3] == '2');
}

// "1909": a year from 2015 on and a month.
bool is_year_and_month(int number) {
  const int year = number / 100, month = number % 100;
  return year >= 15 && year < 26 && month >= 1 && month <= 12;
}

class VersionReader {
 public:
  explicit VersionReader(VersionPlace place) : place_(place) {}

  void word(std::string_view word) {
    if (is_half_year(word)) {
      out_.feature_update = word;
      return;
    }
    while (word.ends_with('.')) word.remove_suffix(1);
    if (const auto numbers = dotted(word)) take(*numbers, word);
  }

  SystemVersion result() const {
    if (out_.contradictory) {
      SystemVersion none;
      none.contradictory = true;
      none.feature_update = out_.feature_update;
      return none;
    }
    SystemVersion out = out_;
    if (out.number < 0) {
      out.version = {};
      out.revision = -1;
    }
    return out;
  }

 private:
  void take(const Dotted& numbers, std::string_view word) {
    const auto& parts = numbers.parts;
    if (numbers.count >= 3) {
      if (parts[0] < 100 && parts[2] >= kFirstBuild) {
        out_.version = numbers.first_two;
        build(parts[2], numbers.count == 4 ? parts[3] : -1);
      }
    } else if (numbers.count == 2) {
      if (parts[0] >= kFirstBuild)
        build(parts[0], parts[1]);
      else if (out_.version.empty())
        out_.version = numbers.first_two;
    } else {
      bare(parts[0], word);
    }
  }

  void bare(int number, std::string_view word) {
    if (place_ == VersionPlace::Build) {
      if (number >= kFirstBuild) build(number, -1);
    } else if (place_ == VersionPlace::Version) {
      if (word.size() == 4 && is_year_and_month(number) && out_.number != number)
        out_.feature_update = word;
      else if (word.size() == 5 || !out_.version.empty())
        if (number >= kFirstBuild) build(number, -1);
    }
  }

  void build(int number, int revision) {
    const bool other_number = out_.number >= 0 && out_.number != number;
    const bool other_revision = out_.revision >= 0 && revision >= 0 && out_.revision != revision;
    if (other_number || other_revision) out_.contradictory = true;
    out_.number = number;
    if (revision >= 0) out_.revision = revision;
  }

  VersionPlace place_;
  SystemVersion out_;
};

// Numbers stand next to letters of other scripts without a blank.
bool is_of_version(char c) { return is_alphanumeric(c) || c == '.'; }

bool is_word_byte(char c) { return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; }

// Fleets have few; hostile files have as many as rows.
constexpr std::size_t kKnownWords = 100'000;

std::optional<Day> existing_day(int year, int month, int day) {
  const std::chrono::year_month_day out{std::chrono::year{year},
                                        std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1990 || year > 2200 || month > 12 || day > 31 || !out.ok()) return std::nullopt;
  return Day(out);
}

// A number of at most four digits at the beginning, which is taken off.
std::optional<int> taken_number(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size == 0 || size > 4) return std::nullopt;
  const int value = *bounded_number(text.substr(0, size));
  text.remove_prefix(size);
  return value;
}

bool taken(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

// What follows a day is a time, or nothing.
bool is_time(std::string_view rest) {
  return rest.empty() || rest.front() == ' ' || rest.front() == 'T' || rest.front() == ',';
}

std::optional<Day> year_first(std::string_view text) {
  const auto year = taken_number(text);
  if (!year || text.empty()) return std::nullopt;
  if (taken(text, "年")) {
    const auto month = taken_number(text);
    if (!month || !taken(text, "月")) return std::nullopt;
    const auto day = taken_number(text);
    if (!day || !taken(text, "日")) return std::nullopt;
    return existing_day(*year, *month, *day);
  }
  const char separator = text.front();
  if (separator != '-' && separator != '/' && separator != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto month = taken_number(text);
  if (!month || text.empty() || text.front() != separator) return std::nullopt;
  text.remove_prefix(1);
  const auto day = taken_number(text);
  if (!day || !is_time(text)) return std::nullopt;
  return existing_day(*year, *month, *day);
}

// Dots: the day comes first. Slashes and hyphens: either may, so only what cannot be mistaken.
std::optional<Day> year_last(std::string_view text) {
  const auto first = taken_number(text);
  if (!first || text.empty()) return std::nullopt;
  const char separator = text.front();
  if (separator != '-' && separator != '/' && separator != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto second = taken_number(text);
  if (!second || text.empty() || text.front() != separator) return std::nullopt;
  text.remove_prefix(1);
  const auto year = taken_number(text);
  if (!year || *year < 1000 || !is_time(text)) return std::nullopt;
  if (separator == '.' || *first == *second || *first > 12)
    return existing_day(*year, *second, *first);
  return *second > 12 ? existing_day(*year, *first, *second) : std::nullopt;
}

// "20261101", also with the time of day as digits ("20261101083000.000000+540").
std::optional<Day> run_of_digits(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size != 8 && size != 14) return std::nullopt;
  if (size == 8 && !is_time(text.substr(8))) return std::nullopt;
  return existing_day(*bounded_number(text.substr(0, 4)), *bounded_number(text.substr(4, 2)),
                      *bounded_number(text.substr(6, 2)));
}

// For parts of values: like labels, and without hyphens.
std::string folded_value(std::string_view text) {
  std::string out = folded_label(text);
  out.erase(std::remove(out.begin(), out.end(), '-'), out.end());
  return out;
}

bool holds_one(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [text](const std::string& part) {
    return text.find(part) != std::string_view::npos;
  });
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

SystemVersion parse_system_version(std::string_view text, VersionPlace place) {
  VersionReader reader(place);
  for (std::size_t at = 0; at < text.size();) {
    if (!is_alphanumeric(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_of_version(text[end])) ++end;
    reader.word(text.substr(at, end - at));
    at = end;
  }
  return reader.result();
}

std::optional<Day> parse_seen_day(std::string_view text) {
  if (const auto day = run_of_digits(text)) return day;
  if (const auto day = year_first(text)) return day;
  return year_last(text);
}

std::optional<int> parse_count(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  return bounded_number(text);
}

ValueWords::ValueWords(const InventoryWords& words) {
  const auto list = [&words](std::string_view key) {
    std::vector<std::string> out;
    for (const auto& [meaning, texts] : words.values)
      if (meaning == key)
        for (const std::string& each : texts) out.push_back(folded_value(each));
    return out;
  };
  architectures_ = {{Architecture::Arm64, list("arm64")},
                    {Architecture::X64, list("x64")},
                    {Architecture::X86, list("x86")},
                    {Architecture::Other, list("other")}};
  installations_ = {{Installation::Core, list("core")}, {Installation::Full, list("full")}};
  not_installed_ = list("not-installed");
  for (const std::string& each : list("nothing")) {
    wholes_[each].nothing = true;
    nothings_.insert(each);
    longest_nothing_ = std::max(longest_nothing_, each.size());
  }
  for (const std::string& each : list("full-whole"))
    wholes_[each].installation = Installation::Full;
  for (const std::string& each : list("yes")) wholes_[each].yes = true;
  for (const std::string& each : list("no")) wholes_[each].yes = false;
  for (const std::string& each : list("not-in-use")) wholes_[each].not_in_use = true;
  for (const std::string& each : list("installed")) wholes_[each].installed = true;
}

bool ValueWords::is_nothing(std::string_view text) const {
  // Blanks and marks that do not count may double what counts.
  if (text.size() > 2 * longest_nothing_) return false;
  std::array<char, 128> buffer;
  if (text.size() > buffer.size() || !is_ascii(text)) return nothings_.contains(folded_value(text));
  std::size_t size = 0;
  for (const char c : text)
    if (std::string_view(" \t_:'-").find(c) == std::string_view::npos) buffer[size++] = lower(c);
  return size == 0 || nothings_.find(std::string_view(buffer.data(), size)) != nothings_.end();
}

ValueWord ValueWords::of(std::string_view text) {
  const auto known = known_.find(text);
  if (known != known_.end()) return known->second;
  if (known_.size() == kKnownWords) known_.clear();
  return known_.emplace(text, look_up(text)).first->second;
}

ValueWord ValueWords::look_up(std::string_view text) const {
  const std::string value = folded_value(text);
  ValueWord out;
  if (const auto whole = wholes_.find(value); whole != wholes_.end()) out = whole->second;
  for (const auto& [architecture, parts] : architectures_)
    if (out.architecture == Architecture::Unknown && holds_one(value, parts))
      out.architecture = architecture;
  for (const auto& [installation, parts] : installations_)
    if (out.installation == Installation::Unknown && holds_one(value, parts))
      out.installation = installation;
  out.not_installed = holds_one(value, not_installed_);
  if (out.not_installed) out.installed = false;
  // Only dashes were in it.
  if (value.empty()) out.nothing = true;
  return out;
}

UpdateNames::UpdateNames(const Feeds& feeds, std::pmr::memory_resource& memory) : memory_(memory) {
  for (const Vendor& vendor : feeds.vendors) {
    const UpdateNumber& number = vendor.update_number;
    if (!number.prefix.empty() && number.max_digits != 0)
      rules_.push_back({number.prefix, lower(number.prefix), number.min_digits, number.max_digits});
  }
}

void UpdateNames::collect(std::string_view text) {
  const std::string folded_text = is_ascii(text) ? std::string() : nfkc_casefold(text);
  if (!folded_text.empty()) text = folded_text;
  collect_named(text);
  plain_ = collect_bare(text);
}

void UpdateNames::collect_named(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at != 0 && is_alphanumeric(text[at - 1])) continue;
    for (const Rule& rule : rules_) {
      if (!begins_ignoring_case(text.substr(at), rule.folded_prefix)) continue;
      std::size_t begin = at + rule.prefix.size();
      if (begin < text.size() && (text[begin] == ' ' || text[begin] == '-' || text[begin] == '_'))
        ++begin;
      std::size_t end = begin;
      while (end < text.size() && is_digit(text[end])) ++end;
      const bool whole = end == text.size() || !is_letter(text[end]);
      if (whole && end - begin >= rule.min_digits && end - begin <= rule.max_digits)
        add(rule, text.substr(begin, end - begin));
    }
  }
}

bool UpdateNames::collect_bare(std::string_view text) {
  struct Number {
    const Rule* rule;
    std::string_view digits;
  };
  std::vector<Number> numbers;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_byte(text[at])) {
      if (text[at] == '.') return false;  // a version, or a sentence
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    at = end;
    if (std::all_of(word.begin(), word.end(), is_digit)) {
      for (const Rule& rule : rules_)
        if (word.size() >= rule.min_digits && word.size() <= rule.max_digits)
          numbers.push_back({&rule, word});
    } else if (std::none_of(rules_.begin(), rules_.end(), [word](const Rule& rule) {
                 return begins_ignoring_case(word, rule.folded_prefix);
               })) {
      return false;
    }
  }
  for (const Number& each : numbers) add(*each.rule, each.digits);
  return true;
}

void UpdateNames::add(const Rule& rule, std::string_view digits) {
  std::string name = rule.prefix;
  name += digits;
  auto found = names_.find(name);
  if (found == names_.end()) {
    char* copy = static_cast<char*>(memory_.allocate(name.size(), 1));
    std::memcpy(copy, name.data(), name.size());
    found = names_.insert({copy, name.size()}).first;
  }
  const std::string_view known = *found;
  if (std::find(found_.begin(), found_.end(), known) == found_.end()) found_.push_back(known);
}

}  // namespace patchmatrix
