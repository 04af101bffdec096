// SPDX-License-Identifier: Apache-2.0
#include "parse/other_formats.hpp"

#include <patchmatrix/error.hpp>

namespace patchmatrix {
namespace {

// What tells a format, and its name. Lists only say where advisories are.
struct Mark {
  std::string_view mark;
  std::string_view format;
  bool is_list = false;
};

// Root elements. Sources: each format's own specification.
constexpr Mark kRoots[] = {
    {"VULDEF-Document", "VULDEF (JVN)"},
    {"RDF", "RSS/RDF", true},
    {"rss", "RSS", true},
    {"feed", "Atom", true},
    {"oval_definitions", "OVAL"},
    {"html", "HTML"},
    {"HTML", "HTML"},
    {"bom", "CycloneDX"},
};

// Top-level keys.
constexpr Mark kKeys[] = {
    {"bomFormat", "CycloneDX"},
    {"statements", "OpenVEX"},
    {"affected", "OSV"},
    {"dataType", "CVE record"},
    {"cveMetadata", "CVE record"},
    {"@odata.context", "OData"},
    {"spdxVersion", "SPDX"},
    {"catalogVersion", "CISA KEV catalogue", true},
    {"feed", "ROLIE feed", true},
    {"aggregator", "CSAF aggregator", true},
    {"canonical_url", "CSAF provider metadata", true},
};

[[noreturn]] void refuse(const Mark& mark, const std::string& where) {
  throw Error(ErrorKind::Unsupported, mark.is_list ? "other-list" : "other-format", where,
              {{"format", std::string(mark.format)}});
}

}  // namespace

void refuse_root(std::string_view root, const std::string& where) {
  for (const Mark& each : kRoots)
    if (root == each.mark) refuse(each, where);
  throw Error(ErrorKind::Unsupported, "wrong-root", where, {{"root", std::string(root)}});
}

void refuse_json(const JsonValue& top) {
  for (const Mark& each : kKeys)
    if (top[each.mark]) refuse(each, "/" + std::string(each.mark));
  throw Error(ErrorKind::Malformed, "not-advisory");
}

}  // namespace patchmatrix
