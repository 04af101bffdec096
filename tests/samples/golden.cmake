# SPDX-License-Identifier: Apache-2.0
#
#   cmake -DPROGRAM=… -DROOT=… -DEXPECTED=… -DACTUAL=… [-DUPDATE=ON] -P golden.cmake -- <argument>…
#
# Runs the program with the arguments in the folder ROOT and compares what it prints with the file
# EXPECTED, byte by byte; with UPDATE it writes that file instead.

set(arguments)
set(behind_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(behind_dashes)
    list(APPEND arguments "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(behind_dashes TRUE)
  endif()
endforeach()

# Nothing of the caller's surroundings may reach the output.
foreach(variable COLUMNS LC_ALL LC_MESSAGES LANG PATCHMATRIX_DATA PATCHMATRIX_STORE)
  unset(ENV{${variable}})
endforeach()
set(ENV{SOURCE_DATE_EPOCH} 1668038400)
set(ENV{XDG_CONFIG_HOME} ${ROOT}/tests/samples/none)
set(ENV{PATCHMATRIX_MIRROR} ${ROOT}/tests/samples/none)

if(UPDATE)
  set(ACTUAL ${EXPECTED})
endif()
execute_process(COMMAND ${PROGRAM} ${arguments}
  WORKING_DIRECTORY ${ROOT} OUTPUT_FILE ${ACTUAL} ERROR_VARIABLE complaint RESULT_VARIABLE code)
if(NOT code EQUAL 0 OR NOT complaint STREQUAL "")
  message(FATAL_ERROR "exit code ${code}; standard error: ${complaint}")
endif()
if(UPDATE)
  return()
endif()

execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${EXPECTED} ${ACTUAL} RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "the output differs from the sample. See:\n  diff ${EXPECTED} ${ACTUAL}\n"
    "If the change is meant: cmake --build <folder> --target update_samples")
endif()
