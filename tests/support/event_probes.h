// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <rondo/audio/channel_voice.h>
#include <rondo/graph/node.h>
#include <utility>
#include <vector>

/// Small nodes with event ports for tests of the graph.
namespace rondo::test {

/// An event of the whole stream.
struct StreamEvent {
    std::int64_t frame = 0;
    audio::UmpMessage message;
    friend bool operator==(const StreamEvent&, const StreamEvent&) = default;
};

/// Sends what it is given, each event at its frame of the stream. One event output; one mono output that is the
/// note number of each event at its frame.
class EventSourceNode final : public graph::Node {
public:
    explicit EventSourceNode(std::vector<StreamEvent> events) : events_(std::move(events)) {}
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        description.outputs = {{"marks", 1}};
        description.eventOutputs = {"events"};
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        std::ranges::fill(context.output().channel(0), 0.0f);
        const auto end = context.streamFrame() + context.frameCount();
        for (; next_ < events_.size() && events_[next_].frame < end; ++next_) {
            const auto frame = static_cast<std::uint32_t>(events_[next_].frame - context.streamFrame());
            context.sendEvent({frame, events_[next_].message});
            context.output().channel(0)[frame] = static_cast<float>(events_[next_].message.words[0] >> 8 & 127);
        }
    }

private:
    std::vector<StreamEvent> events_;
    std::size_t next_ = 0;
};

/// Sends on what it gets, `latency` frames later, the notes of input n moved up by n. One mono output: the
/// number of notes it has sent so far.
class EventThruNode final : public graph::Node {
public:
    explicit EventThruNode(std::uint32_t inputs = 1, std::uint32_t latency = 0,
                           graph::EventDelivery delivery = graph::EventDelivery::listed)
        : inputs_(inputs), latency_(latency), delivery_(delivery) {
        waiting_.reserve(4096);
    }
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        description.outputs = {{"count", 1}};
        description.latency = latency_;
        description.delivery = delivery_;
        description.eventInputs.assign(inputs_, "events");
        description.eventOutputs = {"events"};
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        for (std::uint32_t input = 0; input < inputs_; ++input)
            for (auto event : context.eventInput(input)) {
                event.message.words[0] += input << 8;
                const auto due = context.streamFrame() + event.frame + latency_;
                const auto place = std::ranges::upper_bound(waiting_, due, {}, &StreamEvent::frame);
                waiting_.insert(place, {due, event.message});
            }
        auto next = waiting_.begin();
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            for (; next != waiting_.end() && next->frame == context.streamFrame() + frame; ++next, ++sent_)
                context.sendEvent({frame, next->message});
            context.output().channel(0)[frame] = static_cast<float>(sent_);
        }
        waiting_.erase(waiting_.begin(), next);
    }

private:
    std::uint32_t inputs_;
    std::uint32_t latency_;
    graph::EventDelivery delivery_;
    std::vector<StreamEvent> waiting_;
    int sent_ = 0;
};

/// What a listener has heard.
struct Heard {
    std::vector<StreamEvent> events;
    std::vector<std::uint32_t> blocks; ///< frames of each call
};

/// Notes what it gets, and mixes its one input with it: one mono output, in which each event's note number is
/// added to the input at its frame. Sleeps after each block in which it hears nothing.
class EventListenerNode final : public graph::Node {
public:
    explicit EventListenerNode(std::shared_ptr<Heard> heard,
                               graph::EventDelivery delivery = graph::EventDelivery::listed)
        : heard_(std::move(heard)), delivery_(delivery) {
        heard_->events.reserve(1 << 16);
        heard_->blocks.reserve(1 << 16);
    }
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        description.inputs = {{"input", 1}};
        description.outputs = {{"output", 1}};
        description.parameters = {{"nothing", "", 0, 1, 0}};
        description.delivery = delivery_;
        description.eventInputs = {"events"};
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        heard_->blocks.push_back(context.frameCount());
        if (delivery_ == graph::EventDelivery::listed && context.silent() && context.eventInput().empty())
            return context.sleep();
        context.output().copyFrom(context.input());
        for (const auto& event : context.eventInput()) {
            heard_->events.push_back({context.streamFrame() + event.frame, event.message});
            context.output().channel(0)[event.frame] += static_cast<float>(event.message.words[0] >> 8 & 127);
        }
    }

private:
    std::shared_ptr<Heard> heard_;
    graph::EventDelivery delivery_;
};

} // namespace rondo::test
