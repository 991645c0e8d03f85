// SPDX-License-Identifier: MIT
// expect: could not convert|cannot convert|no viable conversion|no suitable
#include <rondo/audio/audio_block.h>

rondo::audio::AudioBlock unlock(rondo::audio::ConstAudioBlock block) { return block; }
