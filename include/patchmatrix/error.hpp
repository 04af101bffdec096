// SPDX-License-Identifier: Apache-2.0
#pragma once

// What ends an operation: one exception type for every stage, caught once, in the app stage.
//
// An Error carries a code and arguments, not a sentence: it is worded at the edge, in the reader's
// language, from the entry `error.<code>` of reports/words/<language>.toml.

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace patchmatrix {

// Named values for the slots `{name}` of a message.
using Arguments = std::vector<std::pair<std::string, std::string>>;

enum class ErrorKind {
  Usage,        // the command line asks for something that does not exist
  NotFound,     // no such file, folder or document
  Io,           // the operating system refused to read or write
  Malformed,    // the bytes are not what they claim to be
  Unsupported,  // a sound document of a kind that is not read here
  Network,      // a server could not be reached or did not answer as it should
  Busy,         // somebody else is at it; later it may go
  Untrusted,    // a document that asks for something a feed must not do (DTD, nesting, size)
};

class Error : public std::exception {
 public:
  // `where` names the place inside the input: "31:5 cvrfdoc/Vulnerability[3]", a JSON pointer,
  // or nothing when the input as a whole is meant.
  Error(ErrorKind kind, std::string code, std::string where = {}, Arguments arguments = {})
      : kind_(kind),
        code_(std::move(code)),
        where_(std::move(where)),
        arguments_(std::move(arguments)),
        what_(where_.empty() ? code_ : where_ + ": " + code_) {}

  ErrorKind kind() const { return kind_; }
  const std::string& code() const { return code_; }
  const std::string& where() const { return where_; }
  const Arguments& arguments() const { return arguments_; }

  // For logs and debuggers only: "<where>: <code>", never shown to a user.
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string where_;
  Arguments arguments_;
  std::string what_;
};

}  // namespace patchmatrix
