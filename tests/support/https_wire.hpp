// SPDX-License-Identifier: Apache-2.0
#pragma once

// Parts of the loopback server that its files share; tests include https_server.hpp alone.
//
// What an answer is (a pure function of the request and the reply) is apart from how it is sent.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/https_server.hpp"

namespace patchmatrix::test {

// The body as it goes over the wire.
std::string packed(std::string_view body, Reply::Coding coding);

std::string lower_case(std::string_view text);

// A reply with its body packed once, however often it is sent. `reply.body` is empty.
struct Prepared {
  Reply reply;
  std::string payload;
};
Prepared prepare(Reply reply);

// The file at `path` as a reply; none if it is no regular file.
std::optional<Prepared> file_reply(const std::filesystem::path& path);

// Status line, headers and what of the payload is sent after them.
struct Answer {
  std::string head;
  std::string_view body;  // of the payload, or of `framed`
  std::string framed;     // chunks
  bool closes = false;    // the connection ends after it
  bool has_body = false;  // false for HEAD and 304: no manner of sending applies
};

// Why the reply is not for this request: 401, 403; none if it is.
std::optional<int> refusal(const Reply& reply, const Request& request);

// `fresh` is a number no other answer has. The views in the result last as long as `prepared`, and
// as the result stays where it is.
void make_answer(const Prepared& prepared, const Request& request, std::uint64_t fresh,
                 Answer& answer);

// The table of README.md.
struct Table {
  std::vector<std::pair<std::string, Reply>> replies;  // path, reply; in order
  std::vector<std::pair<std::string, std::filesystem::path>> folders;
};
// `url` and `port` replace {url} and {port}. Throws std::invalid_argument.
Table parse_table(std::string_view text, const std::filesystem::path& folder,
                  const std::string& url, int port);

}  // namespace patchmatrix::test
