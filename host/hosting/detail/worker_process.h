// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <host/hosting/detail/plugin_json.h>
#include <memory>
#include <poll.h>
#include <rondo/base/result.h>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rondo::hosting::detail {

/// What a line of the protocol begins with. Whatever else arrives is not ours: plugins print.
inline constexpr std::string_view messageMark = "rondo-plugin-worker ";

/// A child process that loads plugins. It speaks over one socket, lines of JSON in both directions; it has a
/// process group of its own, so that neither Ctrl-C nor what a plugin does to its group crosses over. The owner
/// ends it: the destructor kills the group and waits, so that no zombie stays. [control], one thread at a time.
class WorkerProcess {
public:
    /// Effects: starts `command`; its temporary files go to `scratch`. Errors: what the system said.
    static base::Result<std::unique_ptr<WorkerProcess>> start(const std::vector<std::string>& command,
                                                              const std::filesystem::path& scratch);
    WorkerProcess(pid_t process, int ending, int socket)
        : process_(process), ending_(ending), socket_(socket) {}
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;
    ~WorkerProcess();

    /// Returns: what to poll for: something said, or the end.
    std::array<pollfd, 2> waited() const { return {{{socket_, POLLIN, 0}, {ending_, POLLIN, 0}}}; }
    /// Effects: takes what has arrived. Progress: does not wait.
    void receive();
    /// Returns: the oldest message that has arrived whole; garbage is passed over.
    std::optional<Json> next();
    /// Effects: sends a message. Returns: whether it went out whole.
    bool send(const Json& message);
    /// Returns: whether the process has ended; then it has been waited for.
    bool hasEnded();
    /// Effects: kills the group and waits for its leader.
    void end();
    /// Returns: how it ended, to complete "it …": "was ended by SIGSEGV (Segmentation fault)".
    std::string ending() const;

private:
    pid_t process_;
    int ending_; ///< readable once the process has ended
    int socket_;
    int status_ = 0;
    bool waitedFor_ = false;
    std::string received_;
};

/// A new folder for the temporary files of children, which go with it, also those of a child that was killed.
class ScratchFolder {
public:
    ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();
    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// "gave no sign for 20 s".
std::string silence(std::chrono::milliseconds patience);

} // namespace rondo::hosting::detail
