// SPDX-License-Identifier: Apache-2.0
#pragma once

// JSON outputs and the schemas in docs/ that they promise to meet.

#include <string>
#include <vector>

#include <rapidjson/document.h>

namespace patchmatrix::test {

// Fails the running test for what is no JSON.
rapidjson::Document parsed(const std::string& text);

rapidjson::Document schema_document(const std::string& name);  // of docs/<name>.schema.json

// "where: what" the schema finds wrong; empty for what meets it.
std::vector<std::string> complaints(const std::string& schema, const rapidjson::Value& document);

}  // namespace patchmatrix::test
