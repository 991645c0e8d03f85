// SPDX-License-Identifier: MIT
#include <rondo/concurrency/tag.h>

#include <cstdlib>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/tag_scope.h>

namespace rondo::concurrency {

namespace {
// The one process-wide number: two engines in a process must never share a tag.
detail::Atomic<std::uint64_t> lastTag{0};
} // namespace

namespace detail {
namespace {
// initial-exec: in a plugin that was loaded at run time, the general model would allocate at a thread's first
// use.
[[gnu::tls_model("initial-exec")]] thread_local constinit const TagScope* innermostScope = nullptr;
} // namespace

TagScope::TagScope(Tag tag, const char* name, Kind kind) noexcept
    : tag_(tag), name_(name), outer_(innermostScope), kind_(kind) {
    innermostScope = this;
}
TagScope::~TagScope() { innermostScope = outer_; }
const TagScope* TagScope::innermost() noexcept { return innermostScope; }
} // namespace detail

Tag Tag::make() noexcept {
    const auto last = lastTag.fetch_add(1, std::memory_order_relaxed);
    if (last == ~std::uint64_t{0})
        std::abort(); // a tag must never come twice, and there are no more
    return Tag(last + 1);
}

Tag Tag::current() noexcept {
    const auto* scope = detail::TagScope::innermost();
    return scope != nullptr ? scope->tag() : Tag();
}

bool Tag::isCurrent() const noexcept {
    for (const auto* scope = detail::TagScope::innermost(); scope != nullptr; scope = scope->outer())
        if (scope->tag() == *this)
            return true;
    return false;
}

void Tag::ensureCurrent(const std::string& owner) const {
    if (isCurrent())
        return;
    const auto* scope = detail::TagScope::innermost();
    const std::string here = scope != nullptr ? "the executor '" + std::string(scope->name()) + "' (tag " +
                                                    std::to_string(scope->tag().value()) + ")"
                                              : "a thread that no executor owns";
    throw base::Failure(
        {base::ErrorCode::wrongThread, "This value belongs to " + owner + " (tag " + std::to_string(value_) +
                                           ") and was opened on " + here +
                                           "; open it inside a closure that is submitted there."});
}

} // namespace rondo::concurrency
