// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <linux/capability.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <unistd.h>

namespace rondo::test {

/// While it lives, the permissions of files bind this thread, and those that it starts, also as root.
class BoundByPermissions {
public:
    BoundByPermissions() {
        call(SYS_capget, before_);
        auto bound = before_;
        bound[0].effective &= ~((1U << CAP_DAC_OVERRIDE) | (1U << CAP_DAC_READ_SEARCH));
        call(SYS_capset, bound);
    }
    BoundByPermissions(const BoundByPermissions&) = delete;
    BoundByPermissions& operator=(const BoundByPermissions&) = delete;
    ~BoundByPermissions() {
        auto header = thisThread;
        ::syscall(SYS_capset, &header, before_.data());
    }

private:
    using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;
    static constexpr __user_cap_header_struct thisThread{_LINUX_CAPABILITY_VERSION_3, 0};

    static void call(long number, Sets& sets) {
        auto header = thisThread;
        if (::syscall(number, &header, sets.data()) != 0)
            throw std::runtime_error("the rights of the thread could not be read or changed");
    }

    Sets before_{};
};

} // namespace rondo::test
