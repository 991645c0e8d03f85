// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <rondo/base/id.h>

namespace rondo::host {

struct GestureKind;
/// Names one gesture, from pressing a knob to letting go of it: its edits are one step of the History.
using GestureId = base::Id<GestureKind>;

} // namespace rondo::host
