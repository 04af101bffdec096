// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where things are that are not beside the program.

#include <filesystem>
#include <vector>

#include "app/options.hpp"

namespace patchmatrix {

// The folder with feeds/ and reports/: PATCHMATRIX_DATA, else beside the program (in a build) or
// under share/ (in an installation). Errors: NotFound "no-data-folder".
std::filesystem::path data_folder();

// Folders with feed definitions of the administrator, then of the user: /etc/patchmatrix/feeds.d
// and $XDG_CONFIG_HOME/patchmatrix/feeds.d (~/.config without that variable).
std::vector<std::filesystem::path> override_folders();

// $XDG_CONFIG_HOME/patchmatrix; empty if neither that nor HOME is set.
std::filesystem::path user_config_folder();

// Folders with templates of reports, those of the user first: see Templates.
std::vector<std::filesystem::path> template_folders();

// --mirror, else PATCHMATRIX_MIRROR, else /var/lib/patchmatrix for the superuser and
// $XDG_DATA_HOME/patchmatrix (~/.local/share without that variable) for anybody else.
// Errors: Usage "no-mirror-folder" if none of these is set.
std::filesystem::path mirror_folder(const Options& options);

// --store, else PATCHMATRIX_STORE, else store.sqlite in the mirror.
std::filesystem::path store_file(const Options& options);

}  // namespace patchmatrix
