// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/graph/node.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::hosting {

/// What a plugin is made for.
struct HostedFormat {
    double rate = 48000;                ///< frames a second
    std::uint32_t maximumFrames = 1024; ///< no block is longer
    std::uint32_t width = 2;            ///< channels of the chain that it stands in, 1 to 16
    bool offline = false;               ///< rendered: the plugin may take its time
};

/// What 0 and 1 of a parameter mean, where the plugin does not turn values into texts itself.
struct HostedScale {
    double minimum = 0;
    double maximum = 1;
    bool logarithmic = false; ///< with bounds above 0
    bool whole = false;

    /// Returns: the value at a share of 0 to 1. Progress: wait-free. [any]
    double valueAt(double share) const noexcept;
    /// Returns: the share of a value, beyond 0 to 1 for one beyond the bounds. Progress: wait-free. [any]
    double shareOf(double value) const noexcept;
};

/// A value of a plugin, from 0 to 1 in its own scale.
struct HostedParameter {
    std::string id;   ///< stable: what a session keeps
    std::string name; ///< for people
    std::string unit;
    float initial = 0;
    std::uint32_t steps = 0; ///< places it can stand at; 0: anywhere
    std::optional<HostedScale> scale = {};
};

/// A third-party plugin, loaded into this process: its parameters, its state, and the node that plays it. It is
/// made, used and destroyed on one thread, which is JUCE's message thread; its node alone is used by the audio
/// thread. A block in which the plugin throws is silent, and counted; what it gives beside finite numbers is
/// kept from others by the graph, as of any node.
///
/// The chain is `width` channels wide, whatever the plugin is: channels meet by their number; a plugin with one
/// input gets the mean of the chain's, one with one output fills them all, one without outputs lets them pass.
class HostedPlugin {
public:
    struct Core;

    /// Effects: takes a plugin over that is made but not prepared; see `load`. [control]
    explicit HostedPlugin(std::unique_ptr<Core> core) noexcept;
    /// Requires: `nodeLives` says false. Progress: blocking (the plugin's own). [control]
    ~HostedPlugin();
    HostedPlugin(const HostedPlugin&) = delete;
    HostedPlugin& operator=(const HostedPlugin&) = delete;

    /// Returns: what it calls itself. Progress: wait-free. [control]
    const std::string& name() const noexcept;
    /// Returns: its parameters, by the numbers that the node's events have. Progress: wait-free. [control]
    std::span<const HostedParameter> parameters() const noexcept;
    /// Returns: where a parameter stands, 0 to 1. Requires: it exists. Progress: the plugin's own. [control]
    float value(std::size_t parameter) const;
    /// Returns: a value from 0 to 1 as the plugin shows it. Requires: it exists. Progress: blocking. [control]
    std::string textOf(std::size_t parameter, float value) const;
    /// Returns: the value from 0 to 1 that a text as people write it means ("-6 dB", "0.5"); nothing when the
    /// plugin makes no number of it. Requires: it exists. Progress: blocking. [control]
    std::optional<float> valueOf(std::size_t parameter, const std::string& text) const;
    /// Returns: frames by which its output lags. Progress: wait-free. [any]
    std::uint32_t latency() const noexcept;
    /// Returns: the latency, if it is another one than the last time: for a graph edit. Progress: wait-free.
    /// [control]
    std::optional<std::uint32_t> takeLatencyChange() noexcept;
    /// Returns: blocks in which it threw an exception. Progress: wait-free. [any]
    std::uint64_t thrown() const noexcept;

    /// Returns: the plugin's state, in its own form. Progress: blocking; the node is silent meanwhile if it is
    /// in the way. Errors: refused when the plugin throws. [control]
    base::Result<std::vector<std::byte>> state();
    /// Effects: the plugin takes a state over that `state` gave. Errors: as `state`; invalidArgument for one
    /// that cannot be this plugin's. Progress: as `state`. [control]
    base::Result<void> setState(std::span<const std::byte> state);
    /// Returns: the names of the programs that it brings, by their numbers; an LV2's presets. One that it does
    /// not name is a "Program N"; empty when it brings none. Progress: blocking; the node plays on. [control]
    std::vector<std::string> programs() const;
    /// Effects: the plugin takes one of its programs over; `state` tells of it then. Errors: as `state`.
    /// Requires: `programs` has it. Progress: as `state`. [control]
    base::Result<void> setProgram(std::size_t program);
    /// Effects: sets a parameter while no node plays it; later its events do. Requires: it exists. Progress:
    /// the plugin's own. [control]
    void setValue(std::size_t parameter, float value);
    /// Returns: the parameters that the plugin has changed by itself since the last call, as its own editor
    /// does, in their order; `value` tells where each is now. Not those that its node, `setValue` or `setState`
    /// has set, nor what the plugin answers to that with the same value; nor those that are not to be
    /// automated, which are meters or parts of the state. Progress: linear, and wait-free when there are none.
    /// [control]
    std::vector<std::size_t> takeChangedParameters();
    /// Returns: the gesture, from pressing a knob to letting go of it, in which the plugin has changed a
    /// parameter last: another number for each one of this plugin; 0 when the plugin told of none. Requires: it
    /// exists. Progress: wait-free. [any]
    std::uint64_t gestureOf(std::size_t parameter) const noexcept;

    /// Returns: the node that plays it, for a graph of the HostedFormat's rate and longest block. It may be
    /// destroyed anywhere but on the audio thread, and before the plugin. Errors: Failure(refused) while
    /// another one lives. Progress: blocking. [control]
    std::unique_ptr<graph::Node> makeNode();
    /// Returns: whether a node of it lives. Progress: wait-free. [any]
    bool nodeLives() const noexcept;
    /// Returns: what detail/juce_plugin.h opens. Progress: wait-free. [control]
    Core& core() noexcept { return *core_; }

private:
    std::unique_ptr<Core> core_;
};

} // namespace rondo::hosting
