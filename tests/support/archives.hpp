// SPDX-License-Identifier: Apache-2.0
#pragma once

// Archives made by hand, so that tests can also make them wrong.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix::test {

// A tar header and the content, padded to blocks (POSIX.1-2017, pax, "ustar Interchange Format").
// `type` is '0' for a file, '5' a folder, '2' a symbolic and '1' a hard link, '3' a device, 'x' a
// pax header.
inline std::string tar_member(const std::string& name, std::string_view content, char type = '0',
                              const std::string& link = {}) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, std::string_view text) {
    header.replace(at, text.size(), text);
  };
  const auto octal = [](std::size_t value, int digits) {
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%0*zo", digits, value);
    return std::string(text, static_cast<std::size_t>(length));
  };
  put(0, std::string_view(name).substr(0, 100));
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, octal(content.size(), 11));
  put(136, "00000000000");
  put(148, "        ");
  header[156] = type;
  put(157, link);
  put(257, std::string_view("ustar\00000", 8));
  std::size_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  std::string member = header + std::string(content);
  member.resize((member.size() + 511) / 512 * 512, '\0');
  return member;
}

// The same with its name in a pax header: of any length, in UTF-8.
inline std::string pax_member(const std::string& name, std::string_view content) {
  const std::string field = " path=" + name + '\n';
  std::size_t length = field.size() + 1;  // the length counts its own digits
  while (std::to_string(length).size() + field.size() != length) ++length;
  return tar_member("pax", std::to_string(length) + field, 'x') + tar_member("short", content);
}

inline std::string tar_end() { return std::string(1024, '\0'); }

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
  return out;
}

// CRC-32 as ZIP and gzip use it (ISO 3309).
inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

// One gzip member of stored blocks (RFC 1951, 3.2.4; RFC 1952).
inline std::string stored_gzip(std::string_view bytes) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (std::string_view rest = bytes;;) {
    const std::string_view block = rest.substr(0, 60'000);
    rest.remove_prefix(block.size());
    out += static_cast<char>(rest.empty() ? 1 : 0);
    out += little_endian(block.size(), 2) + little_endian(~block.size(), 2);
    out += block;
    if (rest.empty()) break;
  }
  return out + little_endian(crc32(bytes), 4) + little_endian(bytes.size(), 4);
}

// APPNOTE.TXT 6.3.10.
struct ZipMember {
  std::string name;
  std::string content;           // as it is stored
  std::uint16_t flags = 0;       // 1: encrypted; 0x800: the name is UTF-8
  std::uint32_t mode = 0100644;  // 0120777: a link
  std::uint16_t method = 0;      // 0: as it is; 8: deflate
  std::string unpacked = {};     // of a method other than 0
};

inline std::string zip(const std::vector<ZipMember>& members) {
  std::string files, table;
  for (const ZipMember& each : members) {
    const std::string& plain = each.method == 0 ? each.content : each.unpacked;
    const std::string common =
        little_endian(20, 2) + little_endian(each.flags, 2) + little_endian(each.method, 2) +
        little_endian(0x00210000, 4) + little_endian(crc32(plain), 4) +
        little_endian(each.content.size(), 4) + little_endian(plain.size(), 4) +
        little_endian(each.name.size(), 2) + little_endian(0, 2);
    table += "PK\x01\x02" + little_endian(0x0314, 2) + common + little_endian(0, 6) +
             little_endian(std::uint64_t{each.mode} << 16, 4) + little_endian(files.size(), 4) +
             each.name;
    files += "PK\x03\x04" + common + each.name + each.content;
  }
  return files + table + "PK\x05\x06" + little_endian(0, 4) + little_endian(members.size(), 2) +
         little_endian(members.size(), 2) + little_endian(table.size(), 4) +
         little_endian(files.size(), 4) + little_endian(0, 2);
}

}  // namespace patchmatrix::test
