# SPDX-License-Identifier: Apache-2.0

add_library(patchmatrix_flags INTERFACE)
target_compile_options(patchmatrix_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
  -fstack-protector-strong
  $<$<BOOL:${PATCHMATRIX_WARNINGS_AS_ERRORS}>:-Werror>)

if(PATCHMATRIX_SANITIZE)
  target_compile_options(patchmatrix_flags INTERFACE
    -fsanitize=${PATCHMATRIX_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(patchmatrix_flags INTERFACE -fsanitize=${PATCHMATRIX_SANITIZE})
endif()
