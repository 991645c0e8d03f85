// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <rondo/session/peaks/waveform_peaks.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::host {

/// Returns: the picture of a channel in lines of block characters, the topmost first: each column as high as
/// its loudest sample, of which `top` fills all lines, in steps of an eighth of a line. What sounds at all is
/// one step high at least, and silence is a dot. No spaces at the ends. Requires: `lines` above 0. [control]
std::vector<std::string> drawWaveform(std::span<const session::Peak> columns, std::size_t lines, double top);

/// Returns: the pictures of all channels, one below the other with their numbers, `width` columns of a terminal
/// wide, at least 20; the loudest sample of all is as high as its picture. Each line ended. [control]
std::string drawChannels(const session::WaveformPeaks& peaks, std::size_t width);

/// Returns: the largest amplitude in a channel, linear. [control]
double loudestOf(const session::WaveformPeaks& peaks, std::uint32_t channel);

} // namespace rondo::host
