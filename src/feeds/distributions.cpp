// SPDX-License-Identifier: Apache-2.0
#include "feeds/distributions.hpp"

namespace patchmatrix {

Distribution distribution(const Config& config) {
  Distribution out;
  out.id = config.required_text("id");
  out.name = config.required_text("name");
  out.systems = config.texts("systems");
  out.unless = config.texts("unless");
  out.cpes = config.texts("cpes");
  out.extended_cpes = config.texts("extended_cpes");
  out.platforms = config.texts("platforms");
  out.extended_platforms = config.texts("extended_platforms");
  out.release_numbers = config.number("release_numbers", 1);
  if (out.release_numbers < 1) config.fail("feed-number", "release_numbers");
  out.separate_minors = config.flag("separate_minors");
  out.release_tag = config.text("release_tag");
  out.plain_marks = config.texts("plain_marks");
  out.packagers = config.texts("packagers");
  out.epochless = config.flag("epochless");
  config.required_text("source");
  return out;
}

}  // namespace patchmatrix
