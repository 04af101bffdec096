// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace patchmatrix {

// What the program tells its caller. Scripts depend on these numbers.
enum class ExitCode {
  AllRead = 0,      // every document was read
  SomeFailed = 1,   // some documents, or the output, failed
  Usage = 2,        // the command line is wrong
  NothingRead = 3,  // no document could be read
  Busy = 75,        // somebody else is at it; try again later (EX_TEMPFAIL of sysexits.h)
};

}  // namespace patchmatrix
