// SPDX-License-Identifier: Apache-2.0
#include "report/pictures.hpp"

#include <algorithm>

#include "io/templates.hpp"

namespace patchmatrix {
namespace {

// In units of the picture, which is as wide as its months.
constexpr std::size_t kBarHeight = 100, kBarWidth = 34, kStep = 48, kTop = 18, kBottom = 20;

std::string attribute(const char* name, std::size_t value) {
  return std::string(" ") + name + "=\"" + std::to_string(value) + '"';
}

std::string rectangle(const char* classes, std::size_t x, std::size_t y, std::size_t height) {
  return std::string("<rect class=\"") + classes + '"' + attribute("x", x) + attribute("y", y) +
         attribute("width", kBarWidth) + attribute("height", height) + "/>";
}

std::string text(const char* classes, std::size_t x, std::size_t y, const std::string& content) {
  return std::string("<text class=\"") + classes + '"' + attribute("x", x) + attribute("y", y) +
         ">" + escape_html(content) + "</text>";
}

std::string month_bar(const MonthTotals& month, std::size_t x, std::size_t highest, bool last) {
  const std::string name = to_string(month.month).substr(2);
  std::string out = text("month", x + kBarWidth / 2, kTop + kBarHeight + kBottom - 5, name);
  if (!month.totals) return out;
  const std::size_t counted = month.totals->counted, critical = critical_of(*month.totals);
  const std::size_t height = counted * kBarHeight / highest;
  const std::size_t grave = critical * kBarHeight / highest;
  const std::size_t bottom = kTop + kBarHeight;
  out += rectangle(last ? "bar last" : "bar", x, bottom - height, height - grave);
  out += rectangle("bar-critical", x, bottom - grave, grave);
  return out + text("value", x + kBarWidth / 2, bottom - height - 5, std::to_string(counted));
}

}  // namespace

std::size_t critical_of(const Totals& totals) {
  const auto at = totals.by_severity.find(Severity::Critical);
  return at == totals.by_severity.end() ? 0 : at->second;
}

std::string months_picture(const std::vector<MonthTotals>& months, const Words& words) {
  if (months.empty()) return {};
  std::size_t highest = 1;
  for (const MonthTotals& each : months)
    if (each.totals) highest = std::max(highest, each.totals->counted);
  const std::size_t width = months.size() * kStep, height = kTop + kBarHeight + kBottom;
  std::string out =
      "<svg class=\"bars\" role=\"img\" aria-labelledby=\"bars-title bars-text\" "
      "viewBox=\"0 0 " +
      std::to_string(width) + ' ' + std::to_string(height) + '"' + attribute("width", width) +
      attribute("height", height) + '>';
  out += "<title id=\"bars-title\">" + escape_html(words["page.months"]) + "</title>";
  out += "<desc id=\"bars-text\">" +
         escape_html(words.fill("page.months_text", {{"first", to_string(months.front().month)},
                                                     {"last", to_string(months.back().month)},
                                                     {"highest", std::to_string(highest)}})) +
         "</desc>";
  for (std::size_t i = 0; i < months.size(); ++i)
    out +=
        month_bar(months[i], i * kStep + (kStep - kBarWidth) / 2, highest, i + 1 == months.size());
  return out + "<path class=\"axis\" d=\"M0 " + std::to_string(kTop + kBarHeight) + " H" +
         std::to_string(width) + "\"/></svg>";
}

}  // namespace patchmatrix
