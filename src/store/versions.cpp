// SPDX-License-Identifier: Apache-2.0
#include "store/versions.hpp"

#include "store/rows.hpp"

namespace patchmatrix {

DocumentArrivals arrivals_of(Database& database, std::int64_t document) {
  DocumentArrivals out;
  Statement query = database.prepare(
      "SELECT v.id, a.id, a.fetched_at, a.witnessed, v.revision, v.current_release "
      "FROM version v JOIN arrival a ON a.version = v.id WHERE v.document = ?");
  for (query.bind({document}); query.next();) {
    VersionArrival each;
    each.version = query.number(0);
    each.arrival = query.number(1);
    each.fetched_at = instant_in(query, 2).value_or(Instant());
    each.witnessed = query.number(3) != 0;
    each.revision = out.texts.emplace_back(query.text(4));
    each.dated = instant_in(query, 5);
    out.list.push_back(each);
  }
  return out;
}

std::string raw_of(Database& database, std::int64_t version) {
  Statement query = database.prepare("SELECT bytes FROM raw WHERE version = ?");
  query.bind({version}).next();
  return std::string(query.blob(0));
}

}  // namespace patchmatrix
