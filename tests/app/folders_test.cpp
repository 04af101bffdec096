// SPDX-License-Identifier: Apache-2.0
#include "app/folders.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/terminal.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using Paths = std::vector<std::filesystem::path>;
using Variables = std::map<std::string, std::string>;

// The variables that folders depend on, for one test: those named, and none of the others.
class OnlyTheseVariables {
 public:
  explicit OnlyTheseVariables(const Variables& variables) {
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PATCHMATRIX_MIRROR"}) {
      const char* old = std::getenv(name);
      before_.emplace_back(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
      const auto named = variables.find(name);
      apply(name, named == variables.end() ? std::nullopt : std::optional(named->second));
    }
  }
  ~OnlyTheseVariables() {
    for (const auto& [name, value] : before_) apply(name, value);
  }
  OnlyTheseVariables(const OnlyTheseVariables&) = delete;
  OnlyTheseVariables& operator=(const OnlyTheseVariables&) = delete;

 private:
  static void apply(const char* name, const std::optional<std::string>& value) {
    if (value)
      setenv(name, value->c_str(), 1);
    else
      unsetenv(name);
  }
  std::vector<std::pair<const char*, std::optional<std::string>>> before_;
};

TEST(TemplateFolders, AreTheUsersThenTheShippedOnes) {
  const std::filesystem::path shipped = data_folder() / "reports" / "templates";
  const std::pair<Variables, Paths> cases[] = {
      {{}, {shipped}},
      {{{"HOME", "/home/u"}}, {"/home/u/.config/patchmatrix/templates", shipped}},
      {{{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", "/etc/u"}},
       {"/etc/u/patchmatrix/templates", shipped}},
  };
  for (const auto& [variables, folders] : cases) {
    const OnlyTheseVariables set(variables);
    EXPECT_EQ(template_folders(), folders) << folders.front();
  }
}

TEST(OverrideFolders, AreTheAdministratorsThenTheUsers) {
  struct Case {
    Variables variables;
    Paths folders;
  };
  const std::filesystem::path site = "/etc/patchmatrix/feeds.d";
  for (const Case& each : std::vector<Case>{
           {{}, {site}},
           {{{"HOME", ""}}, {site}},
           {{{"HOME", "/home/u"}}, {site, "/home/u/.config/patchmatrix/feeds.d"}},
           {{{"HOME", "home"}}, {site, "home/.config/patchmatrix/feeds.d"}},
           {{{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", "/conf"}},
            {site, "/conf/patchmatrix/feeds.d"}},
           {{{"XDG_CONFIG_HOME", "/conf"}}, {site, "/conf/patchmatrix/feeds.d"}},
           // The specification of base directories: a relative path is ignored.
           {{{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", "conf"}},
            {site, "/home/u/.config/patchmatrix/feeds.d"}},
           {{{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", ""}},
            {site, "/home/u/.config/patchmatrix/feeds.d"}},
           {{{"HOME", "/home/u"}, {"XDG_DATA_HOME", "/data"}},
            {site, "/home/u/.config/patchmatrix/feeds.d"}},
       }) {
    const OnlyTheseVariables variables(each.variables);
    EXPECT_EQ(override_folders(), each.folders) << testing::PrintToString(each.variables);
  }
}

TEST(MirrorFolder, IsTheOneNamedByOptionThenByVariable) {
  Options named;
  named.mirror = "/srv/mirror";
  const OnlyTheseVariables variables(
      {{"PATCHMATRIX_MIRROR", "some/mirror"}, {"HOME", "/home/u"}, {"XDG_DATA_HOME", "/data"}});
  EXPECT_EQ(mirror_folder(named), "/srv/mirror");
  EXPECT_EQ(mirror_folder({}), "some/mirror");
}

TEST(MirrorFolder, IsOtherwiseTheSystemsForTheSuperuserAndTheUsersForAnybodyElse) {
  struct Case {
    Variables variables;
    std::string of_users;
  };
  for (const Case& each : std::vector<Case>{
           {{{"HOME", "/home/u"}}, "/home/u/.local/share/patchmatrix"},
           {{{"HOME", "/home/u"}, {"PATCHMATRIX_MIRROR", ""}}, "/home/u/.local/share/patchmatrix"},
           {{{"HOME", "/home/u"}, {"XDG_DATA_HOME", "/data"}}, "/data/patchmatrix"},
           {{{"HOME", "/home/u"}, {"XDG_DATA_HOME", "data"}}, "/home/u/.local/share/patchmatrix"},
           {{{"XDG_DATA_HOME", "/data"}}, "/data/patchmatrix"},
       }) {
    const OnlyTheseVariables variables(each.variables);
    EXPECT_EQ(mirror_folder({}), is_superuser() ? "/var/lib/patchmatrix" : each.of_users)
        << testing::PrintToString(each.variables);
  }
}

TEST(MirrorFolder, IsMissedByAUserWithoutAHome) {
  for (const Variables& none : std::vector<Variables>{{}, {{"HOME", ""}, {"XDG_DATA_HOME", "x"}}}) {
    const OnlyTheseVariables variables(none);
    EXPECT_EQ(error_of([] { mirror_folder({}); }),
              is_superuser() ? "no error" : "usage no-mirror-folder");
  }
}

}  // namespace
}  // namespace patchmatrix
