// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::dsp {

/// The instructions that the vector loops of this module exist in. Each set computes exactly the same samples;
/// only the speed differs.
enum class InstructionSet {
    baseline, ///< what every processor of the architecture has: SSE2
    avx2,
};

/// Returns: whether this processor and its operating system have the set. Progress: wait-free. [any]
inline bool supports(InstructionSet set) noexcept {
    return set == InstructionSet::baseline || __builtin_cpu_supports("avx2") != 0;
}

/// Returns: the fastest set that this processor has. Progress: wait-free. [any]
inline InstructionSet fastestInstructionSet() noexcept {
    return supports(InstructionSet::avx2) ? InstructionSet::avx2 : InstructionSet::baseline;
}

} // namespace rondo::dsp
