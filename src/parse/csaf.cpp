// SPDX-License-Identifier: Apache-2.0
#include "parse/csaf.hpp"

#include <string>

#include <patchmatrix/error.hpp>

#include "io/json_stream.hpp"
#include "io/text.hpp"
#include "parse/document_builder.hpp"
#include "parse/product_tree.hpp"

namespace patchmatrix {
namespace {

using Kind = JsonShape::Kind;
using IdentifierKind = ProductIdentifier::Kind;

// What the reader is told of, in the order of the shape below.
enum Field : int {
  // document
  kDocument,
  kCsafVersion,
  kCategory,
  kTitle,
  kLanguage,
  kTlpLabel,
  kAggregateText,
  kAggregateNamespace,
  kPublisherName,
  kPublisherNamespace,
  kPublisherContact,
  kPublisherAuthority,
  kTracking,
  kTrackingId,
  kTrackingVersion,
  kTrackingStatus,
  kInitialRelease,
  kCurrentRelease,
  kRevisions,
  kRevision,
  kRevisionNumber,
  kRevisionDate,
  kDocumentNotes,
  kDocumentAcknowledgments,
  kAcknowledgment,
  kAcknowledgmentName,
  kAcknowledgmentOrganization,
  kAcknowledgmentUrl,
  kAcknowledgmentSummary,
  // product_tree
  kProductTree,
  kBranch,
  kBranchCategory,
  kBranchName,
  kProduct,
  kProductId,
  kProductName,
  kCpe,
  kPurl,
  kModelNumber,
  kSerialNumber,
  kSku,
  kHash,
  kUri,
  kRelationship,
  kRelationshipCategory,
  kRelationshipComponent,
  kRelationshipPlatform,
  kPath,
  kPathBeginning,
  kSubpath,
  kSubpathCategory,
  kSubpathNext,
  kGroup,
  kGroupId,
  // vulnerabilities
  kVulnerabilities,
  kVulnerability,
  kCve,
  kVulnerabilityTitle,
  kReleaseDate,
  kDiscoveryDate,
  kCweId,
  kIdText,
  kVulnerabilityNotes,
  kVulnerabilityAcknowledgments,
  kNote,
  kNoteCategory,
  kNoteTitle,
  kNoteText,
  kFlag,
  kFlagLabel,
  kThreat,
  kThreatCategory,
  kThreatDetails,
  kScore,
  kCvssV2,
  kCvssV3,
  kCvssV4,
  kCvssVersion,
  kCvssVector,
  kCvssBaseScore,
  kQualitativeRating,
  kRemediation,
  kRemediationCategory,
  kRemediationDetails,
  kRemediationUrl,
  kRestartRequired,
  kExploitation,
  kExploitationDate,
  kProductReference,
  kGroupReference,
  kStatusList,
};

// The members of a full product name, wherever one stands.
void add_product(std::vector<JsonShape::Member>& members, std::vector<std::string>& paths,
                 const std::string& at) {
  const auto add = [&](const std::string& path, Kind kind, int field) {
    paths.push_back(at + path);
    members.push_back({paths.back(), kind, field});
  };
  const std::string helper = "/product_identification_helper";
  add("", Kind::Object, kProduct);
  add("/product_id", Kind::Text, kProductId);
  add("/name", Kind::Text, kProductName);
  add(helper, Kind::Object, JsonShape::kSilent);
  add(helper + "/cpe", Kind::Text, kCpe);
  add(helper + "/purl", Kind::Text, kPurl);
  add(helper + "/purls", Kind::Array, JsonShape::kSilent);
  add(helper + "/purls/[]", Kind::Text, kPurl);
  add(helper + "/model_numbers", Kind::Array, JsonShape::kSilent);
  add(helper + "/model_numbers/[]", Kind::Text, kModelNumber);
  add(helper + "/serial_numbers", Kind::Array, JsonShape::kSilent);
  add(helper + "/serial_numbers/[]", Kind::Text, kSerialNumber);
  add(helper + "/skus", Kind::Array, JsonShape::kSilent);
  add(helper + "/skus/[]", Kind::Text, kSku);
  add(helper + "/hashes", Kind::Array, JsonShape::kSilent);
  add(helper + "/hashes/[]", Kind::Object, JsonShape::kSilent);
  add(helper + "/hashes/[]/file_hashes", Kind::Array, JsonShape::kSilent);
  add(helper + "/hashes/[]/file_hashes/[]", Kind::Object, JsonShape::kSilent);
  add(helper + "/hashes/[]/file_hashes/[]/value", Kind::Text, kHash);
  add(helper + "/x_generic_uris", Kind::Array, JsonShape::kSilent);
  add(helper + "/x_generic_uris/[]", Kind::Object, JsonShape::kSilent);
  add(helper + "/x_generic_uris/[]/uri", Kind::Text, kUri);
}

// The members of an object that names products and groups of them.
void add_references(std::vector<JsonShape::Member>& members, std::vector<std::string>& paths,
                    const std::string& at) {
  const auto add = [&](const std::string& path, Kind kind, int field) {
    paths.push_back(at + path);
    members.push_back({paths.back(), kind, field});
  };
  add("/product_ids", Kind::Array, JsonShape::kSilent);
  add("/product_ids/[]", Kind::Text, kProductReference);
  add("/group_ids", Kind::Array, JsonShape::kSilent);
  add("/group_ids/[]", Kind::Text, kGroupReference);
}

void add_notes(std::vector<JsonShape::Member>& members, std::vector<std::string>& paths,
               const std::string& at, int field) {
  const auto add = [&](const std::string& path, Kind kind, int each) {
    paths.push_back(at + path);
    members.push_back({paths.back(), kind, each});
  };
  add("", Kind::Array, field);
  add("/[]", Kind::Object, kNote);
  add("/[]/category", Kind::Text, kNoteCategory);
  add("/[]/title", Kind::Text, kNoteTitle);
  add("/[]/text", Kind::Text, kNoteText);
}

void add_acknowledgments(std::vector<JsonShape::Member>& members, std::vector<std::string>& paths,
                         const std::string& at, int field) {
  const auto add = [&](const std::string& path, Kind kind, int each) {
    paths.push_back(at + path);
    members.push_back({paths.back(), kind, each});
  };
  add("", Kind::Array, field);
  add("/[]", Kind::Object, kAcknowledgment);
  add("/[]/names", Kind::Array, JsonShape::kSilent);
  add("/[]/names/[]", Kind::Text, kAcknowledgmentName);
  add("/[]/organization", Kind::Text, kAcknowledgmentOrganization);
  add("/[]/urls", Kind::Array, JsonShape::kSilent);
  add("/[]/urls/[]", Kind::Text, kAcknowledgmentUrl);
  add("/[]/summary", Kind::Text, kAcknowledgmentSummary);
}

// CSAF 2.0 and 2.1, section 3.2, as far as later stages look at it.
const JsonShape& csaf_shape() {
  static const auto shape = [] {
    std::vector<std::string> paths;
    paths.reserve(512);  // members hold views
    std::vector<JsonShape::Member> members;
    const auto add = [&](const std::string& path, Kind kind, int field = JsonShape::kSilent) {
      paths.push_back(path);
      members.push_back({paths.back(), kind, field});
    };
    add("document", Kind::Object, kDocument);
    add("document/csaf_version", Kind::Text, kCsafVersion);
    add("document/category", Kind::Text, kCategory);
    add("document/title", Kind::Text, kTitle);
    add("document/lang", Kind::Text, kLanguage);
    add("document/distribution", Kind::Object);
    add("document/distribution/tlp", Kind::Object);
    add("document/distribution/tlp/label", Kind::Text, kTlpLabel);
    add("document/aggregate_severity", Kind::Object);
    add("document/aggregate_severity/text", Kind::Text, kAggregateText);
    add("document/aggregate_severity/namespace", Kind::Text, kAggregateNamespace);
    add("document/publisher", Kind::Object);
    add("document/publisher/name", Kind::Text, kPublisherName);
    add("document/publisher/namespace", Kind::Text, kPublisherNamespace);
    add("document/publisher/contact_details", Kind::Text, kPublisherContact);
    add("document/publisher/issuing_authority", Kind::Text, kPublisherAuthority);
    add("document/tracking", Kind::Object, kTracking);
    add("document/tracking/id", Kind::Text, kTrackingId);
    add("document/tracking/version", Kind::Text, kTrackingVersion);
    add("document/tracking/status", Kind::Text, kTrackingStatus);
    add("document/tracking/initial_release_date", Kind::Text, kInitialRelease);
    add("document/tracking/current_release_date", Kind::Text, kCurrentRelease);
    const std::string revisions = "document/tracking/revision_history";
    add(revisions, Kind::Array, kRevisions);
    add(revisions + "/[]", Kind::Object, kRevision);
    add(revisions + "/[]/number", Kind::Text, kRevisionNumber);
    add(revisions + "/[]/date", Kind::Text, kRevisionDate);
    add_notes(members, paths, "document/notes", kDocumentNotes);
    add_acknowledgments(members, paths, "document/acknowledgments", kDocumentAcknowledgments);

    const std::string tree = "product_tree";
    add(tree, Kind::Object, kProductTree);
    add(tree + "/branches", Kind::Array);
    add(tree + "/branches/[]", Kind::Object, kBranch);
    add(tree + "/branches/[]/category", Kind::Text, kBranchCategory);
    add(tree + "/branches/[]/name", Kind::Text, kBranchName);
    add_product(members, paths, tree + "/branches/[]/product");
    add(tree + "/full_product_names", Kind::Array);
    add_product(members, paths, tree + "/full_product_names/[]");
    add(tree + "/relationships", Kind::Array);
    add(tree + "/relationships/[]", Kind::Object, kRelationship);
    add(tree + "/relationships/[]/category", Kind::Text, kRelationshipCategory);
    add(tree + "/relationships/[]/product_reference", Kind::Text, kRelationshipComponent);
    add(tree + "/relationships/[]/relates_to_product_reference", Kind::Text, kRelationshipPlatform);
    add_product(members, paths, tree + "/relationships/[]/full_product_name");
    add(tree + "/product_paths", Kind::Array);
    add(tree + "/product_paths/[]", Kind::Object, kPath);
    add(tree + "/product_paths/[]/beginning_product_reference", Kind::Text, kPathBeginning);
    add(tree + "/product_paths/[]/subpaths", Kind::Array);
    add(tree + "/product_paths/[]/subpaths/[]", Kind::Object, kSubpath);
    add(tree + "/product_paths/[]/subpaths/[]/category", Kind::Text, kSubpathCategory);
    add(tree + "/product_paths/[]/subpaths/[]/next_product_reference", Kind::Text, kSubpathNext);
    add_product(members, paths, tree + "/product_paths/[]/full_product_name");
    add(tree + "/product_groups", Kind::Array);
    add(tree + "/product_groups/[]", Kind::Object, kGroup);
    add(tree + "/product_groups/[]/group_id", Kind::Text, kGroupId);
    add(tree + "/product_groups/[]/product_ids", Kind::Array);
    add(tree + "/product_groups/[]/product_ids/[]", Kind::Text, kProductReference);

    const std::string each = "vulnerabilities/[]";
    add("vulnerabilities", Kind::Array, kVulnerabilities);
    add(each, Kind::Object, kVulnerability);
    add(each + "/cve", Kind::Text, kCve);
    add(each + "/title", Kind::Text, kVulnerabilityTitle);
    add(each + "/release_date", Kind::Text, kReleaseDate);
    add(each + "/disclosure_date", Kind::Text, kReleaseDate);
    add(each + "/discovery_date", Kind::Text, kDiscoveryDate);
    add(each + "/cwe", Kind::Object);
    add(each + "/cwe/id", Kind::Text, kCweId);
    add(each + "/cwes", Kind::Array);
    add(each + "/cwes/[]", Kind::Object);
    add(each + "/cwes/[]/id", Kind::Text, kCweId);
    add(each + "/ids", Kind::Array);
    add(each + "/ids/[]", Kind::Object);
    add(each + "/ids/[]/text", Kind::Text, kIdText);
    add_notes(members, paths, each + "/notes", kVulnerabilityNotes);
    add_acknowledgments(members, paths, each + "/acknowledgments", kVulnerabilityAcknowledgments);
    // Since 2.1 these may name products too.
    add_references(members, paths, each + "/notes/[]");
    add_references(members, paths, each + "/ids/[]");
    add(each + "/involvements", Kind::Array);
    add(each + "/involvements/[]", Kind::Object);
    add_references(members, paths, each + "/involvements/[]");
    add(each + "/flags", Kind::Array);
    add(each + "/flags/[]", Kind::Object, kFlag);
    add(each + "/flags/[]/label", Kind::Text, kFlagLabel);
    add_references(members, paths, each + "/flags/[]");
    add(each + "/threats", Kind::Array);
    add(each + "/threats/[]", Kind::Object, kThreat);
    add(each + "/threats/[]/category", Kind::Text, kThreatCategory);
    add(each + "/threats/[]/details", Kind::Text, kThreatDetails);
    // In the place of details in documents of 2025.
    add(each + "/threats/[]/description", Kind::Text, kThreatDetails);
    add_references(members, paths, each + "/threats/[]");
    for (const std::string list : {"/scores", "/metrics"}) {
      const std::string score = each + list + "/[]";
      const std::string content = list == "/metrics" ? score + "/content" : score;
      add(each + list, Kind::Array);
      add(score, Kind::Object, kScore);
      add(score + "/products", Kind::Array);
      add(score + "/products/[]", Kind::Text, kProductReference);
      if (list == "/metrics") add(content, Kind::Object);
      for (const auto& [name, field] :
           {std::pair{"/cvss_v2", kCvssV2}, {"/cvss_v3", kCvssV3}, {"/cvss_v4", kCvssV4}}) {
        add(content + name, Kind::Object, field);
        add(content + name + "/version", Kind::Text, kCvssVersion);
        add(content + name + "/vectorString", Kind::Text, kCvssVector);
        add(content + name + "/baseScore", Kind::Text, kCvssBaseScore);
      }
      add(content + "/qualitative_severity_rating", Kind::Text, kQualitativeRating);
    }
    add(each + "/remediations", Kind::Array);
    add(each + "/remediations/[]", Kind::Object, kRemediation);
    add(each + "/remediations/[]/category", Kind::Text, kRemediationCategory);
    add(each + "/remediations/[]/details", Kind::Text, kRemediationDetails);
    add(each + "/remediations/[]/url", Kind::Text, kRemediationUrl);
    add(each + "/remediations/[]/restart_required", Kind::Object);
    add(each + "/remediations/[]/restart_required/category", Kind::Text, kRestartRequired);
    add_references(members, paths, each + "/remediations/[]");
    add(each + "/first_known_exploitation_dates", Kind::Array);
    add(each + "/first_known_exploitation_dates/[]", Kind::Object, kExploitation);
    add(each + "/first_known_exploitation_dates/[]/exploitation_date", Kind::Text,
        kExploitationDate);
    add_references(members, paths, each + "/first_known_exploitation_dates/[]");
    add(each + "/product_status", Kind::Object);
    // Every list names products, also one with a name of the publisher's own.
    add(each + "/product_status/*", Kind::Array, kStatusList);
    add(each + "/product_status/*/[]", Kind::Text, kProductReference);
    const JsonShape::Recursion nested{"product_tree/branches/[]/branches", "product_tree/branches"};
    return std::make_unique<JsonShape>(members, std::span(&nested, 1));
  }();
  return *shape;
}

class CsafReader : public JsonSink {
 public:
  CsafReader(Document& document, Diagnostics& diagnostics)
      : document_(document),
        diagnostics_(diagnostics),
        tree_(document, diagnostics, "/product_tree") {}

  void finish() {
    tree_.finish();
    const bool deleted = equal_ignoring_case(document_.status, "deleted");
    if (!seen_document_ || (document_.id.empty() && !deleted && !seen_vulnerabilities_))
      throw Error(ErrorKind::Malformed, "not-advisory");
  }

  void begin(int field) override {
    switch (field) {
      case kDocument:
        seen_document_ = true;
        break;
      case kVulnerabilities:
        seen_vulnerabilities_ = true;
        break;
      case kDocumentNotes:
      case kVulnerabilityNotes:
        first_note_ = size(document_.note_table);
        break;
      case kDocumentAcknowledgments:
      case kVulnerabilityAcknowledgments:
        first_acknowledgment_ = size(document_.acknowledgment_table);
        break;
      case kAcknowledgment:
        document_.acknowledgment_table.push_back({{size(document_.acknowledgment_parts), 0}});
        break;
      case kBranch:
        branch_ = tree_.add_branch(branch_);
        break;
      case kProduct:
        product_ = {};
        product_.branch = branch_;
        product_.identifiers.first = size(document_.identifier_table);
        break;
      case kRelationship:
      case kPath:
        related_ = {};
        steps_.clear();
        step_ = {};
        relationship_ = {};
        in_relationship_ = true;
        break;
      case kSubpath:
        step_ = {};
        related_.end = false;
        break;
      case kGroup:
        group_id_ = {};
        begin_references();
        break;
      case kVulnerability:
        begin_vulnerability();
        break;
      case kNote:
        document_.note_table.emplace_back();
        break;
      case kFlag:
      case kThreat:
      case kRemediation:
      case kExploitation:
        flag_ = {};
        threat_ = {};
        remediation_ = {};
        begin_references();
        break;
      case kScore:
        first_score_ = size(document_.score_table);
        rating_ = {};
        begin_references();
        break;
      case kCvssV2:
      case kCvssV3:
      case kCvssV4:
        document_.score_table.emplace_back();
        break;
      case kStatusList:
        begin_references();
        break;
      case kRevision:
        document_.revision_table.emplace_back();
        break;
      case kRevisions:
        document_.revisions.first = size(document_.revision_table);
        break;
      default:
        break;
    }
  }

  void key(int, std::string_view key) override { status_ = key; }

  void end(int field) override {
    switch (field) {
      case kDocumentNotes:
        document_.notes = since(document_.note_table, first_note_);
        break;
      case kVulnerabilityNotes:
        vulnerability_.notes = since(document_.note_table, first_note_);
        break;
      case kDocumentAcknowledgments:
        document_.acknowledgments = since(document_.acknowledgment_table, first_acknowledgment_);
        break;
      case kVulnerabilityAcknowledgments:
        vulnerability_.acknowledgments =
            since(document_.acknowledgment_table, first_acknowledgment_);
        break;
      case kBranch:
        branch_ = document_.branches[branch_].parent;
        break;
      case kProduct:
        end_product();
        break;
      case kRelationship:
      case kPath:
        end_relationship();
        break;
      case kSubpath:
        steps_.push_back(step_);
        related_.broken |= !related_.end;
        break;
      case kGroup:
        tree_.define_group(group_id_, references());
        break;
      case kVulnerability:
        end_vulnerability();
        break;
      case kFlag:
        flag_.products = references();
        document_.flag_table.push_back(flag_);
        break;
      case kThreat:
        threat_.products = references();
        document_.threat_table.push_back(threat_);
        break;
      case kExploitation:
        threat_.type = "first_known_exploitation";
        threat_.products = references();
        document_.threat_table.push_back(threat_);
        break;
      case kRemediation:
        remediation_.products = references();
        document_.remediation_table.push_back(remediation_);
        break;
      case kScore:
        end_score();
        break;
      case kCvssV2:
        assume_version("2.0");
        break;
      case kCvssV4:
        assume_version("4.0");
        break;
      case kStatusList:
        document_.status_table.push_back({status_, references()});
        break;
      case kRevisions:
        document_.revisions = since(document_.revision_table, document_.revisions.first);
        break;
      default:
        break;
    }
  }

  void text(int field, std::string_view text) override {
    switch (field) {
      // Most of a document, so they stand first.
      case kProductReference:
        document_.product_table.push_back(tree_.product(text));
        break;
      case kGroupReference:
        document_.product_table.push_back(tree_.group(text));
        break;
      case kCpe:
        identifier(IdentifierKind::Cpe, text);
        break;
      case kPurl:
        identifier(IdentifierKind::Purl, text);
        break;
      case kModelNumber:
        identifier(IdentifierKind::ModelNumber, text);
        break;
      case kSerialNumber:
        identifier(IdentifierKind::SerialNumber, text);
        break;
      case kSku:
        identifier(IdentifierKind::Sku, text);
        break;
      case kHash:
        identifier(IdentifierKind::Hash, text);
        break;
      case kUri:
        identifier(IdentifierKind::Uri, text);
        break;
      case kRelationshipComponent:
      case kPathBeginning:
        related_.beginning = !text.empty();
        if (related_.beginning)
          relationship_.component = tree_.product(text, ProductTree::Place::Component);
        break;
      case kRelationshipPlatform:
      case kSubpathNext:
        related_.end = !text.empty();
        if (related_.end) step_.product = tree_.product(text, ProductTree::Place::Platform);
        break;
      case kCweId:
        if (!text.empty()) document_.text_table.push_back(text);
        break;
      case kAcknowledgmentName:
        thank(Acknowledgment::Kind::Name, text);
        break;
      case kAcknowledgmentOrganization:
        thank(Acknowledgment::Kind::Organization, text);
        break;
      case kAcknowledgmentUrl:
        thank(Acknowledgment::Kind::Url, text);
        break;
      case kAcknowledgmentSummary:
        thank(Acknowledgment::Kind::Summary, text);
        break;
      case kIdText:
        if (vulnerability_.other_id.empty()) vulnerability_.other_id = trimmed(text);
        break;
      default:
        if (std::string_view* place = member(field)) *place = text;
    }
  }

  // Where vulnerabilities should be, anything else would lose them; elsewhere one thing is lost,
  // and told.
  void wrong_type(int field, std::string pointer) override {
    if (field == kDocument || field == kVulnerabilities || field == kVulnerability ||
        field == kTracking || field == kProductTree)
      throw Error(ErrorKind::Malformed, "json-type", std::move(pointer));
    diagnostics_.add("wrong-json-type", std::move(pointer));
  }

  void repeated_key(std::string pointer) override {
    diagnostics_.add("duplicate-key", std::move(pointer));
  }

 private:
  template <class T>
  static std::uint32_t size(const std::vector<T>& table) {
    return static_cast<std::uint32_t>(table.size());
  }
  template <class T>
  static Slice<T> since(const std::vector<T>& table, std::uint32_t first) {
    return {first, size(table) - first};
  }

  void begin_references() { first_reference_ = size(document_.product_table); }
  Slice<ProductIndex> references() const {
    return since(document_.product_table, first_reference_);
  }

  // Where a plain text goes.
  std::string_view* member(int field) {
    switch (field) {
      case kCsafVersion:
        return &document_.version;
      case kCategory:
        return &document_.category;
      case kTitle:
        return &document_.title;
      case kLanguage:
        return &document_.language;
      case kTlpLabel:
        return &document_.tlp;
      case kAggregateText:
        return &document_.aggregate_severity;
      case kAggregateNamespace:
        return &document_.aggregate_severity_scale;
      case kPublisherName:
        return &document_.publisher_name;
      case kPublisherNamespace:
        return &document_.publisher_namespace;
      case kPublisherContact:
        return &document_.publisher_contact;
      case kPublisherAuthority:
        return &document_.publisher_authority;
      case kTrackingId:
        return &document_.id;
      case kTrackingVersion:
        return &document_.revision;
      case kTrackingStatus:
        return &document_.status;
      case kInitialRelease:
        return &document_.initial_release;
      case kCurrentRelease:
        return &document_.current_release;
      case kRevisionNumber:
        return &document_.revision_table.back().number;
      case kRevisionDate:
        return &document_.revision_table.back().date;
      case kBranchCategory:
        return &document_.branches[branch_].category;
      case kBranchName:
        return &document_.branches[branch_].name;
      case kProductId:
        return &product_.id;
      case kProductName:
        return &product_.name;
      case kRelationshipCategory:
      case kSubpathCategory:
        return &step_.category;
      case kGroupId:
        return &group_id_;
      case kCve:
        return &vulnerability_.cve;
      case kVulnerabilityTitle:
        return &vulnerability_.title;
      case kReleaseDate:
        return &vulnerability_.release_date;
      case kDiscoveryDate:
        return &vulnerability_.discovery_date;
      case kNoteCategory:
        return &document_.note_table.back().type;
      case kNoteTitle:
        return &document_.note_table.back().title;
      case kNoteText:
        return &document_.note_table.back().text;
      case kFlagLabel:
        return &flag_.label;
      case kThreatCategory:
        return &threat_.type;
      case kThreatDetails:
      case kExploitationDate:
        return &threat_.description;
      case kCvssVersion:
        return &document_.score_table.back().version;
      case kCvssVector:
        return &document_.score_table.back().vector;
      case kCvssBaseScore:
        return &document_.score_table.back().base_score;
      case kQualitativeRating:
        return &rating_;
      case kRemediationCategory:
        return &remediation_.type;
      case kRemediationDetails:
        return &remediation_.description;
      case kRemediationUrl:
        return &remediation_.url;
      case kRestartRequired:
        return &remediation_.restart_required;
      default:
        return nullptr;
    }
  }

  void identifier(IdentifierKind kind, std::string_view text) {
    document_.identifier_table.push_back({kind, text});
  }

  void thank(Acknowledgment::Kind kind, std::string_view text) {
    document_.acknowledgment_parts.push_back({kind, text});
    ++document_.acknowledgment_table.back().parts.count;
  }

  // The name of a relationship is defined by what stands around it, which may come later.
  void end_product() {
    product_.identifiers = since(document_.identifier_table, product_.identifiers.first);
    if (in_relationship_)
      related_.product = product_;
    else
      tree_.define(product_, "/product_tree");
  }

  void end_relationship() {
    if (steps_.empty()) steps_.push_back(step_);
    step_ = {};
    if (!related_.beginning || !related_.end || related_.broken) {
      diagnostics_.add("relationship-incomplete", "/product_tree",
                       {{"id", std::string(related_.product.id)}});
    } else {
      relationship_.steps.first = size(document_.step_table);
      document_.step_table.insert(document_.step_table.end(), steps_.begin(), steps_.end());
      relationship_.steps = since(document_.step_table, relationship_.steps.first);
      related_.product.relationship = size(document_.relationships);
      document_.relationships.push_back(relationship_);
    }
    related_.product.branch = kNone;
    tree_.define(related_.product, "/product_tree");
    in_relationship_ = false;
  }

  void begin_vulnerability() {
    vulnerability_ = {};
    first_ = {size(document_.status_table), size(document_.threat_table),
              size(document_.score_table),  size(document_.remediation_table),
              size(document_.flag_table),   size(document_.text_table)};
  }

  void end_vulnerability() {
    vulnerability_.cve = trimmed(vulnerability_.cve);
    vulnerability_.statuses = since(document_.status_table, first_.status);
    vulnerability_.threats = since(document_.threat_table, first_.threat);
    vulnerability_.scores = since(document_.score_table, first_.score);
    vulnerability_.remediations = since(document_.remediation_table, first_.remediation);
    vulnerability_.flags = since(document_.flag_table, first_.flag);
    vulnerability_.cwes = since(document_.text_table, first_.text);
    document_.vulnerabilities.push_back(vulnerability_);
  }

  void assume_version(std::string_view version) {
    ScoreSet& score = document_.score_table.back();
    if (score.version.empty()) score.version = version;
  }

  // A score object may hold several versions, and its products may stand behind them.
  void end_score() {
    const Slice<ProductIndex> products = references();
    for (std::uint32_t i = first_score_; i < document_.score_table.size(); ++i)
      document_.score_table[i].products = products;
    if (!rating_.empty()) document_.threat_table.push_back({"severity", rating_, products});
  }

  struct Related {
    ProductTree::Definition product;
    bool beginning = false;
    bool end = false;
    bool broken = false;  // a subpath leads nowhere
  };
  struct Firsts {
    std::uint32_t status = 0, threat = 0, score = 0, remediation = 0, flag = 0, text = 0;
  };

  Document& document_;
  Diagnostics& diagnostics_;
  ProductTree tree_;
  bool seen_document_ = false;
  bool seen_vulnerabilities_ = false;

  // What is being read.
  std::uint32_t branch_ = kNone;
  ProductTree::Definition product_;
  Relationship relationship_;
  Related related_;
  bool in_relationship_ = false;
  Relationship::Step step_;
  std::vector<Relationship::Step> steps_;
  std::string_view group_id_;
  Vulnerability vulnerability_;
  Firsts first_;
  Flag flag_;
  Threat threat_;
  Remediation remediation_;
  std::string_view status_;
  std::string_view rating_;
  std::uint32_t first_score_ = 0;
  std::uint32_t first_note_ = 0;
  std::uint32_t first_acknowledgment_ = 0;
  std::uint32_t first_reference_ = 0;
};

// "\\udc00" without its other half is not Unicode, and RapidJSON makes it three bytes that are not
// UTF-8 (it refuses the other half alone).
class SurrogateRemover {
 public:
  SurrogateRemover(Document& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  void clean() {
    Document& d = document_;
    for (std::string_view* each :
         {&d.title, &d.id, &d.version, &d.category, &d.status, &d.language, &d.tlp, &d.revision,
          &d.publisher_name, &d.publisher_namespace, &d.publisher_contact, &d.publisher_authority,
          &d.aggregate_severity, &d.aggregate_severity_scale, &d.initial_release,
          &d.current_release})
      clean(*each);
    for (Product& each : d.products) clean(each.id), clean(each.name);
    for (Branch& each : d.branches) clean(each.category), clean(each.name);
    for (Redefinition& each : d.redefinitions) clean(each.name);
    for (Relationship::Step& each : d.step_table) clean(each.category);
    for (Status& each : d.status_table) clean(each.type);
    for (ProductIdentifier& each : d.identifier_table) clean(each.text);
    for (Vulnerability& each : d.vulnerabilities)
      clean(each.title), clean(each.cve), clean(each.other_id);
    for (Status& each : d.status_table) clean(each.type);
    for (std::string_view& each : d.text_table) clean(each);
    for (Note& each : d.note_table) clean(each.type), clean(each.title), clean(each.text);
    for (Acknowledgment::Part& each : d.acknowledgment_parts) clean(each.text);
    for (Flag& each : d.flag_table) clean(each.label);
    for (Threat& each : d.threat_table) clean(each.type), clean(each.description);
    for (ScoreSet& each : d.score_table)
      clean(each.version), clean(each.base_score), clean(each.vector);
    for (Remediation& each : d.remediation_table)
      clean(each.type), clean(each.description), clean(each.url), clean(each.restart_required);
  }

 private:
  void clean(std::string_view& text) {
    for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
         at = text.find('\xED', at + 1)) {
      if (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) < 0xA0) continue;
      const std::string sound = with_valid_utf8(text);
      char* copy = static_cast<char*>(document_.text->allocate(sound.size(), 1));
      text = {copy, sound.copy(copy, sound.size())};
      diagnostics_.add("lone-surrogate", {});
      return;
    }
  }

  Document& document_;
  Diagnostics& diagnostics_;
};

}  // namespace

namespace {

// Most documents are small; growing their tables step by step would cost more than filling them.
void reserve(Document& document) {
  constexpr std::size_t kSome = 64;
  document.products.reserve(kSome);
  document.branches.reserve(kSome);
  document.product_table.reserve(4 * kSome);
  document.note_table.reserve(kSome);
  document.remediation_table.reserve(kSome);
  document.vulnerabilities.reserve(kSome / 4);
  document.status_table.reserve(kSome / 4);
  document.score_table.reserve(kSome / 4);
}

}  // namespace

bool begins_like_csaf(std::string_view utf8) {
  const auto string = [&utf8]() -> std::string_view {
    if (!utf8.starts_with('"')) return {};
    const std::string_view text = utf8.substr(1, utf8.find('"', 1) - 1);
    utf8.remove_prefix(std::min(text.size() + 2, utf8.size()));
    utf8 = trimmed_left(utf8);
    return text;
  };
  utf8 = trimmed_left(utf8);
  if (!utf8.starts_with('{')) return false;
  utf8 = trimmed_left(utf8.substr(1));
  const std::string_view key = string();
  if (key == "document" || key == "product_tree" || key == "vulnerabilities") return true;
  if (key != "$schema" || !utf8.starts_with(':')) return false;
  utf8 = trimmed_left(utf8.substr(1));
  return contains_ignoring_case(string(), "csaf");
}

Document read_csaf(std::span<char> text, Diagnostics& diagnostics, std::string_view original) {
  Document document;
  document.format = Format::Csaf;
  reserve(document);
  CsafReader reader(document, diagnostics);
  read_json_in_place(text, csaf_shape(), reader, original);
  reader.finish();
  SurrogateRemover(document, diagnostics).clean();
  return document;
}

}  // namespace patchmatrix
