// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::dsp {

/// The shapes that an Oscillator makes; all but the sine are band-limited.
enum class Waveform { sine, saw, square, triangle };

} // namespace rondo::dsp
