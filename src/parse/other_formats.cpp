// SPDX-License-Identifier: Apache-2.0
#include "parse/other_formats.hpp"

#include <patchmatrix/error.hpp>

namespace patchmatrix {
namespace {

// Root element → format. Sources: each format's own specification.
constexpr std::pair<std::string_view, std::string_view> kRoots[] = {
    {"VULDEF-Document", "VULDEF (JVN)"}, {"RDF", "RSS/RDF"}, {"rss", "RSS"},   {"feed", "Atom"},
    {"oval_definitions", "OVAL"},        {"html", "HTML"},   {"HTML", "HTML"}, {"bom", "CycloneDX"},
};

// Top-level key → format.
constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
    {"bomFormat", "CycloneDX"},    {"statements", "OpenVEX"},
    {"affected", "OSV"},           {"dataType", "CVE record"},
    {"cveMetadata", "CVE record"}, {"@odata.context", "OData"},
    {"spdxVersion", "SPDX"},       {"catalogVersion", "CISA KEV catalogue"},
    {"feed", "ROLIE feed"},
};

}  // namespace

void refuse_root(std::string_view root, const std::string& where) {
  for (const auto& [name, format] : kRoots)
    if (root == name)
      throw Error(ErrorKind::Unsupported, "other-format", where, {{"format", std::string(format)}});
  throw Error(ErrorKind::Unsupported, "wrong-root", where, {{"root", std::string(root)}});
}

void refuse_json(const JsonValue& top) {
  const std::string csaf_version(top["document"]["csaf_version"].string());
  if (!csaf_version.empty())
    throw Error(ErrorKind::Unsupported, "other-format", "/document/csaf_version",
                {{"format", "CSAF " + csaf_version}});
  for (const auto& [key, format] : kKeys)
    if (top[key])
      throw Error(ErrorKind::Unsupported, "other-format", "/" + std::string(key),
                  {{"format", std::string(format)}});
  throw Error(ErrorKind::Malformed, "not-advisory");
}

}  // namespace patchmatrix
