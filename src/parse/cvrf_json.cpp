// SPDX-License-Identifier: Apache-2.0
#include "parse/cvrf_json.hpp"

#include <cstring>
#include <string>

#include <patchmatrix/error.hpp>

#include "io/text.hpp"
#include "parse/document_builder.hpp"
#include "parse/product_tree.hpp"

namespace patchmatrix {
namespace {

// The enumerations that the JSON form writes as numbers, named as the XML form names them.
// Source: both forms of the same months (2020-Dec, 2021-Jan, 2026-Jun) of the MSRC CVRF API; Known
// Issue was 5 in 2020 and 2021 and is 6 since. A number without a name stays visible as "type N".
struct Enumerator {
  std::string_view number;
  std::string_view name;
};
constexpr Enumerator kThreatTypes[] = {{"0", "Impact"}, {"1", "Exploit Status"}, {"3", "Severity"}};
constexpr Enumerator kStatusTypes[] = {{"3", "Known Affected"}};
constexpr Enumerator kDocumentStatuses[] = {{"0", "Draft"}, {"1", "Interim"}, {"2", "Final"}};
constexpr Enumerator kBranchTypes[] = {{"0", "Vendor"}, {"1", "Product Family"}};
constexpr Enumerator kNoteTypes[] = {
    {"1", "Details"}, {"2", "Description"}, {"4", "FAQ"}, {"5", "Legal Disclaimer"},
    {"6", "Other"},   {"7", "Tag"},         {"8", "CNA"}};
constexpr Enumerator kRemediationTypes[] = {{"0", "Workaround"},  {"1", "Mitigation"},
                                            {"2", "Vendor Fix"},  {"3", "Release Notes"},
                                            {"5", "Known Issue"}, {"6", "Known Issue"}};

class CvrfJsonReader {
 public:
  CvrfJsonReader(Document& document, Diagnostics& diagnostics, const ParseOptions& options)
      : document_(document),
        diagnostics_(diagnostics),
        options_(options),
        tree_(document, diagnostics, "/ProductTree") {}

  void document(const JsonValue& top) {
    const JsonValue tracking = top["DocumentTracking"];
    document_.title = value(top["DocumentTitle"]);
    document_.category = value(top["DocumentType"]);
    document_.id = value(tracking["Identification"]["ID"]);
    document_.status = type(tracking["Status"], kDocumentStatuses);
    document_.revision = value(tracking["Version"]);
    document_.publisher_contact = value(top["DocumentPublisher"]["ContactDetails"]);
    document_.publisher_authority = value(top["DocumentPublisher"]["IssuingAuthority"]);
    document_.initial_release = value(tracking["InitialReleaseDate"]);
    document_.current_release = value(tracking["CurrentReleaseDate"]);
    document_.revisions = revisions(tracking["RevisionHistory"]);
    document_.notes = notes(top["DocumentNotes"]).kept;
    document_.acknowledgments = acknowledgments(top["Acknowledgments"]);
    branches(top["ProductTree"]["Branch"], kNone);
    full_product_names(top["ProductTree"]["FullProductName"]);
    const JsonValue vulnerabilities = top["Vulnerability"];
    for_each_object(vulnerabilities, "/Vulnerability",
                    [this](const JsonValue& each) { vulnerability(each); });
    tree_.finish();
  }

 private:
  // The text of `{"Value": "…"}`, of a plain string or of a number; empty for {} and null.
  std::string_view value(const JsonValue& from) {
    const std::string_view text =
        trimmed(from.is_object() ? from["Value"].string() : from.string());
    if (text.empty()) return {};
    char* copy = static_cast<char*>(document_.text->allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  template <std::size_t n>
  std::string_view type(const JsonValue& from, const Enumerator (&names)[n]) {
    const std::string_view number = from.string();
    for (const Enumerator& each : names)
      if (each.number == number) return each.name;
    return value(from);
  }

  // Calls `each` for the objects of a list; whatever else stands there, or instead of a list, is
  // reported and passed over.
  template <class Each>
  void for_each_object(const JsonValue& list, const char* pointer, Each each) {
    if (list && !list.is_array()) diagnostics_.add("wrong-json-type", pointer);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].is_object())
        each(list[i]);
      else
        diagnostics_.add("wrong-json-type", std::string(pointer) + '/' + std::to_string(i));
    }
  }

  struct Notes {
    Slice<Note> kept, prose;
  };

  Notes notes(const JsonValue& list) {
    Run<Note> run(document_.note_table);
    Run<Note> prose(document_.prose_table);
    for_each_object(list, "Notes", [&](const JsonValue& each) {
      const std::string_view note_type = type(each["Type"], kNoteTypes);
      if (is_kept_note(note_type))
        run.add({note_type, value(each["Title"]), value(each)});
      else if (options_.prose)
        prose.add({note_type, value(each["Title"]), value(each)});
    });
    return {run.slice(), prose.slice()};
  }

  Slice<Acknowledgment> acknowledgments(const JsonValue& list) {
    Run<Acknowledgment> run(document_.acknowledgment_table);
    if (!options_.prose) return run.slice();
    for_each_object(list, "Acknowledgments", [&](const JsonValue& each) {
      Run<Acknowledgment::Part> parts(document_.acknowledgment_parts);
      const auto add = [&](Acknowledgment::Kind kind, const JsonValue& values) {
        for (std::size_t i = 0; i < values.size(); ++i) parts.add({kind, value(values[i])});
      };
      using enum Acknowledgment::Kind;
      add(Name, each["Name"]);
      add(Organization, each["Organization"]);
      add(Url, each["URL"]);
      run.add({parts.slice()});
    });
    return run.slice();
  }

  Slice<Revision> revisions(const JsonValue& list) {
    Run<Revision> run(document_.revision_table);
    for (std::size_t i = 0; i < list.size(); ++i)
      run.add({value(list[i]["Number"]), value(list[i]["Date"])});
    return run.slice();
  }

  void branches(const JsonValue& list, std::uint32_t parent) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const JsonValue each = list[i];
      if (each["ProductID"]) {
        full_product_name(each, parent);
        continue;
      }
      const std::uint32_t added = tree_.add_branch(parent);
      document_.branches[added].category = type(each["Type"], kBranchTypes);
      document_.branches[added].name = value(each["Name"]);
      branches(each["Items"], added);
    }
  }

  void full_product_names(const JsonValue& list) {
    for (std::size_t i = 0; i < list.size(); ++i) full_product_name(list[i], kNone);
  }

  void full_product_name(const JsonValue& product, std::uint32_t branch) {
    Run<ProductIdentifier> identifiers(document_.identifier_table);
    if (const std::string_view cpe = value(product["CPE"]); !cpe.empty())
      identifiers.add({ProductIdentifier::Kind::Cpe, cpe});
    tree_.define({value(product["ProductID"]), value(product), identifiers.slice(), branch, kNone},
                 "/ProductTree");
  }

  // An absent list means all products, so a value of another type must not look absent.
  Slice<ProductIndex> products(const JsonValue& list) {
    Run<ProductIndex> run(document_.product_table);
    if (list && !list.is_array()) {
      run.add(tree_.product(list.string().empty() ? "" : value(list)));
      diagnostics_.add("wrong-json-type", "ProductID");
    }
    for (std::size_t i = 0; i < list.size(); ++i) run.add(tree_.product(value(list[i])));
    return run.slice();
  }

  void vulnerability(const JsonValue& from) {
    Vulnerability v;
    v.ordinal = value(from["Ordinal"]);
    v.title = value(from["Title"]);
    v.cve = value(from["CVE"]);
    Run<std::string_view> cwes(document_.text_table);
    for (std::size_t i = 0; i < from["CWE"].size(); ++i) cwes.add(value(from["CWE"][i]["ID"]));
    v.cwes = cwes.slice();
    const Notes notes = this->notes(from["Notes"]);
    v.notes = notes.kept;
    v.prose = notes.prose;
    v.acknowledgments = acknowledgments(from["Acknowledgments"]);
    v.revisions = revisions(from["RevisionHistory"]);
    v.statuses = statuses(from["ProductStatuses"]);
    v.threats = threats(from["Threats"]);
    v.scores = scores(from["CVSSScoreSets"]);
    v.remediations = remediations(from["Remediations"]);
    document_.vulnerabilities.push_back(v);
  }

  Slice<Status> statuses(const JsonValue& list) {
    Run<Status> run(document_.status_table);
    for_each_object(list, "ProductStatuses", [&](const JsonValue& each) {
      run.add({type(each["Type"], kStatusTypes), products(each["ProductID"])});
    });
    return run.slice();
  }

  Slice<Threat> threats(const JsonValue& list) {
    Run<Threat> run(document_.threat_table);
    for_each_object(list, "Threats", [&](const JsonValue& each) {
      run.add({type(each["Type"], kThreatTypes), value(each["Description"]),
               products(each["ProductID"])});
    });
    return run.slice();
  }

  Slice<ScoreSet> scores(const JsonValue& list) {
    Run<ScoreSet> run(document_.score_table);
    for_each_object(list, "CVSSScoreSets", [&](const JsonValue& each) {
      run.add({{}, value(each["BaseScore"]), value(each["Vector"]), products(each["ProductID"])});
    });
    return run.slice();
  }

  Slice<Remediation> remediations(const JsonValue& list) {
    Run<Remediation> run(document_.remediation_table);
    for_each_object(list, "Remediations", [&](const JsonValue& each) {
      run.add({.type = type(each["Type"], kRemediationTypes),
               .description = value(each["Description"]),
               .url = value(each["URL"]),
               .sub_type = value(each["SubType"]),
               .fixed_build = value(each["FixedBuild"]),
               .supersedes = value(each["Supercedence"]),
               .restart_required = value(each["RestartRequired"]),
               .products = products(each["ProductID"])});
    });
    return run.slice();
  }

  Document& document_;
  Diagnostics& diagnostics_;
  const ParseOptions& options_;
  ProductTree tree_;
};

}  // namespace

bool is_cvrf_json(const JsonValue& top) {
  return top["DocumentTracking"].is_object() && top["Vulnerability"].is_array();
}

Document read_cvrf_json(const JsonValue& top, Diagnostics& diagnostics,
                        const ParseOptions& options) {
  Document document;
  document.format = Format::CvrfJson;
  CvrfJsonReader(document, diagnostics, options).document(top);
  return document;
}

}  // namespace patchmatrix
