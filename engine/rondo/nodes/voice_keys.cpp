// SPDX-License-Identifier: MIT
#include <rondo/nodes/voice_keys.h>

#include <algorithm>
#include <utility>

namespace rondo::nodes {

VoiceKeys::Start VoiceKeys::start(const NoteKey& key) noexcept {
    // The first that comes earliest: the same key, then free, then released, then the rest; then by age.
    const auto rank = [&](const Slot& slot) {
        const bool same = slot.phase != Phase::free && slot.key == key;
        const int order = same ? 0 : slot.phase == Phase::free ? 1 : slot.phase == Phase::released ? 2 : 3;
        return std::pair(order, order == 1 ? 0 : slot.age);
    };
    const auto best = std::ranges::min_element(slots_, {}, rank);
    const bool stolen = best->phase != Phase::free && best->key != key;
    *best = {key, Phase::held, ++starts_};
    return {static_cast<std::size_t>(best - slots_.begin()), stolen};
}

} // namespace rondo::nodes
