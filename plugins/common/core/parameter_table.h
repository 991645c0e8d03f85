// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <plugins/common/core/parameter.h>
#include <span>
#include <string>
#include <string_view>

namespace rondo::plugins {

/// The parameters of one plugin, in the order of their index. A view: the array behind it lives as long as the
/// program.
class ParameterTable {
public:
    /// Errors: Failure(invalidArgument) for more than 64 parameters, an id that is not lower_snake ASCII or
    /// doubled, an empty or too long name, an empty range, a default outside it, a toggle that is not 0 to 1,
    /// or two ids that hash alike. Progress: blocking. [control]
    explicit ParameterTable(std::span<const Parameter> parameters);

    static constexpr std::size_t maximumSize = 64;

    /// Returns: the number of parameters. Progress: wait-free. [any]
    std::size_t size() const noexcept { return parameters_.size(); }
    /// Returns: one parameter. Requires: `index < size()`. Progress: wait-free. [any]
    const Parameter& operator[](std::size_t index) const noexcept { return parameters_[index]; }
    auto begin() const noexcept { return parameters_.begin(); }
    auto end() const noexcept { return parameters_.end(); }
    /// Returns: the index of `id`, if there is one. Progress: wait-free, linear in the size. [any]
    std::optional<std::size_t> find(std::string_view id) const noexcept;

    /// Returns: the number under which VST3 hosts store the parameter: the 31 low bits of the polynomial hash
    /// of the id with base 31, which is what JUCE derives from a string id. Progress: wait-free. [any]
    static std::uint32_t hostHash(std::string_view id) noexcept;
    /// Returns: the table as text, one line a parameter; the form that is checked in beside each plugin, so
    /// that a change of any promise is seen. Progress: blocking. [control]
    std::string describe() const;

private:
    std::span<const Parameter> parameters_;
};

} // namespace rondo::plugins
