// SPDX-License-Identifier: MIT
#include <rondo/audio/audio_block.h>

void silence(rondo::audio::AudioBlock block) { block.clear(); }
