# SPDX-License-Identifier: Apache-2.0
#
# Every library the project uses, each named once. The lines "# debian: …" name the packages of
# Debian 12 that `./run` installs; the README tells what each is for.

# debian: cmake ninja-build g++
find_package(Threads REQUIRED)

# debian: libpugixml-dev
find_package(pugixml REQUIRED)

# debian: rapidjson-dev
# Its package has no imported target. SYSTEM keeps its headers out of our warnings; with
# RAPIDJSON_HAS_STDSTRING comparisons of values with std::string do not recurse under C++20. SSE2
# looks ahead in aligned blocks, up to 15 bytes behind a text, which sanitizers take for a fault.
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/document.h REQUIRED)
add_library(rapidjson INTERFACE IMPORTED)
target_include_directories(rapidjson SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIR})
target_compile_definitions(rapidjson INTERFACE RAPIDJSON_HAS_STDSTRING=1)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64 AND NOT PATCHMATRIX_SANITIZE)
  target_compile_definitions(rapidjson INTERFACE RAPIDJSON_SSE2)
endif()

# debian: libboost-dev
find_package(Boost 1.74 REQUIRED)

# debian: libtomlplusplus-dev
find_package(tomlplusplus REQUIRED)

# debian: libcli11-dev
find_package(CLI11 REQUIRED)

# debian: libicu-dev
find_package(ICU REQUIRED COMPONENTS uc)

# debian: libssl-dev
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)

# debian: libsqlite3-dev
find_package(SQLite3 REQUIRED)

# debian: librnp-dev
# The targets of its package want the libraries that it is made of, which we do not need.
find_path(RNP_INCLUDE_DIR rnp/rnp.h REQUIRED)
find_library(RNP_LIBRARY rnp REQUIRED)
add_library(librnp UNKNOWN IMPORTED)
set_target_properties(librnp PROPERTIES
  IMPORTED_LOCATION ${RNP_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${RNP_INCLUDE_DIR})

# debian: libcurl4-openssl-dev
find_package(CURL 7.88 REQUIRED)

# debian: zlib1g-dev libzstd-dev
find_package(ZLIB REQUIRED)
find_package(zstd REQUIRED)

# debian: libarchive-dev
find_package(LibArchive REQUIRED)

# debian: libgumbo-dev
# Without an imported target in its package.
find_path(GUMBO_INCLUDE_DIR gumbo.h REQUIRED)
find_library(GUMBO_LIBRARY gumbo REQUIRED)
add_library(gumbo UNKNOWN IMPORTED)
set_target_properties(gumbo PROPERTIES
  IMPORTED_LOCATION ${GUMBO_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${GUMBO_INCLUDE_DIR})

# debian: libxlsxwriter-dev
# Its package has no imported target; SYSTEM keeps its headers out of our warnings.
find_path(XLSXWRITER_INCLUDE_DIR xlsxwriter.h REQUIRED)
find_library(XLSXWRITER_LIBRARY xlsxwriter REQUIRED)
add_library(xlsxwriter UNKNOWN IMPORTED)
set_target_properties(xlsxwriter PROPERTIES
  IMPORTED_LOCATION ${XLSXWRITER_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${XLSXWRITER_INCLUDE_DIR})

if(PATCHMATRIX_DEVELOPER)
  # debian: nghttp2-server
  # Its nghttpd is what the tests speak HTTP/2 with.

  # debian: libgtest-dev libgmock-dev
  find_package(GTest REQUIRED)

  # debian: libsimdjson-dev
  # A yardstick of the benchmarks.
  find_package(simdjson REQUIRED)

  # debian: gpgv
  # Tests compare with its verdicts.

  # debian: libdpkg-dev librpm-dev
  # Tests compare with their orders of versions; tests/CMakeLists.txt looks for them.

  # debian: python3
  # An independent reader of advisories to compare with; the standard library alone.
  find_package(Python3 3.9 COMPONENTS Interpreter REQUIRED)

  # debian: libvalijson-dev
  find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp REQUIRED)
  add_library(valijson INTERFACE IMPORTED)
  target_include_directories(valijson SYSTEM INTERFACE ${VALIJSON_INCLUDE_DIR})
endif()
