// SPDX-License-Identifier: Apache-2.0
//
// patchmatrix_test_server TABLE FOLDER [--port N] [--delay-ms N] [--no-tls] [--ipv6]
//
// The loopback server for shell scripts and benchmarks; tests/support/README.md tells how to use
// it.

#include <array>
#include <charconv>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <mutex>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include "support/https_server.hpp"

namespace {

namespace fs = std::filesystem;
using patchmatrix::test::HttpsServer;
using patchmatrix::test::Request;

struct Arguments {
  fs::path table;
  fs::path folder;
  HttpsServer::Options options;
};

int number_of(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    throw std::invalid_argument("\"" + text + "\" is no number");
  }
  return value;
}

Arguments arguments_of(int count, char** values) {
  Arguments arguments;
  for (int at = 1; at < count; ++at) {
    const std::string word = values[at];
    const bool has_next = at + 1 < count;
    if (word == "--port" && has_next) {
      arguments.options.port = number_of(values[++at]);
    } else if (word == "--delay-ms" && has_next) {
      arguments.options.delay = std::chrono::milliseconds(number_of(values[++at]));
    } else if (word == "--no-tls") {
      arguments.options.tls = false;
    } else if (word == "--ipv6") {
      arguments.options.ipv6 = true;
    } else if (arguments.table.empty()) {
      arguments.table = word;
    } else if (arguments.folder.empty()) {
      arguments.folder = word;
    } else {
      throw std::invalid_argument("unexpected \"" + word + "\"");
    }
  }
  if (arguments.folder.empty()) {
    throw std::invalid_argument(
        "usage: patchmatrix_test_server TABLE FOLDER "
        "[--port N] [--delay-ms N] [--no-tls] [--ipv6]");
  }
  return arguments;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) throw std::invalid_argument("cannot read " + path.string());
  return content.str();
}

// Renamed into place, so that who waits for the file sees all of it.
void write_port(const fs::path& folder, int port) {
  const fs::path temporary = folder / "port.new";
  {
    std::ofstream file(temporary);
    file << port << '\n';
  }
  fs::rename(temporary, folder / "port");
}

// One line a request, written before it is answered.
class RequestLog {
 public:
  explicit RequestLog(const fs::path& path) : file_(path, std::ios::trunc) {}
  void add(const Request& request) {
    const std::lock_guard lock(mutex_);
    file_ << request.method << ' ' << request.target << std::endl;
  }

 private:
  std::mutex mutex_;
  std::ofstream file_;
};

// A descriptor that becomes readable on SIGTERM and SIGINT. Made before any thread, which inherit
// the mask.
int signals_as_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

// A shell gives a job in the background /dev/null, which is at its end from the beginning.
bool input_can_close() {
  struct stat facts {};
  if (fstat(STDIN_FILENO, &facts) != 0) return false;
  return S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode) || isatty(STDIN_FILENO) == 1;
}

// Until the standard input closes, a signal comes, or, without an input, the parent ends.
void wait_for_end(int signals) {
  const bool watches_input = input_can_close();
  if (!watches_input) prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::array<pollfd, 2> waited = {pollfd{signals, POLLIN, 0},
                                  pollfd{watches_input ? STDIN_FILENO : -1, POLLIN, 0}};
  while (true) {
    if (poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited[0].revents != 0) return;
    std::array<char, 256> ignored;
    if (waited[1].revents != 0 && read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) return;
  }
}

void run(Arguments arguments) {
  const int signals = signals_as_descriptor();
  fs::create_directories(arguments.folder);
  fs::remove(arguments.folder / "port");
  RequestLog log(arguments.folder / "log");
  arguments.options.observer = [&log](const Request& request) { log.add(request); };
  HttpsServer server(arguments.options);
  server.keep_log(false);
  server.serve_table(content_of(arguments.table), fs::absolute(arguments.table).parent_path());
  const auto copy = [&](const fs::path& file) {
    fs::copy_file(file, arguments.folder / file.filename(), fs::copy_options::overwrite_existing);
  };
  copy(server.ca_file());
  copy(server.foreign_ca_file());
  copy(server.client_certificate_file());
  copy(server.client_key_file());
  write_port(arguments.folder, server.port());
  wait_for_end(signals);
}

}  // namespace

int main(int count, char** values) {
  try {
    run(arguments_of(count, values));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "patchmatrix_test_server: " << error.what() << '\n';
    return 2;
  }
}
