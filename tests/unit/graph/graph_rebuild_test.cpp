// SPDX-License-Identifier: MIT
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <random>
#include <support/graph_probes.h>
#include <support/rounds.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

struct Shape {
    std::uint32_t inputs = 0;
    std::uint32_t outputs = 1;
    bool inPlace = false;
    bool memoryless = false;
    std::uint32_t latency = 0;
    std::uint32_t seed = 0;
    std::uint32_t eventInputs = 0;
    std::uint32_t eventOutputs = 0;
    EventDelivery delivery = EventDelivery::listed;
    std::shared_ptr<const AutomationCurve> curve{}; ///< of its level
    bool grouped = false;                           ///< it is a group with one node in it
    bool bypassed = false;
};

/// Its samples and events depend on nothing but its inputs, its curve and the place in the stream: so two of
/// them, at any time, do the same. It rests now and then. What it hears it adds to its samples and sends on, an
/// event that came through four nodes excepted.
class PureNode final : public Node {
public:
    explicit PureNode(const Shape& shape) : shape_(shape) {}
    NodeDescription describe() const override {
        NodeDescription description;
        description.inputs.assign(shape_.inputs, {"in", 1});
        description.outputs.assign(shape_.outputs, {"out", 1});
        description.inPlace = shape_.inPlace;
        description.memoryless = shape_.memoryless;
        description.latency = shape_.latency;
        description.tail = shape_.inputs > 0 ? 0 : endlessTail;
        description.parameters = {{"level", "", 0, 4, 1}};
        description.delivery = shape_.delivery;
        description.eventInputs.assign(shape_.eventInputs, "in");
        description.eventOutputs.assign(shape_.eventOutputs, "out");
        return description;
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        const bool rests =
            (context.streamFrame() / 4096 + shape_.seed) % 5 == 0 && shape_.delivery == EventDelivery::listed;
        auto set = context.events().begin();
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            for (; set != context.events().end() && set->frame == frame; ++set)
                level_ = set->value;
            float sum = shape_.inputs > 0 ? 0 : noise(context.streamFrame() + frame);
            sum += level_ * hear(context, frame);
            for (std::uint32_t port = 0; port < shape_.inputs; ++port)
                sum = 0.7f * sum + static_cast<float>(port + 1) * context.input(port).channel(0)[frame];
            for (std::uint32_t port = 0; port < shape_.outputs; ++port)
                context.output(port).channel(0)[frame] =
                    level_ * sum * (0.3f + 0.1f * static_cast<float>(port));
        }
        for (std::uint32_t port = 0; rests && shape_.inputs == 0 && port < shape_.outputs; ++port)
            context.setSilent(port);
    }

private:
    float noise(std::int64_t frame) const {
        auto mixed = (static_cast<std::uint64_t>(frame) + shape_.seed) * 0x9e3779b97f4a7c15u;
        mixed ^= mixed >> 29;
        return static_cast<float>(mixed * 0xbf58476d1ce4e5b9u >> 40) * 0x1p-24f - 0.5f;
    }
    /// Returns: a sum of what comes at a frame in which the order of events shows.
    float hear(const ProcessContext& context, std::uint32_t frame) noexcept {
        float sum = 0;
        for (std::uint32_t port = 0; port < shape_.eventInputs; ++port)
            for (const auto& event : context.eventInput(port))
                if (event.frame == frame) {
                    sum = 0.9f * sum + static_cast<float>(event.message.words[0] & 1023) * 0.001f +
                          static_cast<float>(port);
                    if (event.message.words[1] < 4)
                        send(context, {frame, {{event.message.words[0] + port, event.message.words[1] + 1}}});
                }
        const auto own = (static_cast<std::uint64_t>(context.streamFrame()) + frame) * 0x9e3779b97f4a7c15u;
        // Not from one that sleeps when its inputs do, which is sooner in one graph than in the other.
        if (shape_.inputs == 0 && (own >> 32) % 211 == shape_.seed % 211)
            send(context, {frame, {{0x40900000u + shape_.seed % 1024, 0}}});
        return sum;
    }
    void send(const ProcessContext& context, audio::UmpEvent event) const noexcept {
        for (std::uint32_t port = 0; port < shape_.eventOutputs; ++port, ++event.message.words[0])
            context.sendEvent(event, port);
    }
    Shape shape_;
    float level_ = 1;
};

/// What others see of a node or a group, and what works in it.
struct Made {
    NodeId outside;
    NodeId inside;
};

// An edge past the node in a group, too, meets what the node makes at the group's output.
Made make(GraphEdit& edit, const Shape& shape) {
    if (!shape.grouped) {
        const auto node = edit.add(std::make_unique<PureNode>(shape), "node");
        return {node, node};
    }
    NodeDescription ports;
    ports.inputs.assign(shape.inputs, {"in", 1});
    ports.outputs.assign(shape.outputs, {"out", 1});
    const auto group = edit.addGroup("group", ports);
    const auto node = edit.add(std::make_unique<PureNode>(shape), "node", group.node);
    for (std::uint32_t port = 0; port < shape.inputs; ++port)
        edit.connect(group.input, port, node, port);
    for (std::uint32_t port = 0; port < shape.outputs; ++port)
        edit.connect(node, port, group.output, port);
    if (shape.inputs > 0 && shape.seed % 2 == 0)
        edit.connect(group.input, 0, group.output, 0);
    return {group.node, node};
}

struct Wire {
    std::uint64_t source;
    std::uint32_t output;
    std::uint64_t destination;
    std::uint32_t input;
    bool compensate = true;
    bool events = false;
    friend bool operator==(const Wire& a, const Wire& b) {
        return a.source == b.source && a.output == b.output && a.destination == b.destination &&
               a.input == b.input && a.events == b.events;
    }
    void connect(GraphEdit& edit, NodeId from, NodeId to) const {
        if (events)
            edit.connectEvents(from, output, to, input, {compensate});
        else
            edit.connect(from, output, to, input, {compensate});
    }
};

constexpr GraphOptions options{.maximumFrames = 64, .inputChannels = 1, .outputChannels = 1};

/// A graph that is edited at random, and what it should be.
class Edited {
public:
    Edited(std::mt19937& numbers, bool latencies) : numbers_(numbers), latencies_(latencies) {}

    void edit() {
        auto edit = graph_.control.edit();
        for (auto step = 1 + pick(4); step > 0; --step)
            switch (pick(6)) {
            case 0:
                if (shapes_.size() < 8 + pick(8))
                    add(edit);
                break;
            case 1:
                if (shapes_.size() > 6)
                    remove(edit);
                break;
            case 2:
                if (!wires_.empty())
                    disconnect(edit, pick(wires_.size()));
                break;
            case 3:
                if (!shapes_.empty())
                    automate(edit);
                break;
            default:
                if (latencies_ && !shapes_.empty() && pick(3) == 0)
                    setLatency(edit);
                else if (!shapes_.empty() && pick(3) == 0)
                    bypass(edit);
                else
                    connect(edit);
            }
        REQUIRE(edit.commit());
    }
    std::vector<std::vector<float>> block(std::uint32_t frames, audio::ConstAudioBlock input) {
        return player_.block(frames, input);
    }
    std::int64_t position() const { return player_.position; }
    std::uint32_t latency() const { return graph_.control.latency(); }

    /// Makes the same graph from nothing.
    Graph again() const {
        auto made = makeGraph(options, std::make_shared<concurrency::Reclaimer>());
        auto edit = made.control.edit();
        std::map<std::uint64_t, NodeId> ids{{graphInput.value, graphInput}, {graphOutput.value, graphOutput}};
        for (const auto& [id, shape] : shapes_) {
            const auto own = make(edit, shape);
            ids[id] = own.outside;
            if (shape.bypassed)
                edit.bypass(ids[id]);
            if (shape.curve)
                edit.automate(own.inside, 0, shape.curve);
        }
        for (const auto& wire : wires_)
            wire.connect(edit, ids[wire.source], ids[wire.destination]);
        REQUIRE(edit.commit());
        return made;
    }

private:
    std::size_t pick(std::size_t count) { return numbers_() % count; }
    void add(GraphEdit& edit) {
        Shape shape{static_cast<std::uint32_t>(pick(3)),
                    static_cast<std::uint32_t>(1 + pick(2)),
                    pick(2) == 0,
                    pick(2) == 0,
                    0,
                    static_cast<std::uint32_t>(numbers_()),
                    pick(3) == 0};
        if (latencies_ && pick(3) == 0)
            shape.latency = static_cast<std::uint32_t>(pick(40));
        if (!shape.grouped && pick(2) == 0) {
            shape.eventInputs = static_cast<std::uint32_t>(pick(3));
            shape.eventOutputs = static_cast<std::uint32_t>(pick(3));
        }
        if (pick(3) == 0)
            shape.delivery = EventDelivery::split;
        const auto made = make(edit, shape);
        shapes_[made.outside.value] = shape;
        insides_[made.outside.value] = made.inside;
        for (int turn = 0; turn < 4; ++turn)
            connect(edit);
    }
    void remove(GraphEdit& edit) {
        const auto id = std::next(shapes_.begin(), static_cast<std::ptrdiff_t>(pick(shapes_.size())))->first;
        edit.remove(NodeId{id});
        shapes_.erase(id);
        std::erase_if(wires_, [&](const Wire& wire) { return wire.source == id || wire.destination == id; });
    }
    void disconnect(GraphEdit& edit, std::size_t which) {
        const auto& wire = wires_[which];
        if (wire.events)
            edit.disconnectEvents(NodeId{wire.source}, wire.output, NodeId{wire.destination}, wire.input);
        else
            edit.disconnect(NodeId{wire.source}, wire.output, NodeId{wire.destination}, wire.input);
        wires_.erase(wires_.begin() + static_cast<std::ptrdiff_t>(which));
    }
    void setLatency(GraphEdit& edit) {
        auto& [id, shape] = *std::next(shapes_.begin(), static_cast<std::ptrdiff_t>(pick(shapes_.size())));
        shape.latency = static_cast<std::uint32_t>(pick(40));
        edit.setLatency(insides_[id], shape.latency);
    }
    void bypass(GraphEdit& edit) {
        auto& [id, shape] = *std::next(shapes_.begin(), static_cast<std::ptrdiff_t>(pick(shapes_.size())));
        if (shape.inputs < shape.outputs)
            return;
        shape.bypassed = !shape.bypassed;
        edit.bypass(NodeId{id}, shape.bypassed);
    }
    // A curve that ends leaves the level where it was, which no other graph can know: so it gets another one.
    void automate(GraphEdit& edit) {
        auto& [id, shape] = *std::next(shapes_.begin(), static_cast<std::ptrdiff_t>(pick(shapes_.size())));
        std::vector<Breakpoint> points;
        for (auto frame = player_.position - 10'000; points.size() < 40;
             frame += static_cast<std::int64_t>(1 + pick(2000)))
            points.push_back(
                {frame, static_cast<float>(pick(5)), pick(2) == 0 ? CurveShape::linear : CurveShape::step});
        const auto curve = AutomationCurve::make(std::move(points));
        REQUIRE(curve);
        shape.curve = *curve;
        edit.automate(insides_[id], 0, *curve);
    }
    // From the older node to the newer one or to the output, so that there is no circle.
    void connect(GraphEdit& edit) {
        if (shapes_.size() < 2)
            return;
        const auto at = [&](std::size_t place) {
            return std::next(shapes_.begin(), static_cast<std::ptrdiff_t>(place))->first;
        };
        auto source = at(pick(shapes_.size()));
        auto destination = at(pick(shapes_.size()));
        if (source > destination)
            std::swap(source, destination);
        if (pick(4) == 0)
            destination = graphOutput.value;
        else if (pick(8) == 0)
            source = graphInput.value;
        if (source == destination)
            return;
        const auto shapeOf = [&](std::uint64_t id) {
            const auto known = shapes_.find(id);
            return known != shapes_.end() ? known->second : Shape{.inputs = 1};
        };
        const auto from = shapeOf(source);
        const auto to = shapeOf(destination);
        const bool events = pick(3) == 0;
        const auto outputs = events ? from.eventOutputs : from.outputs;
        const auto inputs = events ? to.eventInputs : to.inputs;
        if (outputs == 0 || inputs == 0)
            return;
        const Wire wire{source,
                        static_cast<std::uint32_t>(pick(outputs)),
                        destination,
                        static_cast<std::uint32_t>(pick(inputs)),
                        !latencies_ || pick(6) != 0,
                        events};
        if (std::ranges::find(wires_, wire) != wires_.end())
            return;
        wire.connect(edit, NodeId{source}, NodeId{destination});
        wires_.push_back(wire);
    }

    std::mt19937& numbers_;
    bool latencies_;
    Graph graph_ = makeGraph(options, std::make_shared<concurrency::Reclaimer>());
    test::Player player_{graph_.processor, 1};
    std::map<std::uint64_t, Shape> shapes_;
    std::map<std::uint64_t, NodeId> insides_; ///< what works in it
    std::vector<Wire> wires_;
};

void compareAfterEdits(bool latencies) {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    audio::AudioBuffer input(1, 64);
    const auto inputAt = [&](std::int64_t position) {
        for (std::uint32_t frame = 0; frame < 64; ++frame)
            input.block().channel(0)[frame] = static_cast<float>((position + frame) % 97) * 0.01f;
        return audio::ConstAudioBlock(input.block());
    };
    for (int graph = 0; graph < test::rounds(20); ++graph) {
        Edited edited(numbers, latencies);
        for (int turn = 0; turn < 40; ++turn) {
            for (auto edits = 1 + numbers() % 3; edits > 0; --edits) {
                edited.edit();
                for (auto blocks = numbers() % 14; blocks > 0; --blocks)
                    edited.block(64, inputAt(edited.position()));
            }
            // All fades over, all lines full and moved to their delays.
            for (int block = 0; block < 90; ++block)
                edited.block(64, inputAt(edited.position()));
            auto made = edited.again();
            REQUIRE(made.control.latency() == edited.latency());
            test::Player reference(made.processor, 1);
            reference.position = edited.position() - 64 * 90;
            for (int block = 0; block < 90; ++block)
                reference.block(64, inputAt(reference.position));
            for (int block = 0; block < 3; ++block) {
                const auto from = inputAt(edited.position());
                REQUIRE(edited.block(64, from) == reference.block(64, from));
            }
        }
    }
}

} // namespace

TEST_CASE("an edited graph plays bit for bit what one that was made like it from nothing plays") {
    compareAfterEdits(false);
}

TEST_CASE(
    "an edited graph with latencies plays bit for bit what one that was made like it from nothing plays") {
    compareAfterEdits(true);
}

TEST_CASE("what a fade hands on is not overwritten by what runs between the two once the fade is over") {
    auto made = makeGraph(options, std::make_shared<concurrency::Reclaimer>());
    auto edit = made.control.edit();
    const auto source = edit.add(std::make_unique<test::ConstantNode>(3.0f), "source");
    const auto other = edit.add(std::make_unique<test::ConstantNode>(1.0f), "other");
    const auto reader = edit.add(std::make_unique<PureNode>(Shape{.inputs = 2}), "reader");
    edit.connect(source, 0, reader, 0);
    edit.connect(other, 0, reader, 0);
    edit.connectToOutput(reader);
    REQUIRE(edit.commit());
    test::Player player(made.processor, 1);
    player.block(64);
    // What is new is put between the first port's fade and the reader: the one reads the source last, the other
    // would be given the source's memory.
    const auto between = edit.add(std::make_unique<test::FactorNode>(5.0f), "between");
    const auto behind = edit.add(std::make_unique<test::FactorNode>(2.0f), "behind");
    edit.disconnect(other, 0, reader, 0);
    edit.connect(source, 0, between, 0);
    edit.connect(between, 0, behind, 0);
    edit.connect(behind, 0, reader, 1);
    REQUIRE(edit.commit());
    for (int block = 0; block < 8; ++block)
        player.block(64);
    CHECK(player.block(64)[0][5] == doctest::Approx(0.3 * (0.7 * 3 + 2 * 30)));
}
