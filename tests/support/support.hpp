// SPDX-License-Identifier: Apache-2.0
#pragma once

// What tests of several stages share.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix::test {

std::filesystem::path source_folder();  // of the project
std::filesystem::path program();        // the built binary

// The real documents, if PATCHMATRIX_CORPUS names them.
std::optional<std::filesystem::path> corpus();

// Skips the running test, naming what it would have read, unless the corpus has it.
#define PATCHMATRIX_NEEDS(relative)                                        \
  if (!patchmatrix::test::corpus() ||                                      \
      !std::filesystem::exists(*patchmatrix::test::corpus() / (relative))) \
  GTEST_SKIP() << "needs " << (relative) << " below PATCHMATRIX_CORPUS"

// A folder that is removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  // Writes a file below the folder and gives its path.
  std::filesystem::path write(const std::string& name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

const Feeds& shipped_feeds();                             // feeds/ of the project
const Vendor& shipped_vendor(const std::string& id);      // one of them
const Words& shipped_words(const std::string& language);  // reports/words of the project

// "kind where code name=value …": an Error as one text, so that tests assert all of it. "no error"
// if `action` throws none.
std::string error_of(const std::function<void()>& action);

// "code where name=value … ×count", one a line.
std::string text_of(const Diagnostics& diagnostics);

// Runs the built program with these arguments (no shell), in a fixed environment (LC_ALL=C.UTF-8
// and nothing else but PATH and what `environment` adds).
struct RunResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};
RunResult run_program(const std::vector<std::string>& arguments, const std::string& input = {},
                      const std::vector<std::string>& environment = {});

// A document and its findings from text, with the buffers they need.
struct Normalized {
  std::string bytes;
  Diagnostics diagnostics;
  Findings findings;
};
// Parses and normalises with the shipped feeds. The result is heap-allocated because findings hold
// views into `bytes`.
std::unique_ptr<Normalized> normalized(std::string_view bytes);

// A minimal CVRF document in MSRC's form: `product_tree` and `vulnerabilities` are XML, `head` is
// put before the product tree (notes, for instance).
std::string msrc_document(std::string_view product_tree, std::string_view vulnerabilities,
                          std::string_view head = {});

}  // namespace patchmatrix::test
