// SPDX-License-Identifier: GPL-3.0-only
#include "render_targets.h"

#include <map>
#include <optional>
#include <sys/stat.h>
#include <utility>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;

std::string quoted(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

/// What one file is the same as, under all its names.
std::optional<std::pair<dev_t, ino_t>> identityOf(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return {};
    return std::pair(status.st_dev, status.st_ino);
}

} // namespace

base::Result<std::vector<RenderTarget>> renderTargets(const std::vector<std::filesystem::path>& inputs,
                                                      const std::filesystem::path& folder,
                                                      const std::string& kind) {
    std::vector<RenderTarget> targets;
    std::map<std::filesystem::path, std::filesystem::path> taken;
    for (const auto& input : inputs) {
        if (!input.has_filename())
            return fail(ErrorCode::invalidArgument, "The name of a file to render was expected, and " +
                                                        quoted(input) + " was given; name a file.");
        auto output = folder / (input.stem().string() + "." + kind);
        const auto [other, isNew] = taken.emplace(output, input);
        if (!isNew)
            return fail(ErrorCode::invalidArgument, "Files of different names were expected, and both " +
                                                        quoted(other->second) + " and " + quoted(input) +
                                                        " would become " + quoted(output) +
                                                        "; render them into different folders.");
        targets.push_back({input, std::move(output)});
    }
    return targets;
}

base::Result<void> checkNoneIsRead(const std::vector<RenderTarget>& targets,
                                   const std::vector<RenderReads>& reads) {
    std::map<std::pair<dev_t, ino_t>, const RenderReads*> readers;
    for (const auto& reader : reads)
        for (const auto& file : reader.files)
            if (const auto identity = identityOf(file))
                readers.emplace(*identity, &reader);
    for (const auto& target : targets) {
        const auto identity = identityOf(target.output);
        const auto found = identity ? readers.find(*identity) : readers.end();
        if (found != readers.end())
            return fail(ErrorCode::refused, "The file " + quoted(target.output) + " that " +
                                                quoted(target.input) + " would become is read to render " +
                                                quoted(found->second->input) +
                                                ", and it is not overwritten; render into another folder.");
    }
    return {};
}

} // namespace rondo::host
