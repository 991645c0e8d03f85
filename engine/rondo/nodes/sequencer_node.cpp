// SPDX-License-Identifier: MIT
#include <rondo/nodes/sequencer_node.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <rondo/audio/channel_voice.h>
#include <rondo/base/error.h>
#include <string_view>

namespace rondo::nodes {

namespace {

constexpr std::size_t mostSteps = 4096;
constexpr std::size_t mostNotes = 16;

[[noreturn]] void refuse(const std::string& sentence) {
    throw base::Failure({base::ErrorCode::invalidArgument, sentence});
}

std::optional<int> numberOf(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// A note's number; nothing for what is no note.
std::optional<std::uint8_t> noteOf(std::string_view text) {
    const auto inRange = [](std::optional<int> number) {
        return number && *number >= 0 && *number <= 127 ? std::optional(static_cast<std::uint8_t>(*number))
                                                        : std::nullopt;
    };
    constexpr std::string_view letters = "C D EF G A B";
    const auto place = text.empty() || text[0] == ' ' ? std::string_view::npos : letters.find(text[0]);
    if (place == std::string_view::npos)
        return inRange(numberOf(text));
    auto number = static_cast<int>(place);
    text.remove_prefix(1);
    if (text.starts_with('#') || text.starts_with('b')) {
        number += text[0] == '#' ? 1 : -1;
        text.remove_prefix(1);
    }
    const auto octave = numberOf(text);
    return octave && *octave >= -1 && *octave <= 9 ? inRange(number + 12 * (*octave + 1)) : std::nullopt;
}

std::vector<std::uint8_t> chordOf(std::string_view text) {
    std::vector<std::uint8_t> notes;
    if (text == "-")
        return notes;
    for (bool more = true; more;) {
        const auto plus = text.find('+');
        const auto note = noteOf(text.substr(0, plus));
        if (!note)
            refuse("A note like C4, F#3 or 60 was expected, and '" +
                   std::string(text.substr(0, plus)).substr(0, 20) +
                   "' is none; write it otherwise, or '-' for a rest.");
        notes.push_back(*note);
        more = plus != std::string_view::npos;
        text.remove_prefix(more ? plus + 1 : text.size());
    }
    if (notes.size() > mostNotes)
        refuse("A step has at most 16 notes, and one has " + std::to_string(notes.size()) +
               "; take some away.");
    return notes;
}

} // namespace

SequencerNode::SequencerNode(const SequencerOptions& options) : options_(options) {
    const std::string_view text = options.notes;
    for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;) {
        const auto end = std::min(text.find(' ', at), text.size());
        steps_.push_back(chordOf(text.substr(at, end - at)));
        at = text.find_first_not_of(' ', end);
    }
    if (steps_.empty() || steps_.size() > mostSteps)
        refuse("A sequencer plays 1 to 4096 steps, and " + std::to_string(steps_.size()) + " were given.");
    if (!(options.step >= 0.001 && options.step <= 60))
        refuse("A step of a sequencer lasts 0.001 to 60 s, and " + std::to_string(options.step) +
               " was given.");
    if (!(options.length >= 0.01 && options.length <= 1))
        refuse("A note is held for 0.01 to 1 of a step, and " + std::to_string(options.length) + " was given.");
    if (!(options.velocity >= 0 && options.velocity <= 1))
        refuse("A velocity goes from 0 to 1, and " + std::to_string(options.velocity) + " was given.");
}

graph::NodeDescription SequencerNode::describe() const {
    graph::NodeDescription description;
    description.eventOutputs = {"notes"};
    return description;
}

void SequencerNode::prepare(const graph::PrepareContext& context) { rate_ = context.rate; }

// Each time is computed from the start, so that no error adds up.
std::uint64_t SequencerNode::frameOf(std::uint64_t half) const noexcept {
    const double steps = static_cast<double>(half / 2) + (half % 2 == 0 ? 0 : options_.length);
    return static_cast<std::uint64_t>(std::llround(steps * options_.step * rate_));
}

void SequencerNode::play(const graph::ProcessContext& context, std::uint32_t frame) const noexcept {
    const auto velocity = static_cast<std::uint32_t>(std::lround(options_.velocity * 0xffff));
    for (const auto note : steps_[half_ / 2 % steps_.size()])
        context.sendEvent({frame, half_ % 2 == 0 ? audio::midi2::noteOn(0, 0, note, velocity)
                                                 : audio::midi2::noteOff(0, 0, note)});
}

void SequencerNode::process(const graph::ProcessContext& context) noexcept {
    const auto last = options_.loop ? ~std::uint64_t{0} : 2 * steps_.size();
    const auto end = frame_ + context.frameCount();
    for (; half_ < last && frameOf(half_) < end; ++half_)
        play(context, static_cast<std::uint32_t>(frameOf(half_) - frame_));
    frame_ = end;
    if (half_ >= last)
        context.sleep();
}

} // namespace rondo::nodes
