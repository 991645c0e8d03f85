// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::dsp::detail {

/// The frequency weighting of ITU-R BS.1770-4, annex 1: a shelf for what the head does to sound and a
/// high-pass, in series. The recommendation gives the factors for 48 kHz only (tables 1 and 2) and asks for the
/// same response at other rates. Here its sections are taken back through the bilinear transform to the
/// analogue ones that they come from, and through it again at the rate that is wanted, each warped so that its
/// own frequency, 1682 and 38.1 Hz, stays in place. At 48 kHz that gives the table. The gain of the high-pass,
/// +0.04 dB because the table's numerator is rounded to 1, -2, 1, is kept at all rates.
struct KWeighting {
    /// y = b0 x + b1 x[-1] + b2 x[-2] - a1 y[-1] - a2 y[-2]
    struct Section {
        double b0 = 1;
        double b1 = 0;
        double b2 = 0;
        double a1 = 0;
        double a2 = 0;
    };
    Section shelf;
    Section highPass;

    /// Returns: the sections for `rate` frames a second. Requires: `rate` is 8000 to 384000. Progress:
    /// wait-free. [any]
    static KWeighting make(double rate) noexcept;
};

} // namespace rondo::dsp::detail
