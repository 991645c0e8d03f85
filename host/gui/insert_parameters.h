// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <host/hosting/hosted_plugin.h>
#include <host/player/workspace.h>
#include <host/session/insert.h>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace rondo::host {

/// The values of an insert as people see and set them, whatever it is: a plugin that plays, a node of Rondo's,
/// or a plugin that is missing, whose kept values can be read. Each stands at a position from 0 to 1. All
/// functions: [control].
class InsertParameters {
public:
    using FindPlugin = std::function<hosting::HostedPlugin*(InsertId)>;
    struct Parameter {
        std::string id;
        std::string name;
        std::uint32_t steps = 0; ///< places it can stand at; 0: anywhere
        double initial = 0;      ///< position
    };

    /// Requires: the workspace outlives it.
    InsertParameters(Workspace& workspace, InsertId insert, FindPlugin find);

    InsertId insert() const noexcept { return insert_; }
    /// Effects: looks at the document and for the plugin anew. Returns: whether the parameters are others than
    /// before.
    bool refresh();
    /// Effects: lets go of the plugin, and shows what is kept until `refresh` finds one.
    void letPluginGo();

    const std::vector<Parameter>& all() const noexcept { return parameters_; }
    /// Returns: why nothing can be set, in a sentence; empty: everything can.
    const std::string& reason() const noexcept { return reason_; }
    /// Returns: where a parameter stands: what the document says, else what the plugin does. Requires: it
    /// exists, here and below.
    double position(std::size_t parameter) const;
    /// Returns: a position in words: the plugin's own, or with the unit.
    std::string text(std::size_t parameter, double position) const;
    /// Returns: the position that a text means; nothing when it means none.
    std::optional<double> positionOf(std::size_t parameter, const std::string& text) const;
    /// Effects: sets it, as an edit. Errors: as SessionEdits::setParameter; refused with `reason`.
    base::Result<void> set(std::size_t parameter, double position, GestureId gesture = {});

private:
    void listPlugin();
    void listOwn(const OwnNode& node);
    void listKept(const std::vector<std::pair<std::string, double>>& values);

    Workspace& workspace_;
    const InsertId insert_;
    FindPlugin find_;
    hosting::HostedPlugin* plugin_ = nullptr;
    std::vector<graph::ParameterDescription> own_; ///< of a node of Rondo's
    std::vector<Parameter> parameters_;
    std::unordered_map<std::string, double> kept_; ///< what the document says
    std::string reason_;
};

} // namespace rondo::host
