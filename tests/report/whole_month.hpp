// SPDX-License-Identifier: Apache-2.0
#pragma once

// The small month with everything that stands around a release: own machines, an earlier state,
// the month before, cautions, the next release and a week.

#include "report/small_month.hpp"

namespace patchmatrix::test {

inline Day day_named(const char* text) { return parse_day(text).value(); }

inline Report whole_report() {
  Report report = small_report();
  report.program = "patchmatrix 1.2.3";
  report.inputs[0].fetched_at = parse_instant("2022-11-08T19:00:00Z");
  report.inputs[0].status = "Interim";

  report.kev = CatalogueNote{"2022.11.08", parse_instant("2022-11-08T18:00:00Z"), 1};
  for (VulnerabilityRow& each : report.vulnerabilities)
    if (each.id == "CVE-2022-0001")
      each.kev = KevMark{day_named("2022-11-08"), day_named("2022-12-09"), true};
  report.totals.kev = report.totals.kev_ransomware = 1;
  prioritize(report);

  VulnerabilityRow earlier;
  earlier.id = "CVE-2022-0900";
  earlier.title = "Example Mail Server Remote Code Execution Vulnerability";
  earlier.rating = {Severity::Critical, Impact::RemoteCodeExecution};
  earlier.cvss_base = "8.0";
  earlier.cvss_version = "3.1";
  earlier.exploited = Answer::Yes;
  earlier.documented = "2022-09";
  earlier.updates = {"KB5000003"};
  report.fixed_now = {earlier};
  report.urgency = {true, 2, 7, 2, day_named("2022-12-09")};

  report.own =
      OwnTotals{.open = 7, .fixed = 3, .unknown = 2, .unconcerned = 1, .judged = 13, .stale = 1};
  OwnDetails details;
  details.products = {{"Example 10 Version 22H2", {.open = 7, .unknown = 1, .fixed = 3}},
                      {"Example Mail 2019", {.unknown = 1}}};
  OwnMachine machine;
  machine.name = "pc-1";
  machine.system = "Example 10";
  machine.worst = "open";
  machine.vulnerabilities = {.open = 2};
  machine.exploited = 1;
  machine.updates = {"KB5000002"};
  details.machines = {machine};
  details.machines_left_out = 12;
  details.unmatched = {{"Example Editor", "no-product", 4}};
  report.own_details = details;
  for (UpdateRow& each : report.updates) each.own = each.name == "KB5000002" ? 7 : 0;
  for (FamilyRow& each : report.families)
    if (each.id == "windows-10") each.own = OwnMachines{7, 12};

  Change flag;
  flag.type = ChangeType::Exploited;
  flag.vulnerability = "CVE-2022-0001";
  flag.title = "Example Kernel Elevation of Privilege Vulnerability";
  flag.old_value = "no";
  flag.new_value = "yes";
  flag.revision = "1.1";
  flag.date = parse_instant("2022-11-11T08:00:00Z");
  Change score = flag;
  score.type = ChangeType::Score;
  score.vulnerability = "CVE-2022-0002";
  score.title = "Example Network Remote Code Execution Vulnerability";
  score.product_id = "1";
  score.product = "Example 10 Version 22H2";
  score.products = 1;
  score.field = "cvss-3.1";
  score.old_value = "8.1";
  score.new_value = "9.8";
  report.changes = ReleaseChanges{"2022-11-08", "", true, {flag, score}};

  Totals before;
  before.vulnerabilities = before.counted = 5;
  before.by_severity = {{Severity::Critical, 2}, {Severity::Important, 3}};
  before.by_impact = {{Impact::RemoteCodeExecution, 4}, {Impact::Tampering, 1}};
  before.by_severity_and_impact = {{{Severity::Critical, Impact::RemoteCodeExecution}, 2},
                                   {{Severity::Important, Impact::RemoteCodeExecution}, 2},
                                   {{Severity::Important, Impact::Tampering}, 1}};
  before.exploited = 1;
  before.updates = 9;
  report.months = {{{2022, 10}, before}, {{2022, 11}, report.totals}};

  Caution phase, end, manual, servicing;
  phase.day = day_named("2022-12-13");
  phase.subject = "CVE-2022-0700";
  phase.text = {"既定で拒否します", "denied by default"};
  end.kind = Caution::Kind::SupportEnd;
  end.day = day_named("2023-01-10");
  end.subject = "Example 8.1";
  manual.kind = Caution::Kind::Manual;
  manual.items = {"Release Notes", "Click to Run"};
  manual.vulnerabilities = 3;
  servicing.kind = Caution::Kind::Servicing;
  servicing.items = {"KB5000001"};
  report.cautions = {phase, end, manual, servicing};

  report.next = NextRelease{parse_instant("2022-12-13T18:00:00Z").value(),
                            "PST-08PDT+01,M3.2.0/02:00,M11.1.0/02:00", "US Pacific"};

  Week week{day_named("2022-11-07"), day_named("2022-11-13"), {}};
  WeekVendor vendor{
      report.release.vendor, report.release.vendor_name, report.release.severity_axis, {}, {}};
  vendor.released = {{1, vendor.id, true, "1.0", day_named("2022-11-08"), false},
                     {2, vendor.id, true, "1.0", day_named("2022-11-08"), false}};
  vendor.revised = {{0, vendor.id, false, "2.0", day_named("2022-11-11"), true},
                    {3, vendor.id, false, "1.1", day_named("2022-11-11"), false}};
  week.vendors = {vendor};
  report.week = week;
  return report;
}

}  // namespace patchmatrix::test
