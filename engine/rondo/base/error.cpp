// SPDX-License-Identifier: MIT
#include <rondo/base/error.h>

namespace rondo::base {

const char* name(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::invalidArgument:
        return "invalid_argument";
    case ErrorCode::notFound:
        return "not_found";
    case ErrorCode::unsupported:
        return "unsupported";
    case ErrorCode::refused:
        return "refused";
    case ErrorCode::closed:
        return "closed";
    case ErrorCode::wrongThread:
        return "wrong_thread";
    case ErrorCode::timeout:
        return "timeout";
    case ErrorCode::full:
        return "full";
    case ErrorCode::damaged:
        return "damaged";
    case ErrorCode::lost:
        return "lost";
    case ErrorCode::deadlock:
        return "deadlock";
    case ErrorCode::poisoned:
        return "poisoned";
    case ErrorCode::forged:
        return "forged";
    case ErrorCode::notOwner:
        return "not_owner";
    }
    return "unknown";
}

Failure::Failure(const Error& error) : std::runtime_error(error.text), code_(error.code) {}

} // namespace rondo::base
