// SPDX-License-Identifier: Apache-2.0
#pragma once

// What stands around the release of a report: what changed since an earlier state of its documents,
// how many vulnerabilities the months before it counted, and when the next release is.

#include <vector>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/store.hpp>
#include <patchmatrix/words.hpp>

#include "app/document_set.hpp"
#include "app/options.hpp"

namespace patchmatrix {

// What a report was made of. All must outlive the call it is given to.
struct ReleaseContext {
  const Options& options;
  const Feeds& feeds;
  const Words& words;
  const DocumentSet& documents;
  const std::vector<Months>& months;  // that were asked for; empty for files
  const KevCatalogue* kev = nullptr;  // null: there is none
};

// Fills Report::next; Report::changes and Report::months where the format or layout shows them.
// Documents that cannot be read are told on standard error.
void add_release_context(const ReleaseContext& context, Report& report);

}  // namespace patchmatrix
