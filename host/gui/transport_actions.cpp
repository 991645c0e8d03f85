// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/transport_actions.h>

#include <algorithm>
#include <host/gui/capture_file.h>
#include <host/gui/value_text.h>

namespace rondo::host {

void TransportActions::playOrStop() {
    auto& player = workspace_.player();
    if (player.transport().playing)
        player.stop();
    else
        workspace_.check(player.play());
}

void TransportActions::toBeginning() { workspace_.check(workspace_.player().locate({0})); }

void TransportActions::skip(base::Seconds by) {
    const auto transport = workspace_.player().transport();
    auto target = std::max(0.0, transport.position.value + by.value);
    if (transport.length)
        target = std::min(target, transport.length->value);
    workspace_.check(workspace_.player().locate({target}));
}

void TransportActions::toggleLoop() {
    const auto& loop = *workspace_.document().loop;
    const auto length = workspace_.player().transport().length;
    if (loop.end.value > loop.start.value)
        workspace_.check(workspace_.edits().setLoop(loop.start, loop.end, !loop.looping));
    else if (length && length->value > 0)
        workspace_.check(workspace_.edits().setLoop({0}, *length, true));
    else
        workspace_.tell("There is nothing to loop yet; open a sound file first.");
}

void TransportActions::startLoopHere() {
    const auto transport = workspace_.player().transport();
    const auto& loop = *workspace_.document().loop;
    const auto end =
        loop.end.value > transport.position.value ? loop.end : transport.length.value_or(transport.position);
    workspace_.check(workspace_.edits().setLoop(transport.position, end, loop.looping));
}

void TransportActions::endLoopHere() {
    const auto position = workspace_.player().transport().position;
    const auto& loop = *workspace_.document().loop;
    const auto start = loop.start.value < position.value ? loop.start : base::Seconds{0};
    workspace_.check(workspace_.edits().setLoop(start, position, loop.looping));
}

void TransportActions::toggleCapture() {
    auto& player = workspace_.player();
    const auto transport = player.transport();
    if (transport.capturing) {
        if (workspace_.check(player.stopCapture()))
            workspace_.tell("The capture is complete: " + ValueText::time(transport.captured).toStdString() +
                            ".");
        return;
    }
    const auto& session = workspace_.session().path();
    const auto folder = session.empty() ? captureFolder_ : session.parent_path();
    std::error_code ignored; // the capture says why it cannot be written
    std::filesystem::create_directories(folder, ignored);
    const auto file = captureFile(folder, juce::Time::getCurrentTime());
    if (workspace_.check(player.startCapture(file)))
        workspace_.tell((transport.playing ? "What is heard is written into '"
                                           : "From the next play on what is heard is written into '") +
                        file.string() + "'.");
}

void TransportActions::toggleInput() {
    const auto& source = *workspace_.document().source;
    if (source.kind != SourceKind::input) {
        workspace_.check(workspace_.edits().useInput(source.input));
        return;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& file : source.files)
        files.push_back(file.path);
    workspace_.check(workspace_.edits().openFiles(files));
}

bool TransportActions::hasSource() {
    const auto& source = *workspace_.document().source;
    return source.kind == SourceKind::input || !source.files.empty();
}

bool TransportActions::hasPlaces() {
    const auto& source = *workspace_.document().source;
    return source.kind == SourceKind::files && !source.files.empty();
}

} // namespace rondo::host
