// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/tag.h>

namespace rondo::concurrency::detail {

/// While it lives, the calling thread runs under `tag`. Scopes nest and lie on the stack.
class TagScope {
public:
    TagScope(Tag tag, const char* name) noexcept;
    ~TagScope();
    TagScope(const TagScope&) = delete;
    TagScope& operator=(const TagScope&) = delete;

    static const TagScope* innermost() noexcept;
    Tag tag() const noexcept { return tag_; }
    const char* name() const noexcept { return name_; }
    const TagScope* outer() const noexcept { return outer_; }

private:
    Tag tag_;
    const char* name_;
    const TagScope* outer_;
};

} // namespace rondo::concurrency::detail
