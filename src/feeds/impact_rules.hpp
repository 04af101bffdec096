// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// Reads feeds/impact-rules.toml. Every group of rules must say how precise it was measured to be
// (`precision`, for readers). Errors: Malformed "toml-…", "feed-unknown-slug", "feed-cwe",
// "feed-cwe-twice" and "feed-phrase" with file:line.
ImpactRules impact_rules(const Config& config);

}  // namespace patchmatrix
