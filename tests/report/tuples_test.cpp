// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;

std::string csv(const std::string& document) {
  std::string out = tuples_csv_header();
  append_tuples_csv(normalized(document)->findings, out);
  return out;
}

std::string ndjson(const std::string& document) {
  std::string out;
  append_tuples_ndjson(normalized(document)->findings, out);
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

TEST(TuplesCsv, HasAByteOrderMarkAHeaderAndALineForEachTuple) {
  EXPECT_EQ(
      csv(small_month()),
      "\xEF\xBB\xBF" +
          with_crlf(
              R"OUT(vendor,document,vulnerability,product_id,product,family,status,severity,severity_source,impact,impact_source,cvss_base,cvss_vector,exploited,disclosed,exploitability,component,fixes,fixed_builds,released,product_vendor,product_name,version,architecture,package,platform,cpe,purl,model_numbers,skus,older_affected,justification,severity_word,severity_scale,document_severity,impacts,impact_word,cwes,cvss_version,cvss_scores
microsoft,2022-Nov,CVE-2022-0001,1,Windows 10 Version 22H2 for x64-based Systems,windows-10,affected,important,vendor,elevation-of-privilege,vendor,7.8,CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H,yes,no,detected,Example Kernel,KB5000002,10.0.19045.2251,2022-11-08T08:00:00Z,Microsoft,Windows 10 Version 22H2 for x64-based Systems,,,,,,,,,,,Important,vendor,,elevation-of-privilege,Elevation of Privilege,,3.1,3.1:7.8
microsoft,2022-Nov,CVE-2022-0001,2,Windows 10 Version 21H2 for x64-based Systems,windows-10,affected,important,vendor,elevation-of-privilege,vendor,7.8,CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H,yes,no,detected,Example Kernel,KB5000002,10.0.19045.2251,2022-11-08T08:00:00Z,Microsoft,Windows 10 Version 21H2 for x64-based Systems,,,,,,,,,,,Important,vendor,,elevation-of-privilege,Elevation of Privilege,,3.1,3.1:7.8
microsoft,2022-Nov,CVE-2022-0002,1,Windows 10 Version 22H2 for x64-based Systems,windows-10,affected,critical,vendor,remote-code-execution,vendor,9.8,CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H,no,no,less-likely,Example Network,KB5000002,,2022-11-08T08:00:00Z,Microsoft,Windows 10 Version 22H2 for x64-based Systems,,,,,,,,,,,Critical,vendor,,remote-code-execution,Remote Code Execution,,3.1,3.1:9.8
microsoft,2022-Nov,CVE-2022-0002,2,Windows 10 Version 21H2 for x64-based Systems,windows-10,affected,moderate,vendor,security-feature-bypass,vendor,8.1,CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H,no,no,less-likely,Example Network,KB5000001,,2022-11-08T08:00:00Z,Microsoft,Windows 10 Version 21H2 for x64-based Systems,,,,,,,,,,,Moderate,vendor,,security-feature-bypass,Security Feature Bypass,,3.1,3.1:8.1
microsoft,2022-Nov,CVE-2022-0003,3,Microsoft Exchange Server 2019 Cumulative Update 12,exchange-server,affected,critical,vendor,elevation-of-privilege,vendor,,,no,yes,,Example Mail,KB5000003,,2022-11-08T08:00:00Z,Microsoft,Microsoft Exchange Server 2019 Cumulative Update 12,,,,,,,,,,,Critical,vendor,,elevation-of-privilege,Elevation of Privilege,,,
microsoft,2022-Nov,CVE-2022-0004,4,Windows Sysmon,windows-sysmon,affected,unknown,vendor,spoofing,vendor,,,,,,,Release Notes,,2022-11-08T08:00:00Z,Microsoft,Windows Sysmon,,,,,,,,,,,Terrible,vendor,,spoofing,Spoofing,,,
microsoft,2022-Nov,CVE-2022-0005,5,CBL Mariner 2.0 x64,azure-linux,affected,important,vendor,unspecified,,,,,,,Mariner,,,2022-11-08T08:00:00Z,Microsoft,CBL Mariner 2.0 x64,,,,,,,,,,,Important,vendor,,,,,,
)OUT"));
}

TEST(TuplesNdjson, HasAnObjectForEachTuple) {
  EXPECT_EQ(
      ndjson(small_month()),
      R"OUT({"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0001","product_id":"1","product":"Windows 10 Version 22H2 for x64-based Systems","family":"windows-10","status":"affected","severity":"important","severity_source":"vendor","impact":"elevation-of-privilege","impact_source":"vendor","cvss_base":7.8,"cvss_vector":"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H","exploited":true,"disclosed":false,"exploitability":"detected","component":"Example Kernel","fixes":["KB5000002"],"fixed_builds":["10.0.19045.2251"],"fix_details":[{"name":"KB5000002","sub_type":null,"fixed_build":"10.0.19045.2251","supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"Windows 10 Version 22H2 for x64-based Systems","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Important","severity_scale":"vendor","document_severity":null,"impacts":["elevation-of-privilege"],"impact_word":"Elevation of Privilege","cwes":[],"cvss_version":"3.1","cvss_scores":[{"version":"3.1","base":7.8,"published":7.8,"vector":"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"}]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0001","product_id":"2","product":"Windows 10 Version 21H2 for x64-based Systems","family":"windows-10","status":"affected","severity":"important","severity_source":"vendor","impact":"elevation-of-privilege","impact_source":"vendor","cvss_base":7.8,"cvss_vector":"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H","exploited":true,"disclosed":false,"exploitability":"detected","component":"Example Kernel","fixes":["KB5000002"],"fixed_builds":["10.0.19045.2251"],"fix_details":[{"name":"KB5000002","sub_type":null,"fixed_build":"10.0.19045.2251","supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"Windows 10 Version 21H2 for x64-based Systems","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Important","severity_scale":"vendor","document_severity":null,"impacts":["elevation-of-privilege"],"impact_word":"Elevation of Privilege","cwes":[],"cvss_version":"3.1","cvss_scores":[{"version":"3.1","base":7.8,"published":7.8,"vector":"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"}]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0002","product_id":"1","product":"Windows 10 Version 22H2 for x64-based Systems","family":"windows-10","status":"affected","severity":"critical","severity_source":"vendor","impact":"remote-code-execution","impact_source":"vendor","cvss_base":9.8,"cvss_vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","exploited":false,"disclosed":false,"exploitability":"less-likely","component":"Example Network","fixes":["KB5000002"],"fixed_builds":[""],"fix_details":[{"name":"KB5000002","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"Windows 10 Version 22H2 for x64-based Systems","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Critical","severity_scale":"vendor","document_severity":null,"impacts":["remote-code-execution"],"impact_word":"Remote Code Execution","cwes":[],"cvss_version":"3.1","cvss_scores":[{"version":"3.1","base":9.8,"published":9.8,"vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0002","product_id":"2","product":"Windows 10 Version 21H2 for x64-based Systems","family":"windows-10","status":"affected","severity":"moderate","severity_source":"vendor","impact":"security-feature-bypass","impact_source":"vendor","cvss_base":8.1,"cvss_vector":"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H","exploited":false,"disclosed":false,"exploitability":"less-likely","component":"Example Network","fixes":["KB5000001"],"fixed_builds":[""],"fix_details":[{"name":"KB5000001","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"Windows 10 Version 21H2 for x64-based Systems","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Moderate","severity_scale":"vendor","document_severity":null,"impacts":["security-feature-bypass"],"impact_word":"Security Feature Bypass","cwes":[],"cvss_version":"3.1","cvss_scores":[{"version":"3.1","base":8.1,"published":8.1,"vector":"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0003","product_id":"3","product":"Microsoft Exchange Server 2019 Cumulative Update 12","family":"exchange-server","status":"affected","severity":"critical","severity_source":"vendor","impact":"elevation-of-privilege","impact_source":"vendor","cvss_base":null,"cvss_vector":null,"exploited":false,"disclosed":true,"exploitability":null,"component":"Example Mail","fixes":["KB5000003"],"fixed_builds":[""],"fix_details":[{"name":"KB5000003","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"Microsoft Exchange Server 2019 Cumulative Update 12","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Critical","severity_scale":"vendor","document_severity":null,"impacts":["elevation-of-privilege"],"impact_word":"Elevation of Privilege","cwes":[],"cvss_version":null,"cvss_scores":[]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0004","product_id":"4","product":"Windows Sysmon","family":"windows-sysmon","status":"affected","severity":"unknown","severity_source":"vendor","impact":"spoofing","impact_source":"vendor","cvss_base":null,"cvss_vector":null,"exploited":null,"disclosed":null,"exploitability":null,"component":null,"fixes":["Release Notes"],"fixed_builds":[""],"fix_details":[{"name":"Release Notes","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"Windows Sysmon","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Terrible","severity_scale":"vendor","document_severity":null,"impacts":["spoofing"],"impact_word":"Spoofing","cwes":[],"cvss_version":null,"cvss_scores":[]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0005","product_id":"5","product":"CBL Mariner 2.0 x64","family":"azure-linux","status":"affected","severity":"important","severity_source":"vendor","impact":"unspecified","impact_source":null,"cvss_base":null,"cvss_vector":null,"exploited":null,"disclosed":null,"exploitability":null,"component":"Mariner","fixes":[],"fixed_builds":[],"fix_details":[],"released":"2022-11-08T08:00:00Z","product_vendor":"Microsoft","product_name":"CBL Mariner 2.0 x64","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":"Important","severity_scale":"vendor","document_severity":null,"impacts":[],"impact_word":null,"cwes":[],"cvss_version":null,"cvss_scores":[]}
)OUT");
}

// A month with everything that CSV and JSON must not let through.
std::string odd_month() {
  return msrc_document(
      product("1", "=Sum(A1) \"quoted\", with comma"),
      vulnerability("CVE-2022-0001", notes({{"Tag", "日本語"}}) + affected({"1", "-2"}) +
                                         fix("a|b", {"1"}) + fix("5000001", {"1"}, "10.0|1") +
                                         fix("@x", {"-2"}, "")));
}

TEST(TuplesCsv, QuotesWhatNeedsItAndDisarmsFormulas) {
  EXPECT_EQ(
      csv(odd_month()).substr(tuples_csv_header().size()),
      with_crlf(
          R"OUT(microsoft,2022-Nov,CVE-2022-0001,1,"'=Sum(A1) ""quoted"", with comma",sum-a1-quoted-with-comma,affected,unspecified,,unspecified,,,,,,,日本語,a/b|KB5000001,|10.0/1,2022-11-08T08:00:00Z,,"'=Sum(A1) ""quoted"", with comma",,,,,,,,,,,,,,,,,,
microsoft,2022-Nov,CVE-2022-0001,"'-2",,undefined-product,affected,unspecified,,unspecified,,,,,,,日本語,"'@x",,2022-11-08T08:00:00Z,,"'-2",,,,,,,,,,,,,,,,,,
)OUT"));
}

TEST(TuplesNdjson, EscapesQuotesAndKeepsListsAsArrays) {
  EXPECT_EQ(
      ndjson(odd_month()),
      R"OUT({"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0001","product_id":"1","product":"=Sum(A1) \"quoted\", with comma","family":"sum-a1-quoted-with-comma","status":"affected","severity":"unspecified","severity_source":null,"impact":"unspecified","impact_source":null,"cvss_base":null,"cvss_vector":null,"exploited":null,"disclosed":null,"exploitability":null,"component":"日本語","fixes":["a|b","KB5000001"],"fixed_builds":["","10.0|1"],"fix_details":[{"name":"a|b","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null},{"name":"KB5000001","sub_type":null,"fixed_build":"10.0|1","supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":null,"product_name":"=Sum(A1) \"quoted\", with comma","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":null,"severity_scale":null,"document_severity":null,"impacts":[],"impact_word":null,"cwes":[],"cvss_version":null,"cvss_scores":[]}
{"vendor":"microsoft","document":"2022-Nov","vulnerability":"CVE-2022-0001","product_id":"-2","product":"","family":"undefined-product","status":"affected","severity":"unspecified","severity_source":null,"impact":"unspecified","impact_source":null,"cvss_base":null,"cvss_vector":null,"exploited":null,"disclosed":null,"exploitability":null,"component":"日本語","fixes":["@x"],"fixed_builds":[""],"fix_details":[{"name":"@x","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null}],"released":"2022-11-08T08:00:00Z","product_vendor":null,"product_name":"-2","version":null,"architecture":null,"package":null,"platform":null,"cpe":[],"purl":[],"model_numbers":[],"skus":[],"older_affected":false,"justification":null,"severity_word":null,"severity_scale":null,"document_severity":null,"impacts":[],"impact_word":null,"cwes":[],"cvss_version":null,"cvss_scores":[]}
)OUT");
}

TEST(TuplesNdjson, TellEverythingThatADocumentSaysOfAFix) {
  const std::string out = ndjson(msrc_document(
      product("1", "Windows Server 2022"),
      vulnerability("CVE-2022-0001",
                    affected({"1"}) + "<vuln:Remediations><vuln:Remediation Type=\"Vendor Fix\">" +
                        element("Description", "5000002") +
                        element("URL", "https://example.org/2") +
                        element("Supercedence", "5000001") + product_ids({"1"}) +
                        element("RestartRequired", "Maybe") +
                        element("SubType", "Security \"Only\"") + element("FixedBuild", "10.0.1") +
                        "</vuln:Remediation></vuln:Remediations>" + fix("Release Notes", {"1"}))));
  const std::size_t begin = out.find("\"fixes\"");
  EXPECT_EQ(
      out.substr(begin, out.find(",\"released\"") - begin),
      R"OUT("fixes":["KB5000002","Release Notes"],"fixed_builds":["10.0.1",""],"fix_details":[{"name":"KB5000002","sub_type":"Security \"Only\"","fixed_build":"10.0.1","supersedes":"5000001","restart_required":"Maybe","url":"https://example.org/2"},{"name":"Release Notes","sub_type":null,"fixed_build":null,"supersedes":null,"restart_required":null,"url":null}])OUT");
}

TEST(Tuples, AreNoneForADocumentWithoutVulnerabilities) {
  EXPECT_EQ(csv(msrc_document("", "")), tuples_csv_header());
  EXPECT_EQ(ndjson(msrc_document("", "")), "");
}

}  // namespace
}  // namespace patchmatrix
