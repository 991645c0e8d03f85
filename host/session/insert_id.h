// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <rondo/base/id.h>

namespace rondo::host {

struct InsertKind;
/// Names an insert for the life of a session, wherever it stands in the chain and also when it is removed and
/// brought back. 1 to 2^53 - 1, which every reader of JSON keeps exact.
using InsertId = base::Id<InsertKind>;

} // namespace rondo::host
