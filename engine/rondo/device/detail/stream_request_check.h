// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/result.h>
#include <rondo/device/audio_device.h>
#include <string>

namespace rondo::device::detail {

inline constexpr std::uint32_t smallestBlock = 16;
inline constexpr std::uint32_t largestBlock = 4096;
inline constexpr double lowestRate = 8000;
inline constexpr double highestRate = 768000;

/// Whether every field lies in the range that some device could give; the sentence names the field.
base::Result<void> checkRequest(const StreamRequest& request);

/// The format of a device that gives whatever is asked for, with its own rate and block where nothing was.
StreamFormat formatAsAsked(const StreamRequest& request, const std::string& device, double usualRate,
                           std::uint32_t usualBlock);

/// "48000" or "44100.5": a number for a sentence.
std::string shortNumber(double value);

} // namespace rondo::device::detail
