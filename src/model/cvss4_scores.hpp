// SPDX-License-Identifier: Apache-2.0
#pragma once

// The score of every MacroVector of CVSS v4.0, in tenths: the experts' ordering that the
// specification's section 8.2 rests on, with the numbers of the reference calculator of FIRST
// (cvss_lookup.js).

#include <array>
#include <cstddef>
#include <cstdint>

namespace patchmatrix {

// EQ3 and EQ6 are taken together: 00, 01, 10, 11 and 21 exist, 20 does not.
inline constexpr std::size_t kCvss4Eq1 = 3;
inline constexpr std::size_t kCvss4Eq2 = 2;
inline constexpr std::size_t kCvss4Eq3Eq6 = 5;
inline constexpr std::size_t kCvss4Eq4 = 3;
inline constexpr std::size_t kCvss4Eq5 = 3;

// One row for EQ1, EQ2 and the pair EQ3 EQ6; in a row EQ4 and, changing fastest, EQ5.
// clang-format off
inline constexpr std::array<std::uint8_t,
                            kCvss4Eq1 * kCvss4Eq2 * kCvss4Eq3Eq6 * kCvss4Eq4 * kCvss4Eq5>
    kCvss4Scores = {
    100, 98, 95, 100, 93, 91, 93, 89, 81,  // 00 00
    99, 95, 92, 96, 87, 81, 90, 80, 68,  // 00 01
    98, 95, 90, 93, 89, 81, 88, 78, 69,  // 00 10
    95, 92, 84, 92, 81, 65, 80, 70, 48,  // 00 11
    92, 82, 72, 79, 69, 50, 69, 55, 27,  // 00 21
    99, 95, 92, 95, 90, 84, 92, 82, 72,  // 01 00
    97, 92, 85, 91, 83, 71, 81, 71, 53,  // 01 01
    95, 92, 85, 92, 80, 70, 84, 71, 50,  // 01 10
    93, 85, 73, 82, 72, 59, 70, 52, 30,  // 01 11
    86, 75, 52, 71, 52, 29, 63, 29, 17,  // 01 21
    98, 94, 91, 94, 86, 77, 87, 74, 63,  // 10 00
    95, 87, 81, 89, 74, 64, 75, 63, 49,  // 10 01
    94, 88, 76, 86, 74, 59, 72, 57, 52,  // 10 10
    89, 77, 67, 76, 58, 50, 57, 52, 25,  // 10 11
    83, 70, 54, 65, 58, 26, 53, 21, 13,  // 10 21
    95, 88, 76, 90, 75, 61, 77, 68, 52,  // 11 00
    90, 76, 70, 77, 62, 53, 66, 59, 30,  // 11 01
    89, 76, 62, 74, 57, 47, 61, 57, 24,  // 11 10
    78, 67, 58, 59, 57, 23, 52, 29, 16,  // 11 11
    71, 59, 30, 58, 26, 15, 23, 13, 6,  // 11 21
    93, 86, 75, 86, 74, 56, 70, 52, 40,  // 20 00
    87, 72, 58, 74, 61, 34, 54, 40, 22,  // 20 01
    85, 74, 62, 72, 55, 46, 53, 34, 19,  // 20 10
    75, 55, 51, 57, 41, 19, 36, 19, 8,  // 20 11
    64, 51, 20, 47, 21, 11, 24, 9, 4,  // 20 21
    88, 73, 60, 73, 59, 41, 54, 45, 20,  // 21 00
    75, 53, 50, 55, 40, 20, 43, 22, 11,  // 21 01
    75, 58, 40, 61, 48, 20, 46, 17, 8,  // 21 10
    55, 45, 21, 51, 18, 9, 18, 7, 2,  // 21 11
    53, 24, 14, 24, 12, 5, 10, 3, 1,  // 21 21
};
// clang-format on

}  // namespace patchmatrix
