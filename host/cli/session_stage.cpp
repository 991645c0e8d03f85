// SPDX-License-Identifier: GPL-3.0-only
#include "session_stage.h"

#include "scan_command.h"
#include <algorithm>
#include <host/session/session_file.h>
#include <utility>

namespace rondo::host {

using base::Result;

bool isSessionFile(const std::filesystem::path& path) { return path.extension() == ".rondo"; }

Result<void> SessionStage::load(const std::filesystem::path& session, const std::filesystem::path& cache) {
    auto loaded = loadSession(session);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const bool plugins = std::ranges::any_of(loaded->document.inserts, [](const auto& insert) {
        return std::holds_alternative<HostedPlugin>(insert->content);
    });
    history_.emplace(std::move(loaded->document));
    if (!plugins)
        return {};
    loader_.emplace();
    PluginShelf::Options options;
    options.environment = hosting::processEnvironment();
    options.cacheFolder = cache;
    options.workerCommand = ownWorker({}).command;
    shelf_.emplace(std::move(options));
    return {};
}

SessionPlayer& SessionStage::start(OpenDevice openDevice, bool offline) {
    SessionPlayer::Options options;
    options.pool = &pool_;
    options.loader = loader_ ? &*loader_ : nullptr;
    if (shelf_) {
        options.locate = [this](const HostedPlugin& plugin) { return shelf_->locate(plugin); };
        options.tryState = [this](const HostedPlugin& plugin) { return shelf_->tryState(plugin); };
    }
    options.openDevice = std::move(openDevice);
    options.offline = offline;
    player_ = std::make_unique<SessionPlayer>(*history_, std::move(options));
    return *player_;
}

void SessionStage::attend() {
    if (loader_)
        loader_->deliverMessages();
    player_->attend();
}

} // namespace rondo::host
