// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <rondo/base/result.h>
#include <rondo/session/graph/graph_description.h>
#include <string>
#include <string_view>

namespace rondo::session {

/// Returns: the description that a text holds: JSON (RFC 8259), where comments may stand. Numbers may carry
/// their unit: "220 Hz", "2.5 kHz", "-12 dB", "20 ms", "40 %". Errors: damaged for what is no JSON, with line
/// and column; else invalidArgument or notFound for what is unknown, missing, twice there or out of range, with
/// the place as a JSON pointer; one sentence that begins with `source`. Progress: blocking, linear. [control]
base::Result<GraphDescription> readGraph(std::string_view text, std::string_view source = "the graph");

/// Returns: a description as JSON, one line a node and a path. What `readGraph` makes of it equals
/// `description`, when `check` has nothing against it. Progress: blocking, linear. [control]
std::string writeGraph(const GraphDescription& description);

/// Returns: what a file holds. Errors: as `readGraph`, and notFound, refused, unsupported or damaged for a file
/// that is missing, forbidden, no ordinary file, empty, or larger than 64 MiB. Progress: blocking. [control]
base::Result<GraphDescription> loadGraph(const std::filesystem::path& path);

/// Effects: writes the file, which appears under its name when it is complete and not before. Errors: as
/// `check`, and what the system says, in a sentence; then nothing has changed. Progress: blocking. [control]
base::Result<void> saveGraph(const GraphDescription& description, const std::filesystem::path& path);

/// Returns: whether a file is meant to be a graph: its name ends in .json, or it begins with '{'. Progress:
/// blocking. [control]
bool looksLikeGraph(const std::filesystem::path& path) noexcept;

} // namespace rondo::session
