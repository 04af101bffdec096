// SPDX-License-Identifier: Apache-2.0
#include "support/support.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <unistd.h>

#include <sys/wait.h>

#include <patchmatrix/parse.hpp>

#include "io/files.hpp"

namespace patchmatrix::test {
namespace {

const char* name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Usage:
      return "usage";
    case ErrorKind::NotFound:
      return "not-found";
    case ErrorKind::Io:
      return "io";
    case ErrorKind::Malformed:
      return "malformed";
    case ErrorKind::Unsupported:
      return "unsupported";
    case ErrorKind::Network:
      return "network";
    case ErrorKind::Busy:
      return "busy";
    case ErrorKind::Untrusted:
      return "untrusted";
  }
  return "?";
}

void append(const Arguments& arguments, std::string& out) {
  for (const auto& [name, value] : arguments) out += ' ' + name + '=' + value;
}

}  // namespace

std::filesystem::path source_folder() { return PATCHMATRIX_SOURCE_DIR; }
std::filesystem::path program() { return PATCHMATRIX_PROGRAM; }

std::optional<std::filesystem::path> corpus() {
  const char* folder = std::getenv("PATCHMATRIX_CORPUS");
  if (folder == nullptr || *folder == '\0') return std::nullopt;
  return folder;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "patchmatrix-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::string& name,
                                             std::string_view content) const {
  const std::filesystem::path file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
  return file;
}

const Feeds& shipped_feeds() {
  static const Feeds kFeeds = load_feeds(source_folder() / "feeds");
  return kFeeds;
}

const Vendor& shipped_vendor(const std::string& id) {
  for (const Vendor& vendor : shipped_feeds().vendors)
    if (vendor.id == id) return vendor;
  throw std::logic_error("no vendor " + id);
}

const Words& shipped_words(const std::string& language) {
  static std::map<std::string, Words> loaded;
  return loaded.try_emplace(language, source_folder() / "reports" / "words", language, "")
      .first->second;
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    std::string out = name_of(error.kind());
    if (!error.where().empty()) out += ' ' + error.where();
    out += ' ' + error.code();
    append(error.arguments(), out);
    return out;
  }
  return "no error";
}

std::string text_of(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& each : diagnostics.all()) {
    out += each.code;
    if (!each.where.empty()) out += ' ' + each.where;
    append(each.arguments, out);
    if (each.count > 1) out += " ×" + std::to_string(each.count);
    out += '\n';
  }
  return out;
}

RunResult run_program(const std::vector<std::string>& arguments, const std::string& input,
                      const std::vector<std::string>& environment) {
  const TemporaryFolder folder;
  const std::string in = folder.write("in", input).string();
  const std::string out = folder.write("out", "").string();
  const std::string err = folder.write("err", "").string();
  const std::string program_path = program().string();

  std::vector<std::string> variables = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"};
  variables.insert(variables.end(), environment.begin(), environment.end());
  std::vector<char*> argv = {const_cast<char*>(program_path.c_str())};
  for (const std::string& each : arguments) argv.push_back(const_cast<char*>(each.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const std::string& each : variables) envp.push_back(const_cast<char*>(each.c_str()));
  envp.push_back(nullptr);

  const pid_t child = fork();
  if (child == 0) {
    dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO);
    dup2(open(out.c_str(), O_WRONLY), STDOUT_FILENO);
    dup2(open(err.c_str(), O_WRONLY), STDERR_FILENO);
    execve(program_path.c_str(), argv.data(), envp.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  RunResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = read_file(out);
  result.err = read_file(err);
  return result;
}

std::unique_ptr<Normalized> normalized(std::string_view bytes) {
  auto result = std::make_unique<Normalized>();
  result->bytes = bytes;
  static Normalizer normalizer(shipped_feeds());
  result->findings =
      normalizer.normalize(parse(result->bytes, result->diagnostics), result->diagnostics);
  return result;
}

std::string msrc_document(std::string_view product_tree, std::string_view vulnerabilities,
                          std::string_view head) {
  std::string out = R"(<cvrf:cvrfdoc xmlns:cvrf="http://www.icasi.org/CVRF/schema/cvrf/1.1"
  xmlns:prod="http://www.icasi.org/CVRF/schema/prod/1.1"
  xmlns:vuln="http://www.icasi.org/CVRF/schema/vuln/1.1">
<cvrf:DocumentTitle>November 2022 Security Updates</cvrf:DocumentTitle>
<cvrf:DocumentPublisher Type="Vendor"><cvrf:ContactDetails>secure@microsoft.com</cvrf:ContactDetails></cvrf:DocumentPublisher>
<cvrf:DocumentTracking>
<cvrf:Identification><cvrf:ID>2022-Nov</cvrf:ID></cvrf:Identification>
<cvrf:RevisionHistory><cvrf:Revision><cvrf:Number>2</cvrf:Number><cvrf:Date>2022-11-08T08:00:00</cvrf:Date></cvrf:Revision></cvrf:RevisionHistory>
<cvrf:InitialReleaseDate>2022-11-08T08:00:00</cvrf:InitialReleaseDate>
<cvrf:CurrentReleaseDate>2022-11-08T08:00:00</cvrf:CurrentReleaseDate>
</cvrf:DocumentTracking>
)";
  out.append(head)
      .append("<prod:ProductTree>")
      .append(product_tree)
      .append("</prod:ProductTree>\n");
  out.append(vulnerabilities).append("</cvrf:cvrfdoc>\n");
  return out;
}

}  // namespace patchmatrix::test
