// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::concurrency {

/// The realtime guard watches operating-system threads; here there is but one.
class RealtimeScope {
public:
    RealtimeScope() noexcept {}
    ~RealtimeScope() {}
    RealtimeScope(const RealtimeScope&) = delete;
    RealtimeScope& operator=(const RealtimeScope&) = delete;
};
class RealtimeExemption {
public:
    RealtimeExemption() noexcept {}
    ~RealtimeExemption() {}
    RealtimeExemption(const RealtimeExemption&) = delete;
    RealtimeExemption& operator=(const RealtimeExemption&) = delete;
};

} // namespace rondo::concurrency
