// SPDX-License-Identifier: MIT
#include <rondo/concurrency/driver.h>

#include <rondo/concurrency/detail/executor_core.h>

namespace rondo::concurrency {

Driver::Driver(std::shared_ptr<detail::ExecutorCore> core, const DriverOptions& options)
    : core_(std::move(core)) {
    core_->attach(options);
}

Driver& Driver::operator=(Driver&& other) noexcept {
    if (this != &other) {
        release();
        core_ = std::move(other.core_);
    }
    return *this;
}

Driver::~Driver() { release(); }

void Driver::release() noexcept {
    if (core_)
        core_->detach();
    core_.reset();
}

Driver::Block Driver::enter() noexcept { return Block(core_ && core_->enterBlock() ? core_.get() : nullptr); }

Driver::Block::Block(detail::ExecutorCore* core) noexcept : core_(core), thread_(core) {
    if (core_ != nullptr) {
        using Kind = detail::TagScope::Kind;
        const bool callback = core_->realtime();
        if (callback)
            realtime_.emplace();
        scope_.emplace(core_->tag, core_->name.c_str(), callback ? Kind::callback : Kind::background);
        core_->runBlockJobs(closures_);
    }
}

void Driver::Block::leave() noexcept {
    if (core_ != nullptr) {
        scope_.reset();
        core_->leaveBlock();
        realtime_.reset();
    }
}

} // namespace rondo::concurrency
