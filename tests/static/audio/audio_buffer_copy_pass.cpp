// SPDX-License-Identifier: MIT
#include <rondo/audio/audio_buffer.h>
#include <utility>

using namespace rondo::audio;

AudioBuffer moved(AudioBuffer& first) { return std::move(first); }
