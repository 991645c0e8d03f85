// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/concurrency/detail/channel_core.h>
#include <utility>

namespace rondo::concurrency {

template <class Core>
class ChannelSender;
template <class Core>
class ChannelReceiver;

namespace detail {

/// What the ends of one channel share. Each end keeps it alive; the counts say which sides are still there.
template <class Core>
struct ChannelState {
    template <class... Arguments>
    explicit ChannelState(Arguments... arguments) : core(arguments...) {}

    template <class... Arguments>
    static std::pair<ChannelSender<Core>, ChannelReceiver<Core>> makeEnds(Arguments... arguments) {
        auto state = std::make_shared<ChannelState>(arguments...);
        return {ChannelSender<Core>(state), ChannelReceiver<Core>(state)};
    }

    Core core;
    Atomic<std::size_t> senders{1};
    Atomic<std::size_t> receivers{1};
};

} // namespace detail

} // namespace rondo::concurrency
