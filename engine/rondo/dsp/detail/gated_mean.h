// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rondo::dsp::detail {

/// The mean power of blocks that pass the two gates of ITU-R BS.1770-4, annex 1: above the absolute one, and
/// above a tenth (-10 LU) of the mean of all that are above the absolute one. It does not keep the blocks, but
/// their number and their sum in bins of 0.0042 to 0.0085 LU, over 102 dB; louder ones share the last bin. The
/// sums are exact, so the result is that of the gate at its place, but for the blocks in the very bin of the
/// relative gate, which pass or not all together, as their mean would. A share p of all blocks there changes
/// the result by 4 p dB at most: 0.02 LU for one in 200. The bins are a tree of sums (P. M. Fenwick, "A new
/// data structure for cumulative frequency tables", 1994), so adding and asking take 15 steps each.
class GatedMean {
public:
    /// Effects: no blocks. `absoluteGate` is a power. Requires: above 0. Errors: std::bad_alloc. [control]
    explicit GatedMean(double absoluteGate);

    /// Effects: adds a block. Progress: wait-free. [audio]
    void add(double power) noexcept;
    /// Returns: the mean, 0 when no block has passed. Progress: wait-free. [audio]
    double value() const noexcept;
    /// Effects: no blocks. Progress: wait-free; one in 2^32 takes longer. [audio]
    void reset() noexcept;

private:
    struct Sum {
        double power = 0;
        std::uint32_t count = 0;
        std::uint32_t era = 0; ///< of which reset; what is older is empty
    };
    std::size_t binOf(double power) const noexcept;
    Sum from(std::size_t bin) const noexcept;

    double absoluteGate_;
    std::vector<Sum> tree_;
    std::uint32_t era_ = 0;
};

} // namespace rondo::dsp::detail
