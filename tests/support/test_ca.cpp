// SPDX-License-Identifier: Apache-2.0
#include "support/test_ca.hpp"

#include <atomic>
#include <stdexcept>

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace patchmatrix::test {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

void need(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

Key new_key() {
  Key key(EVP_EC_gen("P-256"));
  need(key != nullptr, "cannot make a key");
  return key;
}

// One number for all authorities of the process, so that no two certificates share theirs.
long next_serial() {
  static std::atomic<long> serial{1};
  return serial++;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  need(extension != nullptr, "cannot make an extension");
  need(X509_add_ext(certificate, extension.get(), -1) == 1, "cannot add an extension");
}

void set_name(X509_NAME* name, const std::string& common_name) {
  const std::basic_string<unsigned char> text(common_name.begin(), common_name.end());
  need(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text.data(),
                                  static_cast<int>(text.size()), -1, 0) == 1,
       "cannot set a name");
}

Certificate new_certificate(const std::string& common_name, EVP_PKEY* key, const char* not_after) {
  Certificate certificate(X509_new());
  need(certificate != nullptr, "cannot make a certificate");
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), next_serial());
  need(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20000101000000Z") == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), not_after) == 1,
       "cannot set a validity");
  set_name(X509_get_subject_name(certificate.get()), common_name);
  need(X509_set_pubkey(certificate.get(), key) == 1, "cannot set a key");
  return certificate;
}

bool is_address(const std::string& name) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, name.c_str(), address) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address) == 1;
}

// "DNS:localhost,IP:127.0.0.1"
std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    text += (is_address(name) ? "IP:" : "DNS:") + name;
  }
  return text;
}

std::string content_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_X509(bio.get(), certificate) == 1, "cannot write a certificate");
  return content_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
       "cannot write a key");
  return content_of(bio.get());
}

constexpr const char* kEndOfCentury = "20991231235959Z";
constexpr const char* kLongAgo = "20010101000000Z";

}  // namespace

struct TestCa::State {
  Key key;
  Certificate certificate;
  std::string pem;
};

TestCa::TestCa(const std::string& common_name) : state_(std::make_unique<State>()) {
  state_->key = new_key();
  state_->certificate = new_certificate(common_name, state_->key.get(), kEndOfCentury);
  X509* own = state_->certificate.get();
  set_name(X509_get_issuer_name(own), common_name);
  add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(own, own, NID_subject_key_identifier, "hash");
  need(X509_sign(own, state_->key.get(), EVP_sha256()) != 0, "cannot sign");
  state_->pem = pem_of(own);
}

TestCa::~TestCa() = default;

const std::string& TestCa::certificate() const { return state_->pem; }

Identity TestCa::issue(const CertificateRequest& request) const {
  X509* issuer = state_->certificate.get();
  const Key key = new_key();
  const Certificate made =
      new_certificate(request.common_name, key.get(), request.expired ? kLongAgo : kEndOfCentury);
  X509* certificate = made.get();
  need(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1,
       "cannot set the issuer");
  add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate, issuer, NID_ext_key_usage,
                request.for_client ? "clientAuth" : "serverAuth");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
  if (!request.names.empty()) {
    add_extension(certificate, issuer, NID_subject_alt_name, alternative_names(request.names));
  }
  need(X509_sign(certificate, state_->key.get(), EVP_sha256()) != 0, "cannot sign");
  return Identity{pem_of(certificate), pem_of(key.get())};
}

const TestCa& test_ca() {
  static const TestCa ca("patchmatrix test CA");
  return ca;
}

const TestCa& foreign_ca() {
  static const TestCa ca("a CA nobody trusts");
  return ca;
}

std::vector<std::string> server_names() {
  return {"localhost", "127.0.0.1", "::1", "vendor.test", "*.vendor.test", "other.test"};
}

}  // namespace patchmatrix::test
