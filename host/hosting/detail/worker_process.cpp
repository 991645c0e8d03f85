// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/worker_process.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace rondo::hosting::detail {
namespace {

using base::ErrorCode;
using base::fail;

// A line of ours is far shorter; what grows beyond is garbage without an end.
constexpr std::size_t longestLine = std::size_t{4} << 20U;

/// The environment of a child: the parent's, with another place for temporary files, and memory that is given
/// out full of what is no address: a plugin that uses what it has never set crashes here, and not one day where
/// it plays.
std::vector<std::string> childEnvironment(const std::filesystem::path& scratch) {
    const std::string own[] = {"TMPDIR=" + scratch.string(),
                               "GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"};
    std::vector<std::string> variables(std::begin(own), std::end(own));
    for (char** variable = environ; *variable != nullptr; ++variable)
        if (std::ranges::none_of(own, [&](const std::string& each) {
                return std::string_view(*variable).starts_with(each.substr(0, each.find('=') + 1));
            }))
            variables.emplace_back(*variable);
    return variables;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Standard input and output are the socket, errors go nowhere, signals are as in a new program.
int spawn(pid_t& process, const std::vector<std::string>& command, int socket,
          const std::filesystem::path& scratch) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    auto words = command;
    auto variables = childEnvironment(scratch);
    const auto wordPointers = pointersTo(words);
    const auto variablePointers = pointersTo(variables);
    const int error = ::posix_spawn(&process, wordPointers.front(), &actions, &attributes, wordPointers.data(),
                                    variablePointers.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    return error;
}

} // namespace

base::Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::vector<std::string>& command,
                                                                  const std::filesystem::path& scratch) {
    const auto refuse = [&](int error) {
        return fail(ErrorCode::refused, "A child process that loads plugins could not be started from '" +
                                            command.front() + "' (" + std::strerror(error) +
                                            "); close other programs, or give fewer --children.");
    };
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return refuse(errno);
    pid_t process = -1;
    const int error = spawn(process, command, ends[1], scratch);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return refuse(error);
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    // glibc 2.36 declares its own function for this without saying that it is C.
    const int ending = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
    const int noDescriptor = errno;
    auto worker = std::make_unique<WorkerProcess>(process, ending, ends[0]);
    if (ending < 0)
        return refuse(noDescriptor);
    return worker;
}

WorkerProcess::~WorkerProcess() {
    end();
    ::close(socket_);
    if (ending_ >= 0)
        ::close(ending_);
}

void WorkerProcess::receive() {
    std::array<char, 16384> bytes{};
    for (;;) {
        const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return;
        received_.append(bytes.data(), static_cast<std::size_t>(count));
        if (received_.size() > longestLine)
            return;
    }
}

std::optional<Json> WorkerProcess::next() {
    for (std::size_t end = 0; (end = received_.find('\n')) != std::string::npos;) {
        const auto line = received_.substr(0, end);
        received_.erase(0, end + 1);
        // Something printed without an end of line may stand before it.
        const auto mark = line.rfind(messageMark);
        if (mark == std::string::npos)
            continue;
        auto json = Json::parse(line.substr(mark + messageMark.size()), nullptr, false);
        if (json.is_object())
            return json;
    }
    if (received_.size() > longestLine)
        received_.clear();
    return std::nullopt;
}

bool WorkerProcess::send(const Json& message) {
    const auto line = written(message) + "\n";
    return ::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

bool WorkerProcess::hasEnded() {
    if (!waitedFor_)
        waitedFor_ = ::waitpid(process_, &status_, WNOHANG) == process_;
    return waitedFor_;
}

void WorkerProcess::end() {
    // The group may have members left although its leader is gone; until it is waited for, its number is not
    // reused.
    ::kill(-process_, SIGKILL);
    while (!waitedFor_) {
        const auto result = ::waitpid(process_, &status_, 0);
        waitedFor_ = result == process_ || (result < 0 && errno != EINTR);
    }
}

std::string WorkerProcess::ending() const {
    if (WIFSIGNALED(status_)) {
        const int number = WTERMSIG(status_);
        const char* abbreviation = ::sigabbrev_np(number);
        const char* words = ::sigdescr_np(number);
        if (abbreviation == nullptr || words == nullptr)
            return "was ended by signal " + std::to_string(number);
        return "was ended by SIG" + std::string(abbreviation) + " (" + words + ")";
    }
    return "ended its process with exit code " + std::to_string(WEXITSTATUS(status_));
}

ScratchFolder::ScratchFolder() {
    std::error_code error;
    auto name = (std::filesystem::temp_directory_path(error) / "rondo-plugins-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw base::Failure(
            {ErrorCode::refused, "No temporary folder could be made (" + std::string(std::strerror(errno)) +
                                     "); make room, or set TMPDIR to a folder that can be written."});
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string silence(std::chrono::milliseconds patience) {
    auto seconds = std::to_string(patience.count() / 1000);
    if (patience.count() % 1000 != 0)
        seconds += "." + std::to_string(patience.count() % 1000 / 100);
    return "gave no sign for " + seconds + " s";
}

} // namespace rondo::hosting::detail
