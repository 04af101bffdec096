// SPDX-License-Identifier: Apache-2.0
#pragma once

// Looks for values of a vendor that cannot be right, over any number of its documents: what
// feeds/corrections/ should know. After normalize. docs/corrections.md.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// What is odd about a value.
enum class Suspicion {
  ForeignBuild,      // a fixed build of another branch than the product's
  NoBuild,           // a fixed build that is none: not numbers with dots between them
  TwoBuilds,         // one update leads one product to two builds
  SupersedesItself,  // an update that supersedes itself
  Placeholder,       // an identifier that is none
  TwoNames,          // one product id, two names
  StaleCorrection,   // a correction that none of its documents needs any more
  NeighbourBuild,    // of another product that is serviced together with this one
};
std::string_view slug(Suspicion what);  // "foreign-build", "no-build", …

enum class SuspectState {
  New,        // nobody has looked at it
  Corrected,  // a correction takes care of it
  Note,       // odd and harmless: comparing revisions still gives the right answer
};
std::string_view slug(SuspectState state);  // "new", "corrected", "note"

struct SuspectProduct {
  std::string id;
  std::string name;  // as the document writes it
};

// One odd value, wherever it stands.
struct Suspect {
  Suspicion what = Suspicion::ForeignBuild;
  SuspectState state = SuspectState::New;
  std::string correction;                    // id of the one that takes care of it
  std::string update;                        // name of the fix; empty for what is none's
  std::string value;                         // as the vendor writes it
  std::string expected;                      // what should stand there; empty where nobody knows
  std::vector<std::string> documents;        // ids, in the order they were read
  std::vector<std::string> vulnerabilities;  // naturally ordered
  std::vector<SuspectProduct> products;      // ordered by id
};

// Collects what documents of one vendor say; keeps nothing of them. Not thread-safe.
class Linter {
 public:
  // `vendor` must outlive it.
  explicit Linter(const Vendor& vendor);
  ~Linter();
  Linter(const Linter&) = delete;
  Linter& operator=(const Linter&) = delete;

  // False, and nothing else, for a document of another vendor.
  bool add(const Findings& findings);

  // New ones first, then those with a correction, then notes; each by what is odd, by update, by
  // value. The order in which documents were added matters for `documents` alone.
  std::vector<Suspect> suspects() const;

 private:
  struct State;
  const Vendor& vendor_;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
