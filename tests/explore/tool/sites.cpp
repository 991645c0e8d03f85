// SPDX-License-Identifier: MIT
#include <explore/tool/sites.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace explore {

namespace {

struct Named {
    std::memory_order order;
    const char* name;
};
constexpr std::array orders{
    Named{std::memory_order_relaxed, "relaxed"}, Named{std::memory_order_acquire, "acquire"},
    Named{std::memory_order_release, "release"}, Named{std::memory_order_acq_rel, "acq_rel"},
    Named{std::memory_order_seq_cst, "seq_cst"}};

const char* nameOf(std::memory_order order) noexcept {
    for (const auto& [value, name] : orders)
        if (value == order)
            return name;
    return "consume";
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts{""};
    for (const char letter : text) {
        if (letter == ':')
            parts.emplace_back();
        else
            parts.back() += letter;
    }
    return parts;
}

} // namespace

Sites::Sites() {
    if (const char* list = std::getenv("RONDO_EXPLORE_SITES")) {
        file_ = list;
        lists_ = true;
    }
    const char* weaken = std::getenv("RONDO_EXPLORE_WEAKEN");
    if (weaken == nullptr)
        return;
    const auto parts = split(weaken);
    if (parts.size() != 6)
        throw std::invalid_argument("RONDO_EXPLORE_WEAKEN must be FILE:LINE:COLUMN:PART:FROM:TO, and is '" +
                                    std::string(weaken) + "'; correct it.");
    weakenedFile_ = parts[0];
    weakenedLine_ = static_cast<std::uint32_t>(std::stoul(parts[1]));
    weakenedColumn_ = static_cast<std::uint32_t>(std::stoul(parts[2]));
    weakenedPart_ = parts[3] == "failure" ? OrderPart::failure : OrderPart::whole;
    for (const auto& [value, name] : orders) {
        if (parts[4] == name)
            weakenedFrom_ = value;
        if (parts[5] == name)
            weakenedOrder_ = value;
    }
}

bool Sites::isWeakened(const Place& place, OrderPart part, std::memory_order order) const noexcept {
    return order == weakenedFrom_ && place.column() == weakenedColumn_ && part == weakenedPart_ &&
           std::string_view(place.file_name()).ends_with(weakenedFile_);
}

void Sites::note(const char* action, const Place& place, std::memory_order order, OrderPart part) noexcept {
    uses_[{place.file_name(), place.line(), place.column(), part, order}] = action;
}

void Sites::write(const std::string& caseName) {
    if (!lists_)
        return;
    FILE* file = std::fopen(file_.c_str(), "a");
    if (file == nullptr)
        throw std::runtime_error("The list of sites could not be written to '" + file_ +
                                 "'; name a file that can be in RONDO_EXPLORE_SITES.");
    for (const auto& [key, action] : uses_) {
        const auto& [path, line, column, part, order] = key;
        std::fprintf(file, "%s\t%s\t%u\t%u\t%s\t%s\t%s\n", caseName.c_str(), std::string(path).c_str(), line,
                     column, part == OrderPart::failure ? "failure" : "whole", action, nameOf(order));
    }
    std::fclose(file);
    uses_.clear();
}

} // namespace explore
