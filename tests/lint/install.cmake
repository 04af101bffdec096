# SPDX-License-Identifier: Apache-2.0
#
# Installs the build into an empty folder and uses it from there: the program finds its data, and a
# project that knows nothing but the folder builds against the library.

function(run result)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "${command}\nended with ${code}\n${out}${err}")
  endif()
  set(${result} "${out}" PARENT_SCOPE)
endfunction()

function(expect actual expected)
  if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "expected:\n${expected}\nbut it is:\n${actual}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)
run(ignored ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

# The program, moved away from the build: it must find feeds and words beside itself.
set(program ${CMAKE_COMMAND} -E env --unset=PATCHMATRIX_DATA --unset=COLUMNS ${prefix}/bin/patchmatrix)
run(version ${program} --version)
expect("${version}" "patchmatrix ${VERSION}\n")
run(report ${program} report --lang en ${ROOT}/tests/scenarios/inputs/month.xml)
file(READ ${ROOT}/tests/scenarios/102-matrix-en/expected.out expected)
expect("${report}" "${expected}")

# The library.
set(options -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_COMPILER=${COMPILER})
if(SANITIZE)
  list(APPEND options -DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE})
endif()
run(ignored ${CMAKE_COMMAND} -S ${ROOT}/tests/lint/consumer -B ${WORK}/consumer -G ${GENERATOR} ${options})
run(ignored ${CMAKE_COMMAND} --build ${WORK}/consumer)
file(GLOB_RECURSE consumer ${WORK}/consumer/consumer)
run(result ${consumer} ${prefix}/share/patchmatrix)
expect("${result}" "patchmatrix ${VERSION}\nCVE-2022-0001 important elevation-of-privilege windows-10\n")
