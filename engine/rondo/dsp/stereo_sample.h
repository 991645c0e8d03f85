// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::dsp {

/// One frame of two channels.
struct StereoSample {
    float left = 0;
    float right = 0;
};

} // namespace rondo::dsp
