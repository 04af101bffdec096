// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <ctime>
#include <stdexcept>

#include <zlib.h>
#include <zstd.h>

#include "support/https_server.hpp"
#include "support/https_wire.hpp"

namespace patchmatrix::test {
namespace {

// Bytes for zlib, which writes its `next_in` without const but does not change what it points to.
Bytef* zlib_bytes(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
}

class Deflater {
 public:
  explicit Deflater(int window_bits) {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::runtime_error("zlib: cannot begin");
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string pack(std::string_view text, int flush) {
    std::string packed(deflateBound(&stream_, text.size()) + 64, '\0');
    stream_.next_in = zlib_bytes(text);
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream_, flush);
    packed.resize(packed.size() - stream_.avail_out);
    return packed;
  }

 private:
  z_stream stream_{};
};

constexpr int kRawDeflate = -15;
constexpr int kGzip = 15 + 16;

std::string zstd_of(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), ZSTD_CLEVEL_DEFAULT);
  if (ZSTD_isError(size) != 0) throw std::runtime_error("zstd: cannot pack");
  packed.resize(size);
  return packed;
}

void append_little_endian(std::string& to, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>((value >> shift) & 0xFFU);
}

// One gzip member of `size` zeros. Each block of 1 MiB is the same packed bytes again, closed by a
// full flush, so that even a terabyte's bomb is made at once; the checksum is combined likewise.
std::string gzip_of_zeros(std::uint64_t size) {
  constexpr std::size_t kBlock = std::size_t{1} << 20U;
  const std::string zeros(kBlock, '\0');
  const std::string block = Deflater(kRawDeflate).pack(zeros, Z_FULL_FLUSH);
  const std::string_view rest(zeros.data(), static_cast<std::size_t>(size % kBlock));
  const auto crc_of_block = crc32(0, zlib_bytes(zeros), static_cast<uInt>(kBlock));
  auto crc = crc32(0, nullptr, 0);
  std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  for (std::uint64_t blocks = size / kBlock; blocks > 0; --blocks) {
    packed += block;
    crc = crc32_combine(crc, crc_of_block, static_cast<z_off_t>(kBlock));
  }
  packed += Deflater(kRawDeflate).pack(rest, Z_FINISH);
  crc = crc32_combine(crc, crc32(0, zlib_bytes(rest), static_cast<uInt>(rest.size())),
                      static_cast<z_off_t>(rest.size()));
  append_little_endian(packed, static_cast<std::uint32_t>(crc));
  append_little_endian(packed, static_cast<std::uint32_t>(size));
  return packed;
}

}  // namespace

std::string packed(std::string_view body, Reply::Coding coding) {
  switch (coding) {
    case Reply::Coding::Identity:
      return std::string(body);
    case Reply::Coding::Gzip:
      return Deflater(kGzip).pack(body, Z_FINISH);
    case Reply::Coding::Zstd:
      return zstd_of(body);
  }
  throw std::logic_error("no such coding");
}

// Without strftime, whose words follow the locale.
std::string http_date(std::chrono::system_clock::time_point time) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 kDays.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                                 kMonths.at(static_cast<std::size_t>(parts.tm_mon)),
                                 parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

// ── Beginnings ──────────────────────────────────────────────────────────────────────────────────

Reply Reply::text(std::string body) {
  Reply reply;
  reply.body = std::move(body);
  return reply;
}

Reply Reply::json(std::string body) { return bytes(std::move(body), "application/json"); }

Reply Reply::bytes(std::string body, std::string content_type) {
  Reply reply = text(std::move(body));
  reply.content_type = std::move(content_type);
  return reply;
}

Reply Reply::error(int status) {
  Reply reply = text("error " + std::to_string(status) + "\n");
  reply.status = status;
  return reply;
}

Reply Reply::vanished() { return error(404); }

Reply Reply::html_page() {
  return bytes(
      "<!DOCTYPE html>\n<html><head><title>Not found</title></head>"
      "<body><h1>The page you asked for is not here</h1></body></html>\n",
      "text/html; charset=utf-8");
}

Reply Reply::redirect(std::string location, int status) {
  Reply reply = text("moved\n");
  reply.status = status;
  reply.header("Location", std::move(location));
  return reply;
}

Reply Reply::sized(std::size_t bytes) {
  std::string body;
  body.reserve(bytes + 16);
  while (body.size() < bytes) {
    const std::string offset = std::to_string(body.size());
    body.append(15 - offset.size(), '0').append(offset).append(1, '\n');
  }
  body.resize(bytes);
  return text(std::move(body));
}

Reply Reply::gzip_bomb(std::uint64_t unpacked) {
  Reply reply = bytes(gzip_of_zeros(unpacked), "application/json");
  reply.encoded_as("gzip");
  return reply;
}

Reply Reply::endless(std::string piece) {
  Reply reply = text(piece.empty() ? std::string(std::size_t{64} << 10U, 'x') : std::move(piece));
  reply.framing = Framing::Endless;
  return reply;
}

Reply Reply::too_many(std::string retry_after, int status) {
  Reply reply = error(status);
  reply.header("Retry-After", std::move(retry_after));
  return reply;
}

Reply Reply::too_many_until(std::int64_t seconds_from_now, int status) {
  Reply reply = error(status);
  reply.retry_after_date_in = seconds_from_now;
  return reply;
}

// ── What is sent ────────────────────────────────────────────────────────────────────────────────

Reply& Reply::with_status(int value) {
  status = value;
  return *this;
}

Reply& Reply::type(std::string value) {
  content_type = std::move(value);
  return *this;
}

Reply& Reply::header(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

Reply& Reply::gzip() {
  coding = Coding::Gzip;
  return *this;
}

Reply& Reply::zstd() {
  coding = Coding::Zstd;
  return *this;
}

Reply& Reply::encoded_as(std::string name) { return header("Content-Encoding", std::move(name)); }

// ── Validators ──────────────────────────────────────────────────────────────────────────────────

Reply& Reply::etag(std::string value) {
  etag_value = std::move(value);
  return *this;
}

Reply& Reply::etag_changes() {
  etag_is_new_each_time = true;
  return *this;
}

Reply& Reply::etag_on_304(std::string value) {
  etag_of_304 = std::move(value);
  return *this;
}

Reply& Reply::last_modified(std::string value) {
  last_modified_value = std::move(value);
  return *this;
}

Reply& Reply::ignores_conditions() {
  conditions_ignored = true;
  return *this;
}

Reply& Reply::ignores_ranges() {
  ranges_ignored = true;
  return *this;
}

// ── How it is framed, and broken ────────────────────────────────────────────────────────────────

Reply& Reply::chunked() {
  framing = Framing::Chunked;
  return *this;
}

Reply& Reply::broken_chunks() {
  framing = Framing::BrokenChunks;
  return *this;
}

Reply& Reply::until_close() {
  framing = Framing::UntilClose;
  return *this;
}

Reply& Reply::length_off_by(std::int64_t difference) {
  length_lie = difference;
  return *this;
}

Reply& Reply::cut_after(std::size_t bytes) {
  cut = Cut::Fin;
  cut_after_bytes = bytes;
  return *this;
}

Reply& Reply::reset_after(std::size_t bytes) {
  cut = Cut::Reset;
  cut_after_bytes = bytes;
  return *this;
}

Reply& Reply::close() {
  closes = true;
  return *this;
}

// ── Time ────────────────────────────────────────────────────────────────────────────────────────

Reply& Reply::delay(std::chrono::milliseconds before_headers) {
  delay_before = before_headers;
  return *this;
}

Reply& Reply::drip(std::size_t bytes, std::chrono::milliseconds pause) {
  drip_bytes = bytes;
  drip_pause = pause;
  return *this;
}

Reply& Reply::stall_before_headers() {
  stall = Stall::BeforeHeaders;
  return *this;
}

Reply& Reply::stall_after_headers() {
  stall = Stall::AfterHeaders;
  return *this;
}

Reply& Reply::stall_after(std::size_t bytes) {
  stall_after_bytes = bytes;
  return *this;
}

// ── For whom ────────────────────────────────────────────────────────────────────────────────────

Reply& Reply::head(int other_status) {
  head_status = other_status;
  return *this;
}

Reply& Reply::needs_polite_agent() {
  polite_agent_needed = true;
  return *this;
}

Reply& Reply::needs_header(std::string name, std::string value) {
  header_needed.emplace(std::move(name), std::move(value));
  return *this;
}

Reply& Reply::needs_client_certificate() {
  client_certificate_needed = true;
  return *this;
}

Reply& Reply::times(std::size_t requests) {
  repeats = requests;
  return *this;
}

}  // namespace patchmatrix::test
