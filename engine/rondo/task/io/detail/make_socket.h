// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/task/io/detail/descriptor.h>
#include <rondo/task/io/socket_address.h>

namespace rondo::task::detail {

/// A new stream socket for addresses of this kind, which neither blocks nor is passed on to other programs.
base::Result<std::shared_ptr<Descriptor>> makeSocket(const std::shared_ptr<ReactorCore>& reactor,
                                                     const SocketAddress& address);
/// Lets small packets go at once. For TCP, and in vain for others.
void sendAtOnce(int number) noexcept;
/// The address of the socket itself, or of its peer. Errors: closed; what the system says.
base::Result<SocketAddress> addressOf(Descriptor* descriptor, bool peer);

} // namespace rondo::task::detail
