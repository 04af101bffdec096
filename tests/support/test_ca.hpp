// SPDX-License-Identifier: Apache-2.0
#pragma once

// A private certificate authority for the loopback server, made anew in each process: EC P-256, so
// that a certificate takes about a millisecond. Its certificates are valid from 2000 to 2099, so
// tests do not depend on the day they run.

#include <memory>
#include <string>
#include <vector>

namespace patchmatrix::test {

// A certificate and its private key, both as PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

struct CertificateRequest {
  std::string common_name;
  std::vector<std::string> names = {};  // DNS names or IP addresses
  bool for_client = false;              // the extended key usage: client instead of server
  bool expired = false;                 // ended in 2001
};

class TestCa {
 public:
  explicit TestCa(const std::string& common_name);
  ~TestCa();
  TestCa(const TestCa&) = delete;
  TestCa& operator=(const TestCa&) = delete;

  // What a client must trust, as PEM.
  const std::string& certificate() const;
  // Thread-safe. Throws std::runtime_error if OpenSSL fails.
  Identity issue(const CertificateRequest& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

const TestCa& test_ca();     // signs what is to be trusted
const TestCa& foreign_ca();  // signs what nobody trusts

// localhost, 127.0.0.1, ::1, vendor.test, *.vendor.test, other.test
std::vector<std::string> server_names();

}  // namespace patchmatrix::test
