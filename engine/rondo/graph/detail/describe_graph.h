// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/graph/detail/graph_model.h>
#include <rondo/graph/graph_picture.h>
#include <rondo/graph/schedule_line.h>
#include <vector>

namespace rondo::graph::detail {

/// The model as it is drawn; its own input and output only where they have channels.
GraphPicture pictureOf(const GraphModel& model, bool fuse);

/// What `compile` makes of the model, in words.
std::vector<ScheduleLine> scheduleOf(const GraphModel& model, bool fuse);

} // namespace rondo::graph::detail
