// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_scan.h>

#include <algorithm>
#include <deque>
#include <host/hosting/detail/worker_process.h>
#include <rondo/session/file/text_file.h>
#include <set>

namespace rondo::hosting {
namespace {

using base::ErrorCode;
using base::fail;
using detail::Json;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds glance{100};
constexpr std::chrono::seconds betweenSaves{2};
// A library that gives descriptors without an end must not keep its process busy for ever.
constexpr std::size_t mostPlugins = 4096;

/// A file to be examined, with what is known of it so far: a child that died leaves its work to the next.
struct Job {
    std::filesystem::path path;
    FileRecord record;

    Json request() const {
        std::set<std::string> skip;
        for (const auto& plugin : record.plugins)
            skip.insert(plugin.identifier);
        for (const auto& quarantined : record.quarantine)
            skip.insert(quarantined.identifier);
        return {{"format", name(record.format)}, {"path", path.string()}, {"skip", skip}};
    }
};

/// A child process and the job that it has.
struct Seat {
    std::unique_ptr<detail::WorkerProcess> process;
    std::optional<Job> job;
    std::string current; ///< the plugin it is at; empty: the file as a whole
    Clock::time_point lastSign;
    bool ready = false; ///< has said that it can work
};

/// One scan; lives for one call of scan().
class Scan {
public:
    Scan(PluginCache& cache, const ScanOptions& options, const ScanWatch& watch)
        : cache_(cache), options_(options), watch_(watch) {}
    base::Result<ScanSummary> run();

private:
    void choose(const std::vector<PluginFile>& files);
    void forgetVanished();
    base::Result<void> work();
    base::Result<void> occupy(Seat& seat);
    void wait();
    base::Result<void> attend(Seat& seat);
    void hear(Seat& seat, const Json& message);
    void quarantine(Seat& seat, const std::string& reason);
    void finish(Seat& seat);
    base::Result<void> saveNow();
    void summarise(const std::vector<PluginFile>& files);

    PluginCache& cache_;
    const ScanOptions& options_;
    const ScanWatch& watch_;
    detail::ScratchFolder scratch_;
    std::deque<Job> waiting_;
    std::vector<Seat> seats_;
    ScanProgress progress_;
    ScanSummary summary_;
    Clock::time_point lastSave_ = Clock::now();
    bool changed_ = false;
};

base::Result<ScanSummary> Scan::run() {
    const auto start = Clock::now();
    auto found = findPluginFiles(options_.folders);
    const auto& files = found.files;
    summary_.notice = std::move(found.notice);
    forgetVanished();
    choose(files);
    const auto worked = work();
    seats_.clear(); // whatever happened: no child stays
    if (!worked)
        return tl::unexpected(worked.error());
    if (changed_)
        if (const auto saved = saveNow(); !saved)
            return tl::unexpected(saved.error());
    summarise(files);
    summary_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return summary_;
}

void Scan::forgetVanished() {
    summary_.vanished = std::erase_if(cache_.files, [](const auto& entry) {
        std::error_code error;
        return std::filesystem::symlink_status(entry.first, error).type() ==
               std::filesystem::file_type::not_found;
    });
    changed_ = summary_.vanished > 0;
}

void Scan::choose(const std::vector<PluginFile>& files) {
    for (const auto& file : files) {
        const auto known = cache_.files.find(file.path);
        const bool unchanged = known != cache_.files.end() && known->second.stamp == file.stamp &&
                               known->second.format == file.format &&
                               !(options_.retry && !known->second.quarantine.empty());
        if (unchanged)
            ++summary_.unchanged;
        else
            waiting_.push_back({file.path, {file.format, file.stamp, {}, {}}});
    }
    progress_.total = waiting_.size();
}

base::Result<void> Scan::work() {
    if (waiting_.empty())
        return {};
    // What cannot be kept is not worth examining for a minute.
    if (const auto saved = saveNow(); !saved)
        return saved;
    seats_.resize(std::clamp<std::size_t>(options_.children, 1, waiting_.size()));
    const auto busy = [&] {
        return std::ranges::any_of(seats_, [](const Seat& seat) { return seat.job.has_value(); });
    };
    while (!waiting_.empty() || busy()) {
        for (auto& seat : seats_)
            if (const auto occupied = occupy(seat); !occupied)
                return occupied;
        wait();
        for (auto& seat : seats_)
            if (const auto attended = attend(seat); !attended)
                return attended;
        if (!watch_.goOn(progress_)) {
            summary_.stopped = !waiting_.empty() || busy();
            return {};
        }
        if (changed_ && Clock::now() - lastSave_ > betweenSaves)
            if (const auto saved = saveNow(); !saved)
                return saved;
    }
    return {};
}

base::Result<void> Scan::occupy(Seat& seat) {
    if (seat.job || waiting_.empty())
        return {};
    if (!seat.process) {
        auto process = detail::WorkerProcess::start(options_.worker.command, scratch_.path());
        if (!process)
            return tl::unexpected(process.error());
        seat.process = std::move(*process);
        seat.lastSign = Clock::now();
        seat.ready = false;
    }
    if (!seat.ready)
        return {};
    seat.job = std::move(waiting_.front());
    waiting_.pop_front();
    seat.current.clear();
    seat.lastSign = Clock::now();
    progress_.current = seat.job->path.filename().string();
    seat.process->send(seat.job->request()); // one that has just died is noticed by its end
    return {};
}

void Scan::wait() {
    std::vector<pollfd> waited;
    for (const auto& seat : seats_)
        if (seat.process)
            for (const auto& descriptor : seat.process->waited())
                waited.push_back(descriptor);
    ::poll(waited.data(), waited.size(), static_cast<int>(glance.count()));
}

base::Result<void> Scan::attend(Seat& seat) {
    if (!seat.process)
        return {};
    // The end is looked for first, so that all that was said before it is heard.
    const bool ended = seat.process->hasEnded();
    seat.process->receive();
    while (const auto message = seat.process->next())
        hear(seat, *message);
    const bool waitedFor = seat.job || !seat.ready;
    const bool silent = waitedFor && Clock::now() - seat.lastSign > options_.worker.patience;
    const bool tooMany = seat.job && seat.job->record.plugins.size() > mostPlugins;
    if (!ended && !silent && !tooMany)
        return {};
    seat.process->end();
    const auto reason = tooMany  ? "holds more than " + std::to_string(mostPlugins) + " plugins"
                        : silent ? detail::silence(options_.worker.patience)
                                 : seat.process->ending();
    if (!seat.ready)
        return fail(ErrorCode::refused, "The child process that loads plugins, '" +
                                            options_.worker.command.front() + "', " + reason +
                                            " before it could begin; try again, and report it if it " +
                                            "stays like that.");
    seat.process.reset();
    if (seat.job) {
        if (tooMany)
            seat.current.clear();
        quarantine(seat, reason);
    }
    return {};
}

void Scan::hear(Seat& seat, const Json& message) {
    const auto say = detail::textAt(message, "say").value_or("");
    if (say == "ready")
        seat.ready = true;
    else if (!seat.job)
        return;
    else if (say == "begin") {
        seat.current = detail::textAt(message, "plugin").value_or("");
        if (!seat.current.empty())
            progress_.current = seat.current;
    } else if (say == "found") {
        auto plugin = detail::descriptionFrom(message);
        if (!plugin || plugin->format != seat.job->record.format)
            return;
        seat.job->record.plugins.push_back(std::move(*plugin));
        ++progress_.plugins;
    } else if (say == "refused")
        seat.job->record.quarantine.push_back(
            {detail::textAt(message, "plugin").value_or(""), detail::textAt(message, "reason").value_or("")});
    else if (say == "done")
        finish(seat);
    else
        return;
    seat.lastSign = Clock::now();
}

void Scan::quarantine(Seat& seat, const std::string& reason) {
    auto& record = seat.job->record;
    const auto done = [&](const auto& entry) { return entry.identifier == seat.current; };
    // A child that comes back to what it should skip would do so for ever.
    const bool again = std::ranges::any_of(record.quarantine, done);
    if (!again) {
        std::erase_if(record.plugins, done);
        record.quarantine.push_back({seat.current, reason});
    }
    if (again || seat.current.empty()) {
        finish(seat);
        return;
    }
    waiting_.push_front(std::move(*seat.job));
    seat.job.reset();
}

void Scan::finish(Seat& seat) {
    cache_.files.insert_or_assign(seat.job->path, std::move(seat.job->record));
    seat.job.reset();
    ++progress_.done;
    changed_ = true;
}

base::Result<void> Scan::saveNow() {
    lastSave_ = Clock::now();
    changed_ = false;
    return watch_.save(cache_);
}

void Scan::summarise(const std::vector<PluginFile>& files) {
    summary_.files = files.size();
    for (const auto& file : files) {
        const auto found = cache_.files.find(file.path);
        if (found == cache_.files.end())
            continue;
        summary_.plugins += found->second.plugins.size();
        for (const auto& quarantined : found->second.quarantine)
            summary_.quarantine.push_back({file.path, found->second.format, quarantined});
    }
}

} // namespace

base::Result<ScanSummary> scan(PluginCache& cache, const ScanOptions& options, const ScanWatch& watch) {
    return Scan(cache, options, watch).run();
}

namespace {

/// What a child says of one plugin. `state`: a file with what the plugin is given; empty: none.
base::Result<PluginDetails> ask(const PluginDescription& plugin, const std::filesystem::path& file,
                                const std::string& state, const detail::ScratchFolder& scratch,
                                const WorkerOptions& options, const std::function<bool()>& goOn) {
    const std::string when = state.empty() ? " while it was loaded" : " while it was given a state";
    auto process = detail::WorkerProcess::start(options.command, scratch.path());
    if (!process)
        return tl::unexpected(process.error());
    const auto refuse = [&](ErrorCode code, const std::string& reason) {
        return fail(code, "The plugin '" + plugin.name + "' (" + file.string() + ") " + reason + ".");
    };
    auto& worker = **process;
    for (auto lastSign = Clock::now();;) {
        auto waited = worker.waited();
        ::poll(waited.data(), waited.size(), static_cast<int>(glance.count()));
        const bool ended = worker.hasEnded();
        worker.receive();
        while (const auto message = worker.next()) {
            lastSign = Clock::now();
            const auto say = detail::textAt(*message, "say").value_or("");
            if (say == "ready")
                worker.send({{"format", name(plugin.format)},
                             {"path", file.string()},
                             {"only", plugin.identifier},
                             {"state", state}});
            if (say == "refused")
                return refuse(ErrorCode::unsupported,
                              detail::textAt(*message, "reason").value_or("cannot be loaded"));
            if (say == "done")
                return refuse(ErrorCode::notFound, "is not there any more; run 'rondo scan'");
            if (say == "details")
                if (auto details = detail::detailsFrom(*message))
                    return std::move(*details);
        }
        if (ended)
            return refuse(ErrorCode::lost, worker.ending() + when + "; this program is not touched by that");
        if (Clock::now() - lastSign > options.patience)
            return refuse(ErrorCode::timeout, detail::silence(options.patience) + when + " and was given up");
        if (!goOn())
            return refuse(ErrorCode::closed, "was not loaded to the end, because a stop was asked for");
    }
}

} // namespace

base::Result<PluginDetails> inspect(const PluginDescription& plugin, const std::filesystem::path& file,
                                    const WorkerOptions& options, const std::function<bool()>& goOn) {
    return ask(plugin, file, {}, detail::ScratchFolder(), options, goOn);
}

base::Result<void> tryState(const PluginDescription& plugin, const std::filesystem::path& file,
                            std::string_view state, const WorkerOptions& options) {
    try {
        const detail::ScratchFolder scratch;
        const auto path = scratch.path() / "state";
        if (auto saved = session::saveText(state, path); !saved)
            return saved;
        return ask(plugin, file, path.string(), scratch, options, [] { return true; }).map([](const auto&) {});
    } catch (const base::Failure& failure) {
        return fail(failure.code(), failure.what());
    }
}

} // namespace rondo::hosting
