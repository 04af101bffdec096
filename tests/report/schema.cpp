// SPDX-License-Identifier: Apache-2.0
#include "report/schema.hpp"

#include <map>

#include <gtest/gtest.h>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

rapidjson::Document parsed(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

rapidjson::Document schema_document(const std::string& name) {
  return parsed(read_file(source_folder() / "docs" / (name + ".schema.json")));
}

std::vector<std::string> complaints(const std::string& name, const rapidjson::Value& document) {
  const rapidjson::Document definition = schema_document(name);
  valijson::Schema schema;
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  const valijson::adapters::RapidJsonAdapter schema_adapter(definition);
  parser.populateSchema(schema_adapter, schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  const valijson::adapters::RapidJsonAdapter adapter(document);
  std::vector<std::string> out;
  if (validator.validate(schema, adapter, &results)) return out;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string where;
    for (const std::string& each : error.context) where += each;
    out.push_back(where + ": " + error.description);
  }
  return out;
}

}  // namespace patchmatrix::test
