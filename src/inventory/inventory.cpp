// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/inventory.hpp>

namespace patchmatrix {

std::string_view slug(Architecture architecture) {
  switch (architecture) {
    case Architecture::Unknown:
      return "";
    case Architecture::X86:
      return "x86";
    case Architecture::X64:
      return "x64";
    case Architecture::Arm64:
      return "arm64";
    case Architecture::Other:
      return "other";
  }
  return {};
}

std::string_view slug(Installation installation) {
  switch (installation) {
    case Installation::Unknown:
      return "";
    case Installation::Full:
      return "full";
    case Installation::Core:
      return "core";
  }
  return {};
}

std::string_view slug(UpdateList list) {
  switch (list) {
    case UpdateList::NotGiven:
      return "not-given";
    case UpdateList::Partial:
      return "partial";
    case UpdateList::Listed:
      return "listed";
    case UpdateList::Whole:
      return "whole";
  }
  return {};
}

std::string_view slug(SoftwareKind kind) {
  switch (kind) {
    case SoftwareKind::Application:
      return "application";
    case SoftwareKind::Rpm:
      return "rpm";
    case SoftwareKind::Deb:
      return "deb";
    case SoftwareKind::Component:
      return "component";
  }
  return {};
}

}  // namespace patchmatrix
