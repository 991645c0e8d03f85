// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace rondo::base {

/// What kind of thing went wrong; the text says the rest.
enum class ErrorCode {
    invalidArgument, ///< a value outside what is allowed
    notFound,        ///< a named thing that does not exist
    unsupported,     ///< a thing that exists and cannot do what was asked
    refused,         ///< the operating system, a device or a peer said no
    closed,          ///< the other end is gone for good
    wrongThread,     ///< a call on a thread that may not make it
    timeout,         ///< not done by the deadline
    full,            ///< no room left: a queue, a disk
    damaged,         ///< data that contradicts its own format
    lost,            ///< a device or a server that went away while in use
    deadlock,        ///< a wait that could only end by itself: a cycle of submits
    poisoned,        ///< an earlier closure threw, and the policy is to run nothing after that
    forged,          ///< a handle that was never given out, is out of date, or is another key's
    notOwner,        ///< a right or an unlock that belongs to somebody else
};

/// The name of a code as it appears in `--json` output, for instance "not_found".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(ErrorCode code) noexcept;

/// One clear sentence about a failure: what was expected, what was found, what to do.
struct Error {
    ErrorCode code = ErrorCode::invalidArgument;
    std::string text;
};

/// An Error as an exception, for misuse and failed construction off the audio thread.
class Failure : public std::runtime_error {
public:
    /// Effects: keeps the code beside the text. [any]
    explicit Failure(const Error& error);
    /// Returns: what kind of failure this is. Progress: wait-free. [any]
    ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

} // namespace rondo::base
