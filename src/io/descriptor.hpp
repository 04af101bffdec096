// SPDX-License-Identifier: Apache-2.0
#pragma once

// A file descriptor that closes itself; the standard ones stay open.

#include <unistd.h>

namespace patchmatrix {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDERR_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace patchmatrix
