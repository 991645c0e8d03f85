// SPDX-License-Identifier: MIT
#include <rondo/task/io/detail/reactor_core.h>

#include <array>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <cerrno>
#include <csignal>
#include <optional>
#include <rondo/task/detail/claimed.h>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/io/detail/signal_arrivals.h>
#include <rondo/task/io/detail/signal_core.h>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>
#else
#error "detail/reactor_core.cpp is told of signals by Linux's eventfd; use a pipe as this system has it"
#endif

namespace rondo::task::detail {

using Guard = std::lock_guard<std::mutex>;

// ---- a descriptor

struct Descriptor::Stream {
    explicit Stream(asio::io_context& context) : library(context) {}
    asio::posix::stream_descriptor library;
};

struct ReactorCore::Loop {
    asio::io_context context;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{context.get_executor()};
    std::thread thread;
};

Descriptor::Descriptor(std::shared_ptr<ReactorCore> reactor, int number)
    : reactor_(std::move(reactor)), number_(number),
      stream_(std::make_unique<Stream>(reactor_->loop_->context)) {}

base::Result<std::shared_ptr<Descriptor>> Descriptor::adopt(const std::shared_ptr<ReactorCore>& reactor,
                                                            int number) {
    std::shared_ptr<Descriptor> made;
    try {
        made.reset(new Descriptor(reactor, number));
        if (!reactor->add(*made))
            made->deaf_ = true;
    } catch (const std::bad_alloc&) {
        ::close(number);
        return failIo(ENOMEM, "wait for a descriptor");
    }
    asio::error_code error;
    made->stream_->library.assign(number, error);
    if (error) {
        ::close(number);
        return failIo(error.value(), "wait for a descriptor");
    }
    return made;
}

Descriptor::~Descriptor() {
    if (listed_)
        reactor_->remove(*this);
}

bool Descriptor::enter() noexcept {
    const Guard guard(lock_);
    if (closed_)
        return false;
    ++users_;
    return true;
}

void Descriptor::leave() noexcept {
    const Guard guard(lock_);
    if (--users_ == 0 && closed_)
        closeNumber();
}

// Under the lock.
void Descriptor::closeNumber() noexcept {
    asio::error_code ignored;
    stream_->library.close(ignored);
}

Listening Descriptor::enlist(Direction direction, WaitEntry& entry, Waiter& waiter) noexcept {
    const Guard guard(lock_);
    if (closed_)
        return Listening::closed;
    if (deaf_)
        return Listening::deaf;
    auto& side = sides_[static_cast<std::size_t>(direction)];
    if (!side.armed) {
        try {
            arm(direction);
        } catch (...) {
            return Listening::noMemory;
        }
        side.armed = true;
    }
    entry.waiter = &waiter;
    side.waiting.push(entry);
    return Listening::enlisted;
}

void Descriptor::leave(Direction direction, WaitEntry& entry) noexcept {
    const Guard guard(lock_);
    sides_[static_cast<std::size_t>(direction)].waiting.remove(entry);
}

// The library answers at once when the descriptor is ready already. An answer that is under way wakes who comes
// meanwhile, too. Under the lock.
void Descriptor::arm(Direction direction) {
    const auto readiness = direction == Direction::read ? asio::posix::stream_descriptor::wait_read
                                                        : asio::posix::stream_descriptor::wait_write;
    stream_->library.async_wait(readiness, [self = shared_from_this(), direction](const asio::error_code&) {
        self->answered(direction);
    });
}

void Descriptor::answered(Direction direction) noexcept {
    Claimed awake;
    {
        const Guard guard(lock_);
        auto& side = sides_[static_cast<std::size_t>(direction)];
        side.armed = false;
        awake.takeAllFrom(side.waiting);
    }
    awake.wake();
}

void Descriptor::close() noexcept {
    Claimed awake;
    {
        const Guard guard(lock_);
        if (closed_)
            return;
        closed_ = true;
        for (auto& side : sides_)
            awake.takeAllFrom(side.waiting);
        if (users_ == 0)
            closeNumber();
    }
    awake.wake();
}

void Descriptor::deafen() noexcept {
    Claimed awake;
    {
        const Guard guard(lock_);
        deaf_ = true;
        for (auto& side : sides_)
            awake.takeAllFrom(side.waiting);
        asio::error_code ignored;
        stream_->library.cancel(ignored);
    }
    awake.wake();
}

// ---- the reactor

/// How signals come to a reactor.
struct ReactorCore::Relay {
    Relay(asio::io_context& context, int number) : library(context, number) {}
    asio::posix::stream_descriptor library; ///< an eventfd
    int place = -1;                         ///< in SignalArrivals
    std::vector<std::shared_ptr<SignalCore>> sources;
};

ReactorCore::ReactorCore() : loop_(std::make_unique<Loop>()) {}
ReactorCore::~ReactorCore() = default;

namespace {

// The library takes three, and leaves the first ones open when there is none for the last.
void requireDescriptors() {
    std::array<int, 3> numbers{-1, -1, -1};
    int error = 0;
    for (int& number : numbers)
        if ((number = ::eventfd(0, EFD_CLOEXEC)) < 0)
            error = errno;
    for (const int number : numbers)
        if (number >= 0)
            ::close(number);
    if (error != 0)
        throw base::Failure(ioError(error, "start a Reactor"));
}

} // namespace

std::shared_ptr<ReactorCore> ReactorCore::start() {
    requireDescriptors();
    sigset_t all;
    sigset_t kept;
    ::sigfillset(&all);
    try {
        const std::shared_ptr<ReactorCore> core(new ReactorCore);
        // The library takes its descriptors with the first use: here, where their want can be told.
        const asio::posix::stream_descriptor first(core->loop_->context);
        // Signals that it does not relay are none of its business.
        ::pthread_sigmask(SIG_SETMASK, &all, &kept);
        try {
            core->loop_->thread = std::thread([raw = core.get()] { raw->live(); });
        } catch (...) {
            ::pthread_sigmask(SIG_SETMASK, &kept, nullptr);
            throw;
        }
        ::pthread_sigmask(SIG_SETMASK, &kept, nullptr);
        ::pthread_setname_np(core->loop_->thread.native_handle(), "task io");
        return core;
    } catch (const std::system_error& error) {
        throw base::Failure(ioError(error.code().value(), "start a Reactor"));
    }
}

// What is left after the library threw would be a reactor that hears nothing; it throws when memory is out.
void ReactorCore::live() noexcept { loop_->context.run(); }

void ReactorCore::stop() noexcept {
    std::vector<std::shared_ptr<Descriptor>> open;
    std::shared_ptr<Relay> relay;
    {
        const Guard guard(lock_);
        stopping_ = true;
        for (const auto& one : descriptors_)
            if (auto descriptor = one.lock())
                open.push_back(std::move(descriptor));
        relay = relay_;
    }
    for (const auto& descriptor : open)
        descriptor->deafen();
    while (relay != nullptr && !relay->sources.empty()) {
        const auto source = relay->sources.back();
        source->close();
        remove(source);
    }
    loop_->work.reset();
    loop_->thread.join();
}

bool ReactorCore::add(Descriptor& descriptor) {
    const Guard guard(lock_);
    descriptors_.push_front(descriptor.weak_from_this());
    descriptor.place_ = descriptors_.begin();
    descriptor.listed_ = true;
    return !stopping_;
}

void ReactorCore::remove(Descriptor& descriptor) noexcept {
    const Guard guard(lock_);
    descriptors_.erase(descriptor.place_);
}

void ReactorCore::add(const std::shared_ptr<SignalCore>& source) {
    const Guard guard(lock_);
    if (stopping_)
        return source->close();
    if (relay_ == nullptr) {
        const int number = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (number < 0)
            throw base::Failure(ioError(errno, "listen for signals"));
        std::shared_ptr<Relay> made;
        try {
            made = std::make_shared<Relay>(loop_->context, number);
        } catch (...) {
            ::close(number);
            throw;
        }
        made->place = SignalArrivals::addListener(number);
        try {
            listen(made);
        } catch (...) {
            SignalArrivals::removeListener(made->place);
            throw;
        }
        relay_ = std::move(made);
    }
    relay_->sources.push_back(source);
    maskSignals();
}

void ReactorCore::remove(const std::shared_ptr<SignalCore>& source) noexcept {
    const Guard guard(lock_);
    if (relay_ == nullptr || std::erase(relay_->sources, source) == 0)
        return;
    maskSignals();
    if (!relay_->sources.empty())
        return;
    SignalArrivals::removeListener(relay_->place);
    asio::error_code ignored;
    relay_->library.close(ignored);
    relay_.reset();
}

// Under the lock.
void ReactorCore::listen(const std::shared_ptr<Relay>& relay) {
    relay->library.async_wait(asio::posix::stream_descriptor::wait_read,
                              [this, relay](const asio::error_code&) { signalled(relay); });
}

// First emptied, then looked at: what comes in between is told again.
void ReactorCore::signalled(const std::shared_ptr<Relay>& relay) noexcept {
    const Guard guard(lock_);
    if (relay_ != relay)
        return;
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(relay->library.native_handle(), &count, sizeof count);
    for (const auto& source : relay->sources)
        source->deliver();
    listen(relay);
}

// A process that blocks a signal in all its threads would never hear it. Under the lock.
void ReactorCore::maskSignals() noexcept {
    sigset_t blocked;
    ::sigfillset(&blocked);
    for (const auto& source : relay_->sources)
        for (const int signal : source->signals())
            ::sigdelset(&blocked, signal);
    try {
        asio::post(loop_->context, [blocked] { ::pthread_sigmask(SIG_SETMASK, &blocked, nullptr); });
    } catch (...) {
        // No memory: other threads hear them.
    }
}

} // namespace rondo::task::detail
