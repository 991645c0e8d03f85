// SPDX-License-Identifier: MIT
#include <support/jack_server.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <pthread.h>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rondo::test {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
constexpr auto startLimit = 15s;
constexpr auto probeLimit = 3s;
constexpr auto stopLimit = 5s;
constexpr auto pollInterval = 5ms;
constexpr auto placeInterval = 250ms;

bool installed(std::string_view program) {
    const char* path = std::getenv("PATH");
    std::stringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0)
            return true;
    return false;
}

bool realtimeAllowed(int priority) {
    if (priority <= 0)
        return false;
    int refused = -1;
    std::thread([&] {
        sched_param parameters{};
        parameters.sched_priority = priority;
        refused = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
    }).join();
    return refused == 0;
}

// Everything that the child needs is made before the fork: in a program with threads it may call only
// async-signal-safe functions.
pid_t launch(const std::vector<std::string>& command, const std::string& output) {
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    unsetenv("JACK_PROMISCUOUS_SERVER");
    setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
    const pid_t child = fork();
    if (child != 0)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int input = open("/dev/null", O_RDONLY);
    const int log = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(input, 0);
    dup2(log, 1);
    dup2(log, 2);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

/// Whether the process ended by `deadline`; `status` as waitpid gives it.
bool awaitEnd(pid_t process, Clock::time_point deadline, int& status) {
    for (;;) {
        const pid_t ended = waitpid(process, &status, WNOHANG);
        if (ended == process || (ended < 0 && errno != EINTR))
            return true;
        if (Clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(pollInterval);
    }
}

bool answers(const std::string& name) {
    const pid_t probe = launch({"jack_lsp", "-s", name}, "/dev/null");
    int status = -1;
    if (!awaitEnd(probe, Clock::now() + probeLimit, status)) {
        ::kill(probe, SIGKILL);
        waitpid(probe, &status, 0);
        return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string contents(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string lastLine(const std::string& text) {
    std::istringstream lines(text);
    std::string last;
    for (std::string line; std::getline(lines, line);)
        if (!line.empty())
            last = line;
    return last;
}

// A killed server leaves its sockets and semaphores behind, and nobody else uses its name.
void removeRemains(const std::string& name) noexcept {
    std::error_code ignored;
    for (std::filesystem::directory_iterator file("/dev/shm", ignored), end; !ignored && file != end;
         file.increment(ignored)) {
        const std::string path = file->path().filename();
        if (path.starts_with("jack_") && path.find(name + "_") != std::string::npos) {
            std::error_code gone;
            std::filesystem::remove(file->path(), gone);
        }
    }
}

// JACK has room for eight servers and frees the place of one that was killed only when another server of its
// name comes and goes (shm.c, jack_register_server). So one does.
void giveBackPlace(const std::string& name) {
    const pid_t successor = launch({"jackd", "-n", name, "-r", "-d", "dummy"}, "/dev/null");
    int status = 0;
    for (const auto deadline = Clock::now() + stopLimit; Clock::now() < deadline && !answers(name);)
        if (awaitEnd(successor, Clock::now(), status))
            return;
    ::kill(successor, SIGTERM);
    if (!awaitEnd(successor, Clock::now() + stopLimit, status)) {
        ::kill(successor, SIGKILL);
        waitpid(successor, &status, 0);
    }
    removeRemains(name);
}

// The places of servers whose test program is gone: it crashed, or it was killed.
void giveBackPlacesOfTheDead() {
    const std::string registry = contents("/dev/shm/jack-shm-registry");
    const std::regex ours("rondo-(?:[a-z]+-)?([0-9]+)(?:-[0-9]+)?"); // the process that started it
    std::set<std::string> dead;
    for (std::sregex_iterator name(registry.begin(), registry.end(), ours), end; name != end; ++name)
        if (::kill(static_cast<pid_t>(std::stol((*name)[1].str())), 0) != 0 && errno == ESRCH)
            dead.insert(name->str());
    for (const std::string& name : dead)
        giveBackPlace(name);
}

std::vector<std::string> commandOf(const std::string& name, const JackServerOptions& options, bool realtime) {
    std::vector<std::string> command{"jackd", "-n", name};
    if (realtime)
        command.insert(command.end(), {"-R", "-P", std::to_string(options.realtimePriority)});
    else
        command.push_back("-r");
    command.insert(command.end(),
                   {"-d", "dummy", "-r", std::to_string(options.rate), "-p", std::to_string(options.frames),
                    "-C", std::to_string(options.ports), "-P", std::to_string(options.ports)});
    return command;
}

} // namespace

base::Result<JackServer> JackServer::start(JackServerOptions options) {
    for (const char* program : {"jackd", "jack_lsp"})
        if (!installed(program))
            return base::fail(base::ErrorCode::notFound,
                              std::string("The program ") + program +
                                  " was not found in PATH; install the package jackd2 to run this test.");
    auto server = startOnce(options);
    if (server || server.error().code != base::ErrorCode::refused)
        return server;
    giveBackPlacesOfTheDead();
    // All eight places may be taken by tests that run beside this one.
    for (const auto deadline = Clock::now() + startLimit; Clock::now() < deadline;) {
        server = startOnce(options);
        if (server)
            break;
        std::this_thread::sleep_for(placeInterval);
    }
    return server;
}

base::Result<JackServer> JackServer::startOnce(const JackServerOptions& options) {
    static std::atomic<int> count{0};
    JackServer server;
    server.name_ = "rondo-" + std::to_string(getpid()) + "-" + std::to_string(count.fetch_add(1));
    server.logPath_ = std::filesystem::temp_directory_path() / (server.name_ + ".log");
    server.realtime_ = realtimeAllowed(options.realtimePriority);
    server.process_ = launch(commandOf(server.name_, options, server.realtime_), server.logPath_);
    if (server.process_ < 0)
        return base::fail(base::ErrorCode::refused, "The JACK server could not be started: fork failed.");
    for (const auto deadline = Clock::now() + startLimit; Clock::now() < deadline;) {
        int status = 0;
        if (awaitEnd(server.process_, Clock::now(), status)) {
            server.process_ = -1;
            break;
        }
        if (answers(server.name_))
            return server;
    }
    const bool ended = server.process_ < 0;
    return base::fail(base::ErrorCode::refused,
                      "The JACK server '" + server.name_ +
                          (ended ? "' ended while it started" : "' did not answer in 15 s") +
                          "; its last words were: " + lastLine(server.log()));
}

JackServer::JackServer(JackServer&& other) noexcept
    : name_(std::move(other.name_)), logPath_(std::exchange(other.logPath_, {})),
      process_(std::exchange(other.process_, -1)), realtime_(other.realtime_) {}

JackServer& JackServer::operator=(JackServer&& other) noexcept {
    if (this != &other) {
        stop();
        name_ = std::move(other.name_);
        logPath_ = std::exchange(other.logPath_, {});
        process_ = std::exchange(other.process_, -1);
        realtime_ = other.realtime_;
    }
    return *this;
}

void JackServer::makeDefault() const {
    setenv("JACK_DEFAULT_SERVER", name_.c_str(), 1);
    setenv("JACK_NO_START_SERVER", "1", 1);
}

std::string JackServer::log() const { return contents(logPath_); }

void JackServer::end(bool politely) noexcept {
    if (process_ > 0) {
        int status = 0;
        ::kill(process_, politely ? SIGTERM : SIGKILL);
        if (politely)
            ::kill(process_, SIGCONT); // a server that a test has stopped hears SIGTERM only when it runs again
        if (!awaitEnd(process_, Clock::now() + stopLimit, status)) {
            ::kill(process_, SIGKILL);
            waitpid(process_, &status, 0);
        }
        process_ = -1;
        removeRemains(name_);
        if (!politely)
            giveBackPlace(name_);
    }
    if (!logPath_.empty())
        unlink(logPath_.c_str());
    logPath_.clear();
}

} // namespace rondo::test
