// SPDX-License-Identifier: MIT
#include <rondo/task/io/detail/io_error.h>

#include <cerrno>
#include <system_error>

namespace rondo::task::detail {

using base::ErrorCode;

namespace {

ErrorCode codeOf(int number) {
    switch (number) {
    case ENOENT:
    case EADDRNOTAVAIL:
        return ErrorCode::notFound;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ETIMEDOUT:
    case ENOTCONN:
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EIO:
    case ESTALE:
    case ENXIO:
    case ENODEV:
        return ErrorCode::lost;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ErrorCode::full;
    case EISDIR:
    case ENOTDIR:
    case EINVAL:
    case EBADF:
    case ENAMETOOLONG:
    case ELOOP:
        return ErrorCode::invalidArgument;
    case EAFNOSUPPORT:
    case EOPNOTSUPP:
    case EPROTONOSUPPORT:
        return ErrorCode::unsupported;
    default: // ECONNREFUSED, EADDRINUSE, EACCES, EPERM, EROFS, EEXIST and whatever else the system says no with
        return ErrorCode::refused;
    }
}

const char* adviceFor(int number) {
    switch (number) {
    case ECONNREFUSED:
        return "; nobody listens there: start the server first";
    case EADDRINUSE:
        return "; somebody uses the address already: choose another one, or end that program";
    case EACCES:
    case EPERM:
        return "; ask for the right to it, or choose another one";
    case ECONNRESET:
    case EPIPE:
        return "; the peer is gone: connect again";
    case EMFILE:
        return "; this process has as many descriptors as it may: close some, or raise the limit (ulimit -n)";
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return "; the system has no room: try again later";
    case ENOSPC:
    case EDQUOT:
        return "; the disk is full: make room";
    default:
        return "";
    }
}

} // namespace

base::Error ioError(int number, std::string_view attempt) {
    return {codeOf(number), "The attempt to " + std::string(attempt) + " has failed: " +
                                std::generic_category().message(number) + adviceFor(number) + "."};
}

} // namespace rondo::task::detail
