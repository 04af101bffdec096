// SPDX-License-Identifier: Apache-2.0
#pragma once

// Documents that are looked at together: for a report, or for one side of a comparison.

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/store.hpp>
#include <patchmatrix/tlp.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

// Keeps the bytes, the documents and what was noticed while they were read. Documents that cannot
// be read are told on standard error, and counted.
class DocumentSet {
 public:
  // Documents with a label above `highest_tlp` are left out, and named in the notices.
  DocumentSet(const Feeds& feeds, const Words& words, std::optional<Tlp> highest_tlp = {})
      : words_(words), normalizer_(feeds), highest_tlp_(highest_tlp) {}

  void add(std::vector<Source> sources);

  // Reads earlier documents too, for what they documented and `updates` of `month` fix.
  void add_fixed_now(std::vector<Source> sources, Month month, const std::set<std::string>& updates,
                     const std::optional<Day>& as_of);

  // Of what was added so far keeps what was released or revised in the week, by the end of `as_of`
  // where it is given: other vulnerabilities are gone, and documents without any but the last of
  // each vendor that has no other.
  void keep_touched(const Week& week, const std::optional<Day>& as_of);

  const std::vector<ReportInput>& inputs() const { return inputs_; }
  const std::vector<Notice>& notices() const { return notices_; }
  std::size_t failed() const { return failed_; }
  // Older versions stand in for what the present one lacks; alone they are no month.
  bool has_present() const;
  std::map<Month, std::set<std::string>> updates() const;  // by the month of their document
  std::vector<std::string> vulnerabilities() const;        // identifiers, each once

 private:
  Findings* read(const Source& source, std::string& sha256);
  bool is_above(const Findings& findings) const;
  void leave_out_last(const Source& source);

  const Words& words_;
  Normalizer normalizer_;
  std::optional<Tlp> highest_tlp_;
  std::deque<Fetched> fetched_;  // what the findings point into
  std::deque<Findings> findings_;
  std::vector<ReportInput> inputs_;
  std::vector<Notice> notices_;
  std::size_t failed_ = 0;
};

}  // namespace patchmatrix
