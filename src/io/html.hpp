// SPDX-License-Identifier: Apache-2.0
#pragma once

// HTML that comes from outside, for pages of ours. Gumbo, which reads HTML as browsers do (WHATWG,
// section 13.2), stays inside io. libxml2's reader was the alternative: it reads HTML 4, and
// where browsers see other elements than a sanitiser did, scripts have passed sanitisers.
//
// Source: https://html.spec.whatwg.org/multipage/parsing.html

#include <string>
#include <string_view>

namespace patchmatrix {

// Well-formed HTML with nothing but p br ul ol li b strong i em code pre table tr td th h3 h4 h5 h6
// and <a href> with https, http and mailto, each without any other attribute; all else is its text.
// Headings stand two levels lower. It is made anew from the tree of `source`: no byte of markup is
// taken over. Control and bidirectional characters are left out. Texts with more markup than any
// advisory has (kMostTags) are shown as they are written.
std::string sanitised_html(std::string_view source);
inline constexpr std::size_t kMostTags = 2'000;

// Plain text as HTML: a paragraph for every run of lines with an empty line between, <br> within.
std::string html_of_text(std::string_view text);

// Whether a text is HTML rather than plain text: it has an end tag, <p> or <br>.
bool looks_like_html(std::string_view text);

// Whether an address may be followed from a page: https, http or mailto, and nothing in it that
// cannot be seen.
bool is_live_link(std::string_view address);

}  // namespace patchmatrix
