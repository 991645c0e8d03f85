// SPDX-License-Identifier: MIT
// expect: no matching function|invalid reference to function|constraints
#include <rondo/audio/audio_block.h>

void silence(rondo::audio::ConstAudioBlock block) { block.clear(); }
