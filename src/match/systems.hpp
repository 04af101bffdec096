// SPDX-License-Identifier: Apache-2.0
#pragma once

// Operating systems that are told by their builds: which one a machine has, and which products of
// documents are for it.

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/inventory.hpp>

namespace patchmatrix {

// Which machines a product of a document is for, as its name says.
struct ProductSystem {
  const BuildBranch* branch = nullptr;  // null: for none that is told by builds
  Architecture architecture = Architecture::Unknown;
  bool core = false;         // for installations without a desktop
  bool hotpatch = false;     // for machines that get updates without restart
  bool component = false;    // a program on the system, "X on Y"
  std::string_view edition;  // of SystemWords::editions; empty: for all
};

// Branches of one build are one system: a product that was renamed has two names in the data.
using SystemKey = std::tuple<const Vendor*, MachineRole, std::string, int>;
SystemKey system_key(const Vendor& vendor, const BuildBranch& branch);

// Whether one of `parts` is in the text, in any case.
bool has_part(std::string_view text, const std::vector<std::string>& parts);

// Lives as long as the vendor.
ProductSystem system_of_product(const Vendor& vendor, std::string_view product_name);

// The operating system of a machine.
struct MachineSystem {
  const Vendor* vendor = nullptr;       // null: none that is told by builds
  const BuildBranch* branch = nullptr;  // null: not known, `reason` tells why
  std::string_view reason;              // "no-build", "unknown-build", "several-products"
  bool by_name = false;                 // the build was told from the name
  bool renamed = false;                 // the name is that of another version than the build
  Architecture architecture = Architecture::Unknown;
  Installation installation = Installation::Unknown;
  std::string_view edition;
  bool long_term = false;  // an edition that is supported longer
  bool named = false;      // the inventory has the system's name, and so the edition
};
MachineSystem system_of_machine(const Feeds& feeds, const Machine& machine);

// Whether findings about the product are about the machine. What is not known of the machine
// excludes nothing.
bool is_for(const ProductSystem& product, const MachineSystem& machine, bool hotpatched);

}  // namespace patchmatrix
