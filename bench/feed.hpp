// SPDX-License-Identifier: Apache-2.0
#pragma once

// What benchmarks read: the documents of a feed as plain files.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "io/files.hpp"

namespace patchmatrix::bench {

namespace fs = std::filesystem;

// The documents as plain files below `folder`: the feed of the corpus, or copies of the sample.
inline std::vector<fs::path> unpacked_feed(const std::string& corpus, const fs::path& folder) {
  std::vector<fs::path> files;
  const auto keep = [&](const std::string& name, std::string_view bytes) {
    files.push_back(folder / name);
    std::ofstream(files.back(), std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  };
  patchmatrix::Buffer raw, unpacked;
  const fs::path feed = fs::path(corpus) / "msrc" / "current";
  if (!corpus.empty() && fs::is_directory(feed)) {
    for (const fs::path& file : patchmatrix::files_below(feed))
      keep(file.stem().string(), patchmatrix::unpack(patchmatrix::read_file(file, raw), unpacked));
    return files;
  }
  std::printf("no %s: measured on 200 copies of the sample feed instead\n", feed.c_str());
  const fs::path sample = fs::path(PATCHMATRIX_SOURCE_DIR) / "feeds/samples/microsoft/2022-Nov.xml";
  for (int i = 0; i < 200; ++i)
    keep(std::to_string(i) + ".xml", patchmatrix::read_file(sample, raw));
  return files;
}

}  // namespace patchmatrix::bench
