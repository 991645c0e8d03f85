// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <rondo/task/io/detail/descriptor.h>

namespace rondo::task::detail {

class SignalCore;

/// The thread that waits for descriptors and signals. Sockets keep it, so that they may outlive the Reactor:
/// its thread is gone then, and their waits end.
class ReactorCore : public std::enable_shared_from_this<ReactorCore> {
public:
    /// Throws Failure when the system has no descriptors or threads left.
    static std::shared_ptr<ReactorCore> start();
    ~ReactorCore();
    ReactorCore(const ReactorCore&) = delete;
    ReactorCore& operator=(const ReactorCore&) = delete;

    /// Ends all waits, then the thread.
    void stop() noexcept;
    /// Lets a source be told of its signals. Throws Failure.
    void add(const std::shared_ptr<SignalCore>& source);
    void remove(const std::shared_ptr<SignalCore>& source) noexcept;

private:
    struct Loop; ///< the library's
    struct Relay;
    friend class Descriptor;

    ReactorCore();
    bool add(Descriptor& descriptor);
    void remove(Descriptor& descriptor) noexcept;
    void live() noexcept;
    void listen(const std::shared_ptr<Relay>& relay);
    void signalled(const std::shared_ptr<Relay>& relay) noexcept;
    void maskSignals() noexcept;

    std::unique_ptr<Loop> loop_;
    std::mutex lock_; ///< everything below
    std::list<std::weak_ptr<Descriptor>> descriptors_;
    std::shared_ptr<Relay> relay_; ///< while there are sources
    bool stopping_ = false;
};

} // namespace rondo::task::detail
