// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>

#include <patchmatrix/fetch.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kColumns = 7;
using Row = std::array<std::string, kColumns>;

std::string last_success(const std::filesystem::path& mirror, const std::string& feed,
                         const Words& words) {
  const auto instant = mirror_status(mirror, feed).last_success;
  return instant ? minute_text(*instant) : words["feeds.never"];
}

// In the reader's language where we know the word; a definition may have another.
std::string cadence(const std::string& word, const Words& words) {
  static constexpr std::array<std::string_view, 5> kKnown = {"daily", "weekly", "monthly",
                                                             "quarterly", "irregular"};
  const bool known = std::find(kKnown.begin(), kKnown.end(), word) != kKnown.end();
  return known ? words["cadence." + word] : printable(word);
}

// The first of its addresses, and how many more there are.
std::string address(const Feed& feed) {
  const std::string first = printable(feed.urls.front());
  return feed.urls.size() == 1 ? first : first + " (+" + std::to_string(feed.urls.size() - 1) + ')';
}

std::string table(const std::vector<Row>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < kColumns; ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  std::string out;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i)
      out += row[i] + std::string(widths[i] - display_width(row[i]) + 2, ' ');
    out += row.back() + '\n';
  }
  return out;
}

ExitCode check(const Options& options, const Words& words) {
  const std::vector<Error> problems = check_mirror(mirror_folder(options));
  for (const Error& each : problems)
    print_error(words.fill("message.error", {{"text", worded(each, {}, words)}}));
  if (!problems.empty()) return ExitCode::SomeFailed;
  print(words["feeds.mirror_sound"] + '\n');
  return ExitCode::AllRead;
}

}  // namespace

ExitCode feeds_command(const Options& options, const Feeds& feeds, const Words& words) {
  if (options.check) return check(options, words);
  const std::filesystem::path mirror = mirror_folder(options);
  std::vector<Row> rows = {{words["feeds.id"], words["feeds.vendor"], words["feeds.enabled"],
                            words["feeds.format"], words["feeds.cadence"],
                            words["feeds.last_success"], words["feeds.source"]}};
  for (const Vendor& vendor : feeds.vendors)
    for (const Feed& feed : vendor.feeds)
      rows.push_back({feed.id, printable(words.pick(vendor.name)),
                      feed.enabled ? words["feeds.yes"] : words["feeds.no"], printable(feed.format),
                      cadence(feed.cadence, words), last_success(mirror, feed.id, words),
                      address(feed)});
  // Those that were fetched by address only.
  for (const std::string& id : mirror_feeds(mirror))
    if (feeds.find(id.substr(0, id.find('/'))) == nullptr)
      rows.push_back({id, {}, words["feeds.no"], {}, {}, last_success(mirror, id, words), {}});
  print(table(rows));
  return ExitCode::AllRead;
}

}  // namespace patchmatrix
