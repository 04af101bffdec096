// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <patchmatrix/error.hpp>
#include <patchmatrix/site.hpp>

#include "io/hash.hpp"
#include "io/json.hpp"
#include "io/text.hpp"
#include "report/site_parts.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kLongestName = 80;      // bytes, of identifiers that stand for themselves
constexpr std::size_t kReadableLetters = 40;  // bytes, of those that do not

bool is_upper(char c) { return (c >= 'A' && c <= 'Z') || is_digit(c); }

// Names of devices on some systems, whatever ending they have.
bool is_device(std::string_view name) {
  const std::string_view stem = name.substr(0, name.find('.'));
  static constexpr std::array kDevices = {"CON", "PRN", "AUX", "NUL"};
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  return stem.size() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")) &&
         is_digit(stem[3]);
}

// Capital letters alone: two identifiers never differ in case only. "~" is of the others.
bool stands_for_itself(std::string_view id) {
  return !id.empty() && id.size() <= kLongestName && is_upper(id.front()) && id.back() != '.' &&
         !is_device(id) && std::all_of(id.begin(), id.end(), [](char c) {
           return is_upper(c) || c == '-' || c == '.' || c == '_';
         });
}

bool is_page_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.size() < 2 * kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
         });
}

}  // namespace

std::string site_file_name(std::string_view id) {
  if (stands_for_itself(id)) return std::string(id);
  std::string readable = slugged(id).substr(0, kReadableLetters);
  while (!readable.empty() && !is_alphanumeric(readable.back())) readable.pop_back();
  return readable + "~" + sha256(id).substr(0, 16);
}

bool is_site_file(std::string_view name) {
  for (const std::string_view folder : {kVulnerabilityFolder, kUpdateFolder})
    if (name.starts_with(folder)) {
      name.remove_prefix(folder.size());
      return is_page_name(name) && name.ends_with(".html");
    }
  return is_page_name(name) && (name.ends_with(".html") || name == kFeedFile || name == kStyleFile);
}

std::string render_site_manifest(const SiteSummary& summary, const SiteOptions& options,
                                 const Words& words) {
  JsonWriter json(JsonWriter::Layout::Pretty);
  json.begin_object();
  json.key("schema").string("patchmatrix.site/1");
  json.key("program").string(options.program);
  json.key("language").string(words.language());
  json.key("months").number(summary.months);
  json.key("vulnerabilities").number(summary.vulnerabilities);
  json.key("updates").number(summary.updates);
  json.key("files").begin_array();
  for (const std::string& each : summary.files) json.string(each);
  json.end_array().end_object();
  return json.take() + "\n";
}

std::vector<std::string> files_of_site_manifest(std::string_view json) {
  std::vector<std::string> out;
  try {
    const JsonDocument manifest(json);
    if (manifest.root()["schema"].string() != "patchmatrix.site/1") return out;
    const JsonValue files = manifest.root()["files"];
    for (std::size_t i = 0; i < files.size(); ++i)
      if (is_site_file(files[i].string())) out.emplace_back(files[i].string());
  } catch (const Error&) {
    return {};  // cut off or written by somebody else: nothing of it is believed
  }
  return out;
}

}  // namespace patchmatrix
