// SPDX-License-Identifier: MIT
#include <explore/tool/search.h>

#include <explore/tool/traced.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <random>

namespace explore {

namespace {

double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double secondsOf(const Options& options) {
    const char* given = std::getenv("RONDO_EXPLORE_SECONDS");
    return options.share * (given != nullptr ? std::strtod(given, nullptr) : 0.4);
}

// A crash of the explored code is a failure like any other, with its trace.
class CrashesFail {
public:
    CrashesFail() : terminate_(std::set_terminate(ended)) {
        stack_t own{};
        own.ss_sp = stack_.data();
        own.ss_size = stack_.size();
        sigaltstack(&own, &stackBefore_);
        struct sigaction action {};
        action.sa_handler = crashed;
        action.sa_flags = SA_ONSTACK | SA_NODEFER;
        for (std::size_t index = 0; index < signals.size(); ++index)
            sigaction(signals[index], &action, &before_[index]);
    }
    ~CrashesFail() {
        for (std::size_t index = 0; index < signals.size(); ++index)
            sigaction(signals[index], &before_[index], nullptr);
        sigaltstack(&stackBefore_, nullptr);
        std::set_terminate(terminate_);
    }
    CrashesFail(const CrashesFail&) = delete;
    CrashesFail& operator=(const CrashesFail&) = delete;

private:
    static constexpr std::array signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    static void crashed(int signal) {
        Execution& execution = Execution::instance();
        if (!execution.running() || !execution.outside()) {
            std::signal(signal, SIG_DFL);
            std::raise(signal);
        }
        execution.fail("the code crashed with signal " + std::to_string(signal));
    }
    static void ended() {
        Execution& execution = Execution::instance();
        std::string what = "std::terminate was called";
        if (const auto thrown = std::current_exception()) {
            try {
                std::rethrow_exception(thrown);
            } catch (const std::exception& exception) {
                what += std::string(": ") + exception.what();
            } catch (...) {
                what += " for an exception";
            }
        }
        if (execution.running())
            execution.fail(what);
        std::abort();
    }

    std::array<std::byte, 65536> stack_;
    stack_t stackBefore_{};
    std::array<struct sigaction, signals.size()> before_{};
    std::terminate_handler terminate_;
};

// In which order the exhaustive part widens, as long as there is time.
constexpr Bounds wider[] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {2, 0, 0}, {1, 0, 1}, {1, 1, 1}, {2, 1, 0},
                            {2, 2, 0}, {2, 2, 1}, {3, 2, 1}, {3, 3, 1}, {4, 3, 2}, {5, 4, 2}, {6, 5, 2}};

class Search {
public:
    Search(const std::string& name, const Options& options, const std::function<void()>& body)
        : name_(name), options_(options), body_(body), execution_(Execution::instance()),
          seconds_(secondsOf(options)), begin_(processorSeconds()), stepsBefore_(execution_.totalSteps()),
          firesBefore_(execution_.idleFires()) {}

    Found run() {
        if (const char* answers = std::getenv("RONDO_CHOICES"))
            again(answers);
        else if (const char* seed = std::getenv("RONDO_SEED"))
            random(std::strtoull(seed, nullptr, 10));
        else
            withinTheTime();
        execution_.sites().write(name_);
        return {failure_.empty(), failure_, report(), failure_.empty() ? "" : details()};
    }

private:
    void withinTheTime() {
        std::random_device device;
        std::uint64_t seed = (std::uint64_t{device()} << 32) | device();
        const auto someAtRandom = [&](unsigned long long count, double share) {
            for (const auto last = randomExecutions_ + count; randomExecutions_ < last && failure_.empty();) {
                random(seed++);
                if (spent(share))
                    return;
            }
        };
        someAtRandom(3000, 0.3); // finds most faults at once
        for (const Bounds& bounds : wider) {
            if (!failure_.empty() || !exhaustive(bounds))
                break;
        }
        if (exhausted_.size() < std::size(wider))
            someAtRandom(~0ULL >> 1, 1.0);
    }

    bool spent(double share) { return executions_ % 32 == 0 && processorSeconds() - begin_ > seconds_ * share; }

    void random(std::uint64_t seed) {
        choices_.beginRandom(seed);
        ++randomExecutions_;
        if (!once())
            how_ = "RONDO_SEED=" + std::to_string(seed);
    }

    // Whether all of it was done.
    bool exhaustive(const Bounds& bounds) {
        choices_.beginSearch(bounds);
        do {
            if (!once() || spent(0.7))
                return false;
        } while (choices_.nextInSearch());
        exhausted_.push_back(bounds);
        return true;
    }

    void again(const char* answers) {
        std::vector<std::uint8_t> given;
        for (char* at = const_cast<char*>(answers); *at != 0; at += *at == ',' ? 1 : 0)
            given.push_back(static_cast<std::uint8_t>(std::strtoul(at, &at, 10)));
        choices_.beginReplay(std::move(given));
        once();
    }

    bool once() {
        ++executions_;
        Traced::beginExecution();
        failure_ = execution_.run(body_, choices_, options_.world);
        if (failure_.empty() && Traced::living() != 0)
            failure_ = std::to_string(Traced::living()) + " traced items were never destroyed";
        if (failure_.empty() && execution_.plain().liveBlocks() != 0)
            failure_ = std::to_string(execution_.plain().liveBlocks()) + " blocks of memory were never freed";
        return failure_.empty();
    }

    std::string report() const {
        char line[400];
        std::snprintf(line, sizeof line, "%-58s %8llu executions (%llu random) %10llu steps  ", name_.c_str(),
                      executions_, randomExecutions_,
                      static_cast<unsigned long long>(execution_.totalSteps() - stepsBefore_));
        std::string text = line;
        text += exhausted_.empty() ? "nothing exhausted" : "exhausted" + widest();
        if (const auto fires = execution_.idleFires() - firesBefore_; fires > 0)
            text += ", " + std::to_string(fires) + " polls when idle";
        if (!failure_.empty())
            text += ", fails";
        return text;
    }

    // The bounds that lie within no other exhausted ones.
    std::string widest() const {
        std::string text;
        for (const Bounds& one : exhausted_) {
            const bool within = std::any_of(exhausted_.begin(), exhausted_.end(), [&one](const Bounds& other) {
                return &other != &one && other.preemptions >= one.preemptions &&
                       other.staleReads >= one.staleReads && other.surprises >= one.surprises;
            });
            if (!within)
                text += " " + std::to_string(one.preemptions) + "p" + std::to_string(one.staleReads) + "s" +
                        std::to_string(one.surprises) + "u";
        }
        return text;
    }

    std::string details() const {
        return "\nFAILED after " + std::to_string(executions_) + " executions: " + failure_ + "\n" +
               execution_.trace() + "See it again with " + (how_.empty() ? "" : how_ + " or ") +
               "RONDO_CHOICES=" + choices_.written() + " and this case alone (-tc).\n";
    }

    const std::string& name_;
    const Options& options_;
    const std::function<void()>& body_;
    Execution& execution_;
    Choices choices_;
    CrashesFail crashesFail_;
    const double seconds_, begin_;
    const std::uint64_t stepsBefore_, firesBefore_;
    unsigned long long executions_ = 0, randomExecutions_ = 0;
    std::vector<Bounds> exhausted_;
    std::string failure_, how_;
};

} // namespace

Found search(const std::string& name, const Options& options, const std::function<void()>& body) {
    return Search(name, options, body).run();
}

} // namespace explore
