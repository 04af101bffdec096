// SPDX-License-Identifier: Apache-2.0
#include "app/document_set.hpp"

#include <algorithm>

#include "app/commands.hpp"
#include "app/read.hpp"
#include "io/hash.hpp"

namespace patchmatrix {

namespace {

// The hash of a file as it is, or of what a store has; which must be what it says.
std::string bytes_as_published(const Source& source, const Fetched& bytes) {
  if (!source.load) return bytes.sha256();
  if (sha256(bytes.bytes()) != source.sha256) throw Error(ErrorKind::Untrusted, "raw-changed");
  return source.sha256;
}

InputRow input_row(const Source& source, std::string sha256, const Findings& findings) {
  InputRow out;
  out.path = source.path;
  out.sha256 = std::move(sha256);
  out.document = findings.release.id;
  out.fetched_at = source.fetched_at;
  return out;
}

}  // namespace

// What was read last is in fetched_.back().
Findings* DocumentSet::read(const Source& source, std::string& sha256) {
  ReadResult result =
      read_document(source, fetched_.back(), normalizer_, [&](const Fetched& bytes) {
        sha256 = bytes_as_published(source, bytes);
        return true;
      });
  for (Diagnostic& each : result.diagnostics) notices_.push_back({std::move(each), false});
  if (result.failure) {
    ++failed_;
    const Error& error = *result.failure;
    print_error(words_.fill("message.error", {{"text", worded(error, source.path, words_)}}));
    notices_.push_back({{error.code(), source.path, error.where(), error.arguments()}, true});
  }
  if (!result.findings) {
    fetched_.pop_back();
    return nullptr;
  }
  return &findings_.emplace_back(std::move(*result.findings));
}

bool DocumentSet::is_above(const Findings& findings) const {
  return highest_tlp_ && tlp_of_document(findings.document.tlp) > *highest_tlp_;
}

// What is known of it goes with it, but that there is such a document.
void DocumentSet::leave_out_last(const Source& source) {
  const Findings& findings = findings_.back();
  const std::string& id = findings.release.id;
  std::erase_if(notices_, [&](const Notice& each) {
    return !each.failed && (each.diagnostic.file == source.path || each.diagnostic.file == id);
  });
  notices_.push_back({{"above-tlp", id, {}, {{"tlp", std::string(findings.document.tlp)}}}, false});
  findings_.pop_back();
  fetched_.pop_back();
}

void DocumentSet::add(std::vector<Source> asked) {
  SourceReader sources(std::move(asked));
  while (const auto source = sources.next(fetched_.emplace_back())) {
    std::string sha256;
    const Findings* findings = read(*source, sha256);
    if (findings == nullptr) continue;
    if (is_above(*findings)) {
      leave_out_last(*source);
      continue;
    }
    const std::string& id = findings->release.id;
    inputs_.push_back(
        {findings, input_row(*source, std::move(sha256), *findings), source->only, source->said});
    if (!source->tlp.empty())
      notices_.push_back({{"restricted", id, {}, {{"tlp", source->tlp}}}, false});
  }
}

void DocumentSet::add_fixed_now(std::vector<Source> asked, Month month,
                                const std::set<std::string>& updates,
                                const std::optional<Day>& as_of) {
  SourceReader sources(std::move(asked));
  while (const auto source = sources.next(fetched_.emplace_back())) {
    std::string sha256;
    // What is odd about an earlier document is told by its own report.
    const std::size_t noticed = notices_.size();
    Findings* findings = read(*source, sha256);
    if (findings == nullptr) continue;
    notices_.resize(noticed);
    if (is_above(*findings)) {
      leave_out_last(*source);
      continue;
    }
    const std::vector<std::string> ids =
        fixed_in(*findings, month, updates, source->said ? std::nullopt : as_of);
    if (ids.empty()) continue;
    keep_only(*findings, ids);
    inputs_.push_back(
        {findings, input_row(*source, std::move(sha256), *findings), ids, source->said, true});
  }
}

void DocumentSet::keep_touched(const Week& week, const std::optional<Day>& as_of) {
  std::map<std::string, const Findings*> kept;  // the one of each vendor that is kept anyhow
  std::set<std::string> with_something;         // vendors
  for (Findings& each : findings_) {
    const auto input = std::find_if(inputs_.begin(), inputs_.end(), [&](const ReportInput& other) {
      return other.findings == &each;
    });
    if (input == inputs_.end()) continue;
    keep_only(each, touched_in(each, week, input->said ? std::nullopt : as_of));
    if (input->only.empty()) kept[each.release.vendor] = &each;
    if (!each.vulnerabilities.empty() && input->only.empty())
      with_something.insert(each.release.vendor);
  }
  std::erase_if(inputs_, [&](const ReportInput& each) {
    const std::string& vendor = each.findings->release.vendor;
    return each.findings->vulnerabilities.empty() &&
           (with_something.contains(vendor) || kept[vendor] != each.findings);
  });
}

bool DocumentSet::has_present() const {
  return std::any_of(inputs_.begin(), inputs_.end(),
                     [](const ReportInput& each) { return each.only.empty(); });
}

std::map<Month, std::set<std::string>> DocumentSet::updates() const {
  std::map<Month, std::set<std::string>> out;
  for (const ReportInput& each : inputs_)
    if (const auto month = each.findings->release.month; month && !each.fixed_now)
      out[*month].merge(updates_of(*each.findings));
  return out;
}

std::vector<std::string> DocumentSet::vulnerabilities() const {
  std::set<std::string> out;
  for (const ReportInput& each : inputs_)
    for (const VulnerabilityFacts& facts : each.findings->vulnerabilities) out.emplace(facts.id);
  return {out.begin(), out.end()};
}

}  // namespace patchmatrix
