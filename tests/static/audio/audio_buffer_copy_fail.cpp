// SPDX-License-Identifier: MIT
// expect: deleted .*AudioBuffer
#include <rondo/audio/audio_buffer.h>
#include <utility>

using namespace rondo::audio;

AudioBuffer second(AudioBuffer& first) { return first; }
