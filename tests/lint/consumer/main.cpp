// SPDX-License-Identifier: Apache-2.0

// The pipeline as another program uses it: main DATA-FOLDER

#include <filesystem>
#include <iostream>
#include <string_view>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/parse.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/version.hpp>
#include <patchmatrix/words.hpp>

namespace {

constexpr std::string_view kAdvisory = R"(
<cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1">
<DocumentPublisher><ContactDetails>secure@microsoft.com</ContactDetails></DocumentPublisher>
<ProductTree><FullProductName ProductID="1">Windows 10 Version 22H2</FullProductName></ProductTree>
<Vulnerability><CVE>CVE-2022-0001</CVE>
<ProductStatuses><Status Type="Known Affected"><ProductID>1</ProductID></Status></ProductStatuses>
<Threats>
<Threat Type="Severity"><Description>Important</Description><ProductID>1</ProductID></Threat>
<Threat Type="Impact"><Description>Elevation of Privilege</Description><ProductID>1</ProductID></Threat>
</Threats></Vulnerability></cvrfdoc>)";

}  // namespace

int main(int count, char** values) {
  using namespace patchmatrix;
  if (count != 2) return 2;
  const std::filesystem::path data = values[1];
  const Feeds feeds = load_feeds(data / "feeds");
  const Words words(data / "reports" / "words", "ja", "");
  Normalizer normalizer(feeds);
  Diagnostics diagnostics;
  const Findings findings = normalizer.normalize(parse(kAdvisory, diagnostics), diagnostics);
  const Report report = build_report({{&findings, {"-", "", ""}}}, {}, feeds.impact_order);
  if (render_text(report, {}, words, {}).empty()) return 1;
  std::cout << "patchmatrix " << kVersion << '\n';
  for (const VulnerabilityRow& row : report.vulnerabilities)
    std::cout << row.id << ' ' << slug(row.rating.severity) << ' ' << slug(row.rating.impact) << ' '
              << row.families.at(0) << '\n';
}
