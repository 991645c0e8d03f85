// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/rendezvous_channel.h>

namespace rondo::test {

// The kinds of channel, for tests that hold for all: TEST_CASE_TEMPLATE("…", Kind, CHANNEL_KINDS).
struct MpscKind {
    static constexpr bool stores = true;
    template <class T>
    static auto make(std::size_t capacity) {
        return concurrency::makeMpscChannel<T>(capacity);
    }
};
struct MpmcKind {
    static constexpr bool stores = true;
    template <class T>
    static auto make(std::size_t capacity) {
        return concurrency::makeMpmcQueue<T>(capacity);
    }
};
struct RendezvousKind {
    static constexpr bool stores = false;
    template <class T>
    static auto make(std::size_t) {
        return concurrency::makeRendezvousChannel<T>();
    }
};

} // namespace rondo::test

#define CHANNEL_KINDS rondo::test::MpscKind, rondo::test::MpmcKind, rondo::test::RendezvousKind
