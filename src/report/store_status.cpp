// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/escape.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

// "23.4 MB"
std::string megabytes(std::uint64_t bytes) {
  const std::uint64_t tenths = (bytes + 50'000) / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

VendorFacts total_of(const StoreFacts& facts) {
  VendorFacts out;
  for (const VendorFacts& each : facts.vendors) {
    out.documents += each.documents;
    out.versions += each.versions;
    out.vulnerabilities += each.vulnerabilities;
    out.withdrawn += each.withdrawn;
    out.findings += each.findings;
    out.newest = std::max(out.newest, each.newest);
  }
  return out;
}

class StatusPage {
 public:
  StatusPage(const StoreStatus& status, const Feeds& feeds, const Words& words)
      : status_(status), feeds_(feeds), words_(words) {}

  Page page() {
    page_.emplace_back(
        Heading{words_.fill("store.heading", {{"file", printable(status_.file)}}), 1});
    page_.emplace_back(vendors());
    if (!status_.feeds.empty()) {
      page_.emplace_back(Heading{words_["store.feeds"], 2});
      page_.emplace_back(feeds());
    }
    page_.emplace_back(Heading{words_["store.state"], 2});
    page_.emplace_back(state());
    if (status_.problems.empty()) return std::move(page_);
    Bullets problems;
    problems.tone = Severity::Critical;
    problems.mark = words_["text.bullet"];
    problems.lead = with_number(words_, "store.problems", status_.problems.size());
    problems.items = status_.problems;
    page_.emplace_back(std::move(problems));
    return std::move(page_);
  }

 private:
  TableBlock vendors() const {
    TableBlock table;
    table.columns = {{words_["store.vendor"], true},    {words_["store.documents"], true},
                     {words_["store.versions"], true},  {words_["store.vulnerabilities"], true},
                     {words_["store.withdrawn"], true}, {words_["store.findings"], true},
                     {words_["store.newest"]}};
    for (const VendorFacts& each : status_.facts.vendors)
      table.rows.push_back(row(vendor_name(feeds_, words_, each.vendor), each));
    if (status_.facts.vendors.size() != 1)
      table.rows.push_back(row(words_["store.all"], total_of(status_.facts)));
    return table;
  }

  TableRow row(std::string name, const VendorFacts& facts) const {
    return {{},
            {std::move(name), std::to_string(facts.documents), std::to_string(facts.versions),
             std::to_string(facts.vulnerabilities), std::to_string(facts.withdrawn),
             std::to_string(facts.findings), day_text(facts.newest, words_)}};
  }

  TableBlock feeds() const {
    TableBlock table;
    table.columns = {{words_["feeds.id"], true},
                     {words_["feeds.last_success"], true},
                     {words_["store.documents"], true},
                     {words_["store.failed"], true}};
    for (const FeedFreshness& each : status_.feeds)
      table.rows.push_back(
          {{},
           {printable(each.feed),
            each.last_success ? minute_of(each.last_success, words_) : words_["feeds.never"],
            std::to_string(each.documents), std::to_string(each.failed)}});
    return table;
  }

  Paragraph state() const {
    Paragraph out;
    out.lines.push_back(catalogue("column.kev", status_.facts.kev));
    out.lines.push_back(catalogue("column.epss", status_.facts.epss));
    out.lines.push_back(
        words_.fill("store.size", {{"file", megabytes(status_.bytes)},
                                   {"raw", megabytes(status_.facts.raw_bytes)},
                                   {"published", megabytes(status_.facts.document_bytes)}}));
    out.lines.push_back(words_[status_.definitions_current ? "store.definitions_current"
                                                           : "store.definitions_outdated"]);
    if (status_.problems.empty()) out.lines.push_back(words_["store.sound"]);
    return out;
  }

  std::string catalogue(const char* name, const std::optional<StoredCatalogue>& catalogue) const {
    const std::string value =
        !catalogue
            ? words_["store.no_catalogue"]
            : words_.fill("store.catalogue", {{"version", printable(catalogue->name)},
                                              {"day", day_text(catalogue->date, words_)},
                                              {"entries", std::to_string(catalogue->entries)},
                                              {"time", minute_of(catalogue->fetched_at, words_)}});
    return words_.fill("show.fact", {{"name", words_[name]}, {"value", value}});
  }

  const StoreStatus& status_;
  const Feeds& feeds_;
  const Words& words_;
  Page page_;
};

void put(JsonFields& json, const char* key, const std::optional<StoredCatalogue>& catalogue) {
  json.writer().key(key);
  if (!catalogue) {
    json.writer().null();
    return;
  }
  json.writer().begin_object();
  json.text("version", catalogue->name);
  json.instant("date", catalogue->date);
  json.instant("fetched_at", catalogue->fetched_at);
  json.number("entries", catalogue->entries);
  json.writer().end_object();
}

}  // namespace

std::string render_status_text(const StoreStatus& status, const Feeds& feeds, const Words& words,
                               const TextStyle& style) {
  return page_text(StatusPage(status, feeds, words).page(), style);
}

std::string render_status_json(const StoreStatus& status) {
  JsonFields json;
  json.writer().begin_object();
  json.text("schema", "patchmatrix.status/1");
  json.text("file", status.file);
  json.number("bytes", status.bytes);
  json.number("raw_bytes", status.facts.raw_bytes);
  json.number("document_bytes", status.facts.document_bytes);
  json.flag("definitions_current", status.definitions_current);
  json.writer().key("vendors").begin_array();
  for (const VendorFacts& each : status.facts.vendors) {
    json.writer().begin_object();
    json.text("vendor", each.vendor);
    json.number("documents", each.documents);
    json.number("versions", each.versions);
    json.number("vulnerabilities", each.vulnerabilities);
    json.number("withdrawn", each.withdrawn);
    json.number("findings", each.findings);
    json.instant("newest", each.newest);
    json.writer().end_object();
  }
  json.writer().end_array();
  json.writer().key("feeds").begin_array();
  for (const FeedFreshness& each : status.feeds) {
    json.writer().begin_object();
    json.text("feed", each.feed);
    json.instant("last_success", each.last_success);
    json.number("documents", each.documents);
    json.number("failed", each.failed);
    json.writer().end_object();
  }
  json.writer().end_array();
  put(json, "kev", status.facts.kev);
  put(json, "epss", status.facts.epss);
  json.texts("problems", status.problems);
  json.writer().end_object();
  return json.take();
}

std::string render_export_csv(const std::vector<ExportedFile>& files) {
  std::string out =
      "\xEF\xBB\xBFkind,vendor,publisher,tracking_id,revision,sha256,fetched_at,source,feed,hash,"
      "signature,file\r\n";
  for (const ExportedFile& each : files) {
    const ExportedVersion& version = each.version;
    const std::string fetched_at = to_string(version.fetched_at);
    for (const std::string* field :
         {&version.kind, &version.vendor, &version.publisher, &version.tracking, &version.revision,
          &version.sha256, &fetched_at, &version.source, &version.feed, &version.hash,
          &version.signature}) {
      append_csv_field(*field, out);
      out += ',';
    }
    append_csv_field(each.file, out);
    out += "\r\n";
  }
  return out;
}

}  // namespace patchmatrix
