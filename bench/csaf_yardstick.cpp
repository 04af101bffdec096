// SPDX-License-Identifier: Apache-2.0
//
// The least that a program built on a tree can do with JSON files: read each and parse it in place
// into a tree, nothing more. One program for each parser that csaf_bench compares with.

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#if defined(PATCHMATRIX_SIMDJSON)
#include <simdjson.h>
#else
#include <rapidjson/document.h>
#endif

#include "io/files.hpp"

namespace {

#if defined(PATCHMATRIX_SIMDJSON)
class Parser {
 public:
  bool parse(char* text, std::size_t size) {
    return parser_.parse(text, size, false).error() == simdjson::SUCCESS;
  }

 private:
  simdjson::dom::parser parser_;
};
#else
class Parser {
 public:
  bool parse(char* text, std::size_t) {
    rapidjson::Document document;
    return !document.ParseInsitu(text).HasParseError();
  }
};
#endif

}  // namespace

int main(int, char** values) {
  patchmatrix::Buffer buffer;
  Parser parser;
  for (const auto& file : patchmatrix::files_below(values[1])) {
    const auto text = patchmatrix::read_file(file, buffer);  // zero bytes stand behind it
    if (!parser.parse(const_cast<char*>(text.data()), text.size())) {
      std::fprintf(stderr, "%s\n", file.c_str());
      return 1;
    }
  }
  return 0;
}
