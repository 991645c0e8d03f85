// SPDX-License-Identifier: MIT
#include <rondo/nodes/polyphonic_node.h>

#include <algorithm>
#include <rondo/audio/channel_voice.h>
#include <rondo/base/error.h>
#include <rondo/nodes/detail/voice.h>
#include <rondo/nodes/voice_keys.h>
#include <string>
#include <vector>

namespace rondo::nodes {

namespace {
/// In which a stolen voice fades out.
constexpr double fadeSeconds = 0.003;
constexpr std::uint8_t sustainPedal = 64;
constexpr std::uint8_t allSoundOff = 120;
constexpr std::uint8_t allNotesOff = 123;
} // namespace

struct PolyphonicNode::State {
    /// What a stolen voice sounded.
    struct Ghost {
        detail::Voice voice;
        std::uint32_t left = 0; ///< frames
    };

    State(const PolyphonicOptions& options, double rate)
        : keys(options.voices), voices(options.voices, detail::Voice(options, rate)),
          ghosts(options.voices, Ghost{detail::Voice(options, rate)}), bendRange(options.bendRange),
          fadeFrames(std::max(1u, static_cast<std::uint32_t>(fadeSeconds * rate))) {}

    float pitchOf(const NoteKey& key) const noexcept {
        return std::clamp(static_cast<float>(key.note) + bends[key.group][key.channel], 0.0f, 127.0f);
    }
    void start(const NoteKey& key, float velocity) noexcept {
        const auto [index, stolen] = keys.start(key);
        if (stolen)
            fadeOut(index);
        voices[index].start(pitchOf(key), velocity);
    }
    void stop(std::size_t index) noexcept { voices[index].stop(); }
    // A note that was started in this very frame has not sounded: what fades already goes on.
    void fadeOut(std::size_t index) noexcept {
        if (voices[index].level() > 0)
            *std::ranges::min_element(ghosts, {}, &Ghost::left) = {voices[index], fadeFrames};
        voices[index].cut();
    }
    void end(std::size_t index) noexcept {
        fadeOut(index);
        keys.ended(index);
    }
    void bend(const audio::ChannelVoice& event) noexcept {
        bends[event.group][event.channel] = event.share() * bendRange;
        for (std::size_t index = 0; index < voices.size(); ++index)
            if (const auto& key = keys.key(index);
                keys.busy(index) && key.group == event.group && key.channel == event.channel)
                voices[index].apply(VoiceNode::pitch, pitchOf(key));
    }
    void control(const audio::ChannelVoice& event) noexcept {
        const auto release = [this](std::size_t index) { stop(index); };
        if (event.number == sustainPedal)
            keys.setPedal(event.group, event.channel, event.value >= 0x80000000, release);
        else if (event.number == allNotesOff)
            keys.stopAll(event.group, event.channel, release);
        else if (event.number == allSoundOff)
            for (std::size_t index = 0; index < voices.size(); ++index)
                if (const auto& key = keys.key(index);
                    keys.busy(index) && key.group == event.group && key.channel == event.channel)
                    end(index);
    }
    void play(const audio::UmpMessage& message) noexcept {
        const auto event = audio::parseChannelVoice(message);
        if (!event)
            return;
        const NoteKey key{event->group, event->channel, event->number};
        switch (event->status) {
        case audio::VoiceStatus::noteOn:
            return start(key, event->share());
        case audio::VoiceStatus::noteOff:
            return keys.stop(key, [this](std::size_t index) { stop(index); });
        case audio::VoiceStatus::pitchBend:
            return bend(*event);
        case audio::VoiceStatus::controller:
            return control(*event);
        default:
            return;
        }
    }
    void apply(const audio::ParameterEvent& event) noexcept {
        for (auto& voice : voices)
            voice.apply(event.parameter + VoiceNode::level, event.value);
    }

    bool silent() const noexcept {
        return std::ranges::all_of(voices, &detail::Voice::idle) &&
               std::ranges::all_of(ghosts, [](const Ghost& ghost) { return ghost.left == 0; });
    }
    void render(float* output, std::uint32_t count) noexcept {
        std::fill_n(output, count, 0.0f);
        for (std::size_t index = 0; index < voices.size(); ++index) {
            auto& voice = voices[index];
            if (keys.busy(index)) {
                for (std::uint32_t frame = 0; frame < count && !voice.idle(); ++frame)
                    output[frame] += voice.next();
                if (voice.idle())
                    keys.ended(index);
            }
            auto& ghost = ghosts[index];
            for (std::uint32_t frame = 0; frame < count && ghost.left > 0; ++frame, --ghost.left)
                output[frame] +=
                    ghost.voice.next() * (static_cast<float>(ghost.left) / static_cast<float>(fadeFrames + 1));
        }
    }

    VoiceKeys keys;
    std::vector<detail::Voice> voices;
    std::vector<Ghost> ghosts; ///< as many as voices
    float bends[16][16] = {};  ///< by group and channel: semitones
    float bendRange;
    std::uint32_t fadeFrames;
};

PolyphonicNode::PolyphonicNode(PolyphonicOptions options) : options_(options) {
    if (options.voices < 1 || options.voices > 64)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "A polyphonic node has 1 to 64 voices; " + std::to_string(options.voices) + " were asked for."});
    if (!(options.bendRange >= 0 && options.bendRange <= 48))
        throw base::Failure({base::ErrorCode::invalidArgument, "A pitch bend reaches 0 to 48 semitones; " +
                                                                   std::to_string(options.bendRange) +
                                                                   " were asked for."});
}
PolyphonicNode::~PolyphonicNode() = default;

graph::NodeDescription PolyphonicNode::describe() const {
    auto description = VoiceNode(options_).describe();
    description.parameters.erase(description.parameters.begin(),
                                 description.parameters.begin() + VoiceNode::level);
    description.eventInputs = {"notes"};
    return description;
}

void PolyphonicNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>(options_, context.rate);
}

void PolyphonicNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    const auto notes = context.eventInput();
    if (state.silent() && notes.empty() && context.events().empty())
        return context.sleep();
    float* const output = context.output().channel(0).data();
    auto note = notes.begin();
    std::uint32_t at = 0;
    // Parameters first where both come at one frame.
    const auto renderTo = [&](std::uint32_t end) {
        for (; note != notes.end() && note->frame < end; ++note) {
            state.render(output + at, note->frame - at);
            at = note->frame;
            state.play(note->message);
        }
        state.render(output + at, end - at);
        at = end;
    };
    for (const auto& event : context.events()) {
        renderTo(static_cast<std::uint32_t>(event.frame));
        state.apply(event);
    }
    renderTo(context.frameCount());
}

} // namespace rondo::nodes
