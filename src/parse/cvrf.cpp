// SPDX-License-Identifier: Apache-2.0
#include "parse/cvrf.hpp"

#include "io/xml_scanner.hpp"
#include "io/xml_tree.hpp"
#include "parse/document_builder.hpp"
#include "parse/other_formats.hpp"
#include "parse/product_tree.hpp"

namespace patchmatrix {
namespace {

// Every namespace of CVRF 1.1 and 1.2, and of publishers' extensions that stand for them, has it in
// its name; see parse/cvrf.hpp.
constexpr std::string_view kNamespace = "cvrf";

// One document, read in document order. Xml is XmlScanner or XmlTree.
template <class Xml>
class CvrfReader {
 public:
  CvrfReader(Xml& xml, Document& document, Diagnostics& diagnostics, const ParseOptions& options)
      : xml_(xml),
        document_(document),
        diagnostics_(diagnostics),
        options_(options),
        tree_(document, diagnostics, "ProductTree") {}

  void document() {
    if (!xml_.is("cvrfdoc")) refuse_root(xml_.name(), xml_.where());
    if (xml_.root_is_foreign()) throw Error(ErrorKind::Unsupported, "foreign-root", xml_.where());
    while (xml_.next()) {
      if (xml_.is("Vulnerability"))
        vulnerability();
      else if (xml_.is("ProductTree") || xml_.is("HotPatchTree"))
        product_tree(kNone);
      else if (xml_.is("DocumentTitle"))
        document_.title = xml_.text();
      else if (xml_.is("DocumentType"))
        document_.category = xml_.text();
      else if (xml_.is("AggregateSeverity"))
        aggregate_severity();
      else if (xml_.is("DocumentPublisher"))
        publisher();
      else if (xml_.is("DocumentTracking"))
        tracking();
      else if (xml_.is("DocumentNotes"))
        document_.notes = this->notes().kept;
      else if (options_.prose && xml_.is("Acknowledgments"))
        document_.acknowledgments = acknowledgments();
      else
        xml_.skip();
    }
    xml_.finish();
    tree_.finish();
    if (const std::size_t foreign = xml_.foreign_elements(); foreign != 0)
      diagnostics_.add("foreign-elements", {}, {{"number", std::to_string(foreign)}});
  }

 private:
  void aggregate_severity() {
    document_.aggregate_severity_scale = xml_.attribute("Namespace");
    document_.aggregate_severity = xml_.text();
  }

  void publisher() {
    while (xml_.next()) {
      if (xml_.is("ContactDetails"))
        document_.publisher_contact = xml_.text();
      else if (xml_.is("IssuingAuthority"))
        document_.publisher_authority = xml_.text();
      else
        xml_.skip();
    }
  }

  void tracking() {
    while (xml_.next()) {
      if (xml_.is("Identification"))
        identification();
      else if (xml_.is("Status"))
        document_.status = xml_.text();
      else if (xml_.is("Version"))
        document_.revision = xml_.text();
      else if (xml_.is("RevisionHistory"))
        document_.revisions = revisions();
      else if (xml_.is("InitialReleaseDate"))
        document_.initial_release = xml_.text();
      else if (xml_.is("CurrentReleaseDate"))
        document_.current_release = xml_.text();
      else
        xml_.skip();
    }
  }

  void identification() {
    while (xml_.next()) {
      if (xml_.is("ID"))
        document_.id = xml_.text();
      else
        xml_.skip();
    }
  }

  struct Notes {
    Slice<Note> kept, prose;
  };

  Notes notes() {
    Run<Note> run(document_.note_table);
    Run<Note> prose(document_.prose_table);
    while (xml_.next()) {
      const std::string_view type = xml_.attribute("Type");
      const bool kept = is_kept_note(type);
      if (!xml_.is("Note") || (!kept && !options_.prose)) {
        xml_.skip();
        continue;
      }
      Note& note = kept ? run.add() : prose.add();
      note.type = type;
      note.title = xml_.attribute("Title");
      note.text = xml_.text();
    }
    return {run.slice(), prose.slice()};
  }

  Slice<Acknowledgment> acknowledgments() {
    Run<Acknowledgment> run(document_.acknowledgment_table);
    children("Acknowledgment", [&] {
      Run<Acknowledgment::Part> parts(document_.acknowledgment_parts);
      while (xml_.next()) {
        using enum Acknowledgment::Kind;
        if (xml_.is("Name"))
          parts.add({Name, xml_.text()});
        else if (xml_.is("Organization"))
          parts.add({Organization, xml_.text()});
        else if (xml_.is("URL"))
          parts.add({Url, xml_.text()});
        else if (xml_.is("Description"))
          parts.add({Summary, xml_.text()});
        else
          xml_.skip();
      }
      run.add({parts.slice()});
    });
    return run.slice();
  }

  Slice<Revision> revisions() {
    Run<Revision> run(document_.revision_table);
    while (xml_.next()) {
      if (!xml_.is("Revision")) {
        xml_.skip();
        continue;
      }
      Revision& revision = run.add();
      while (xml_.next()) {
        if (xml_.is("Number"))
          revision.number = xml_.text();
        else if (xml_.is("Date") || xml_.is("DATE"))
          revision.date = xml_.text();
        else
          xml_.skip();
      }
    }
    return run.slice();
  }

  // ProductTree, HotPatchTree and Branch: whatever may hold products.
  void product_tree(std::uint32_t branch) {
    while (xml_.next()) {
      if (xml_.is("FullProductName"))
        define(full_product_name(branch));
      else if (xml_.is("Branch"))
        this->branch(branch);
      else if (xml_.is("Relationship"))
        relationship();
      else if (xml_.is("ProductGroups"))
        children("Group", [&] { group(); });
      else
        xml_.skip();
    }
  }

  void branch(std::uint32_t parent) {
    const std::uint32_t added = tree_.add_branch(parent);
    document_.branches[added].category = xml_.attribute("Type");
    document_.branches[added].name = xml_.attribute("Name");
    product_tree(added);
  }

  ProductTree::Definition full_product_name(std::uint32_t branch) {
    ProductTree::Definition product;
    product.id = xml_.attribute("ProductID");
    product.branch = branch;
    Run<ProductIdentifier> identifiers(document_.identifier_table);
    if (const std::string_view cpe = xml_.attribute("CPE"); !cpe.empty())
      identifiers.add({ProductIdentifier::Kind::Cpe, cpe});
    product.identifiers = identifiers.slice();
    product.name = xml_.text();
    return product;
  }

  // A place is looked for only where it will be told: finding it takes as long as reading so far.
  void define(const ProductTree::Definition& product) {
    tree_.define(product, product.id.empty() ? xml_.where() : std::string());
  }

  void relationship() {
    const std::string_view component = xml_.attribute("ProductReference");
    const std::string_view platform = xml_.attribute("RelatesToProductReference");
    std::uint32_t number = kNone;
    if (!component.empty() && !platform.empty()) {
      Run<Relationship::Step> steps(document_.step_table);
      steps.add({xml_.attribute("RelationType"), tree_.product(platform)});
      number = static_cast<std::uint32_t>(document_.relationships.size());
      document_.relationships.push_back({tree_.product(component), steps.slice()});
    }
    children("FullProductName", [&] {
      ProductTree::Definition product = full_product_name(kNone);
      product.relationship = number;
      if (number == kNone)
        diagnostics_.add("relationship-incomplete", xml_.where(),
                         {{"id", std::string(product.id)}});
      define(product);
    });
  }

  void group() {
    const std::string_view id = xml_.attribute("GroupID");
    Run<ProductIndex> products(document_.product_table);
    children("ProductID", [&] { product_id(products); });
    tree_.define_group(id, products.slice());
  }

  void vulnerability() {
    Vulnerability v;
    v.ordinal = xml_.attribute("Ordinal");
    Run<std::string_view> cwes(document_.text_table);
    Run<Status> statuses(document_.status_table);
    Run<Threat> threats(document_.threat_table);
    Run<ScoreSet> scores(document_.score_table);
    Run<Remediation> remediations(document_.remediation_table);
    while (xml_.next()) {
      if (xml_.is("Threats"))
        children("Threat", [&] { threat(threats.add()); });
      else if (xml_.is("ProductStatuses"))
        children("Status", [&] { status(statuses.add()); });
      else if (xml_.is("CVSSScoreSets") || xml_.is("CVSSScoreSet"))
        score_sets(scores);
      else if (xml_.is("Remediations"))
        children("Remediation", [&] { remediation(remediations.add()); });
      else if (xml_.is("Notes")) {
        const Notes notes = this->notes();
        v.notes = notes.kept;
        v.prose = notes.prose;
      } else if (options_.prose && xml_.is("Acknowledgments"))
        v.acknowledgments = acknowledgments();
      else if (xml_.is("RevisionHistory"))
        v.revisions = revisions();
      else if (xml_.is("Title"))
        v.title = xml_.text();
      else if (xml_.is("CVE"))
        v.cve = xml_.text();
      else if (xml_.is("ID"))
        v.other_id = xml_.text();
      else if (xml_.is("ReleaseDate"))
        v.release_date = xml_.text();
      else if (xml_.is("CWE")) {
        if (const std::string_view id = xml_.attribute("ID"); !id.empty()) cwes.add(id);
        xml_.skip();
      } else
        xml_.skip();
    }
    v.cwes = cwes.slice();
    v.statuses = statuses.slice();
    v.threats = threats.slice();
    v.scores = scores.slice();
    v.remediations = remediations.slice();
    document_.vulnerabilities.push_back(v);
  }

  template <std::size_t n, class Read>
  void children(const char (&wanted)[n], Read read) {
    while (xml_.next()) {
      if (xml_.is(wanted))
        read();
      else
        xml_.skip();
    }
  }

  void product_id(Run<ProductIndex>& products) { products.add(tree_.product(xml_.text())); }

  // ProductID or GroupID; whether it was one.
  bool reference(Run<ProductIndex>& products) {
    if (xml_.is("ProductID"))
      product_id(products);
    else if (xml_.is("GroupID"))
      products.add(tree_.group(xml_.text()));
    else
      return false;
    return true;
  }

  void status(Status& status) {
    status.type = xml_.attribute("Type");
    Run<ProductIndex> products(document_.product_table);
    children("ProductID", [&] { product_id(products); });
    status.products = products.slice();
  }

  void threat(Threat& threat) {
    threat.type = xml_.attribute("Type");
    Run<ProductIndex> products(document_.product_table);
    while (xml_.next()) {
      if (reference(products)) continue;
      if (xml_.is("Description"))
        threat.description = xml_.text();
      else
        xml_.skip();
    }
    threat.products = products.slice();
  }

  // CVRF 1.1 has ScoreSet, 1.2 ScoreSetV2 and ScoreSetV3, and their children carry the suffix too.
  void score_sets(Run<ScoreSet>& scores) {
    while (xml_.next()) {
      if (!xml_.name().starts_with("ScoreSet")) {
        xml_.skip();
        continue;
      }
      ScoreSet& score = scores.add();
      Run<ProductIndex> products(document_.product_table);
      while (xml_.next()) {
        const std::string_view name = xml_.name();
        if (xml_.is("ProductID"))
          product_id(products);
        else if (name.starts_with("BaseScore"))
          score.base_score = xml_.text();
        else if (name.starts_with("Vector"))
          score.vector = xml_.text();
        else
          xml_.skip();
      }
      score.products = products.slice();
    }
  }

  void remediation(Remediation& remediation) {
    remediation.type = xml_.attribute("Type");
    Run<ProductIndex> products(document_.product_table);
    while (xml_.next()) {
      if (reference(products)) continue;
      if (xml_.is("Description"))
        remediation.description = xml_.text();
      else if (xml_.is("URL"))
        remediation.url = xml_.text();
      else if (xml_.is("SubType"))
        remediation.sub_type = xml_.text();
      else if (xml_.is("FixedBuild"))
        remediation.fixed_build = xml_.text();
      else if (xml_.is("Supercedence"))
        remediation.supersedes = xml_.text();
      else if (xml_.is("RestartRequired"))
        remediation.restart_required = xml_.text();
      else
        xml_.skip();
    }
    remediation.products = products.slice();
  }

  Xml& xml_;
  Document& document_;
  Diagnostics& diagnostics_;
  const ParseOptions& options_;
  ProductTree tree_;
};

template <class Xml>
Document read(std::string_view bytes, Diagnostics& diagnostics, const ParseOptions& options) {
  Document document;
  document.format = Format::CvrfXml;
  Xml xml(bytes, *document.text, kNamespace);
  CvrfReader<Xml>(xml, document, diagnostics, options).document();
  return document;
}

}  // namespace

Document read_cvrf(std::string_view utf8, Diagnostics& diagnostics, const ParseOptions& options) {
  return read<XmlScanner>(utf8, diagnostics, options);
}

Document read_cvrf_other_encoding(std::string_view bytes, Diagnostics& diagnostics,
                                  const ParseOptions& options) {
  return read<XmlTree>(bytes, diagnostics, options);
}

}  // namespace patchmatrix
