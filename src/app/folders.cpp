// SPDX-License-Identifier: Apache-2.0
#include "app/folders.hpp"

#include <patchmatrix/error.hpp>

#include "io/terminal.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

// The XDG base directory named by `variable`, or its place below the home folder; empty if neither
// is known. Relative paths are ignored, as the specification asks.
fs::path base_folder(const char* variable, const char* below_home) {
  fs::path named = environment(variable);
  if (named.is_absolute()) return named;
  const std::string home = environment("HOME");
  return home.empty() ? fs::path() : fs::path(home) / below_home;
}

}  // namespace

fs::path data_folder() {
  std::vector<std::string> places;
  if (const std::string named = environment("PATCHMATRIX_DATA"); !named.empty()) {
    places = {named};
  } else {
    const std::string program = program_folder();
    places = {program + "/share/patchmatrix", program + "/../share/patchmatrix"};
  }
  for (const std::string& place : places)
    if (fs::is_directory(fs::path(place) / "reports" / "words")) return place;
  throw Error(ErrorKind::NotFound, "no-data-folder", {}, {{"places", joined(places, ", ")}});
}

fs::path user_config_folder() {
  const fs::path user = base_folder("XDG_CONFIG_HOME", ".config");
  return user.empty() ? user : user / "patchmatrix";
}

std::vector<fs::path> override_folders() {
  std::vector<fs::path> out = {"/etc/patchmatrix/feeds.d"};
  const fs::path user = user_config_folder();
  if (!user.empty()) out.push_back(user / "feeds.d");
  return out;
}

std::vector<fs::path> template_folders() {
  std::vector<fs::path> out;
  if (const fs::path user = user_config_folder(); !user.empty()) out.push_back(user / "templates");
  out.push_back(data_folder() / "reports" / "templates");
  return out;
}

fs::path mirror_folder(const Options& options) {
  if (!options.mirror.empty()) return options.mirror;
  if (const std::string named = environment("PATCHMATRIX_MIRROR"); !named.empty()) return named;
  if (is_superuser()) return "/var/lib/patchmatrix";
  const fs::path user = base_folder("XDG_DATA_HOME", ".local/share");
  if (user.empty()) throw Error(ErrorKind::Usage, "no-mirror-folder");
  return user / "patchmatrix";
}

fs::path store_file(const Options& options) {
  if (!options.store.empty()) return options.store;
  if (const std::string named = environment("PATCHMATRIX_STORE"); !named.empty()) return named;
  return mirror_folder(options) / "store.sqlite";
}

}  // namespace patchmatrix
