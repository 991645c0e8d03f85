// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>

namespace rondo::graph::detail {

namespace {

class Search {
public:
    Search(std::span<const Step> steps, std::span<const std::uint32_t> numbers, const Schedule& schedule)
        : steps_(steps), numbers_(numbers), schedule_(schedule) {}

    std::vector<Chain> find() const {
        std::vector<Chain> found;
        const auto count = static_cast<std::uint32_t>(steps_.size());
        for (std::uint32_t first = 0; first < count;) {
            auto end = first + 1;
            if (joins(steps_[first]))
                while (end < count && continues(end))
                    ++end;
            if (end - first > 1)
                found.push_back({first, end});
            first = end;
        }
        return found;
    }
    std::uint32_t numberOf(std::uint32_t place) const { return numbers_.empty() ? place : numbers_[place]; }

private:
    static bool joins(const Step& step) {
        return step.kind == StepKind::add ||
               (step.kind == StepKind::runNode && (step.multiplies || step.sums) && !step.hasBypass &&
                !step.metered);
    }
    // A sum of two is the same either way round.
    static bool reads(const Step& step, const std::uint8_t* flag) {
        return step.ports.inputs[0].silent == flag ||
               (step.ports.inputCount == 2 && step.ports.inputs[1].silent == flag);
    }
    static bool inPlace(const Step& step) {
        const auto& from = step.ports.inputs[0];
        const auto& to = step.ports.outputs[0];
        return from.width == to.width && std::equal(from.channels, from.channels + from.width, to.channels);
    }
    // A chain writes where its last step writes, and that while it still reads. One or two channels go along
    // together and are read as far as they are written, so it does not matter who else was in that memory. Of
    // more channels all steps but the first are in place, so that it is memory which nothing else in the chain
    // reads. What a guarded step makes is searched before anybody reads it.
    bool continues(std::uint32_t place) const {
        const auto& before = steps_[place - 1];
        const auto& step = steps_[place];
        const auto* const flag = before.ports.outputs[0].silent;
        return joins(step) && !before.guarded && numberOf(place) == numberOf(place - 1) + 1 &&
               reads(step, flag) && schedule_.readers(flag).size() == 1 &&
               (step.ports.outputs[0].width <= 2 || inPlace(step));
    }

    std::span<const Step> steps_;
    std::span<const std::uint32_t> numbers_;
    const Schedule& schedule_;
};

} // namespace

Chains findChains(std::span<const Step> steps, std::span<const std::uint32_t> numbers, Schedule& schedule) {
    const Search search(steps, numbers, schedule);
    Chains chains{search.find(), {}, {}};
    if (chains.list.empty())
        return chains;
    auto& factors = schedule.rest.factors;
    if (factors.empty())
        factors.resize(schedule.steps().size());
    chains.steps.resize(steps.size() + 1);
    for (const auto& chain : chains.list)
        for (auto place = chain.first; place < chain.end; ++place) {
            const auto& step = steps[place];
            auto& own = chains.steps[place];
            own.firstOperation = static_cast<std::uint32_t>(chains.operations.size());
            if (place > chain.first && step.ports.inputs[0].silent != steps[place - 1].ports.outputs[0].silent)
                own.through = 1;
            if (step.kind == StepKind::runNode && step.multiplies)
                chains.operations.push_back({nullptr, &factors[search.numberOf(place)]});
            else
                for (std::uint32_t port = 0; port < step.ports.inputCount; ++port)
                    if (port != own.through)
                        chains.operations.push_back({step.ports.inputs[port].channels, nullptr});
            chains.steps[place + 1].firstOperation = static_cast<std::uint32_t>(chains.operations.size());
        }
    return chains;
}

void fuse(Schedule& schedule) { schedule.fuse(findChains(schedule.steps(), {}, schedule)); }

} // namespace rondo::graph::detail
