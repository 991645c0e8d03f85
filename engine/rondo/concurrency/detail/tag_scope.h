// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/tag.h>

namespace rondo::concurrency::detail {

/// While it lives, the calling thread runs under `tag`. Scopes nest and lie on the stack.
class TagScope {
public:
    enum class Kind : unsigned char { background, callback };
    TagScope(Tag tag, const char* name, Kind kind = Kind::background) noexcept;
    ~TagScope();
    TagScope(const TagScope&) = delete;
    TagScope& operator=(const TagScope&) = delete;

    static const TagScope* innermost() noexcept;
    Tag tag() const noexcept { return tag_; }
    const char* name() const noexcept { return name_; }
    const TagScope* outer() const noexcept { return outer_; }
    Kind kind() const noexcept { return kind_; }

private:
    Tag tag_;
    const char* name_;
    const TagScope* outer_;
    Kind kind_;
};

/// Whether the calling thread is inside a Driver::Block, where a system call is forbidden.
inline bool insideCallback() noexcept {
    const TagScope* scope = TagScope::innermost();
    return scope != nullptr && scope->kind() == TagScope::Kind::callback;
}

} // namespace rondo::concurrency::detail
