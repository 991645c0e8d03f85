// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/plugin_shelf.h>

#include <algorithm>
#include <host/player/detail/known_states.h>
#include <mutex>
#include <rondo/base/error.h>
#include <thread>
#include <utility>

namespace rondo::host {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

/// What a scan has told since somebody looked.
struct ScanLetter {
    std::optional<hosting::ScanProgress> progress;
    std::optional<hosting::PluginCache> cache;
    std::optional<Result<hosting::ScanSummary>> end;
};

/// Between the thread of a scan and that of the shelf.
class ScanMailbox {
public:
    void report(const hosting::ScanProgress& progress) {
        const std::lock_guard lock(mutex_);
        letter_.progress = progress;
    }
    void hand(hosting::PluginCache cache) {
        const std::lock_guard lock(mutex_);
        letter_.cache = std::move(cache);
    }
    void end(Result<hosting::ScanSummary> result) {
        const std::lock_guard lock(mutex_);
        letter_.end = std::move(result);
    }
    ScanLetter take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(letter_, {});
    }

private:
    std::mutex mutex_;
    ScanLetter letter_;
};

struct ScanJob {
    hosting::ScanOptions options;
    fs::path file;                ///< of the cache
    hosting::PluginCache known;   ///< in case that the file cannot be read
    std::optional<fs::path> only; ///< this one is brought up to date, and the others stay as they are
};

/// One scan, on a thread of its own.
void run(const std::stop_token& stop, const ScanJob& job, ScanMailbox& mailbox) {
    // Another process may have scanned meanwhile: what it found is not thrown away.
    auto newest = hosting::loadCache(job.file);
    auto rest = newest.notice.empty() ? std::move(newest.cache) : job.known;
    hosting::PluginCache cache;
    if (!job.only)
        cache = std::exchange(rest, {});
    else if (auto known = rest.files.extract(*job.only); !known.empty())
        cache.files.insert(std::move(known));
    const auto save = [&](const hosting::PluginCache& scanned) {
        auto whole = rest;
        for (const auto& [path, record] : scanned.files)
            whole.files.insert_or_assign(path, record);
        auto saved = hosting::saveCache(whole, job.file);
        mailbox.hand(std::move(whole));
        return saved;
    };
    const auto goOn = [&](const hosting::ScanProgress& progress) {
        mailbox.report(progress);
        return !stop.stop_requested();
    };
    mailbox.end(hosting::scan(cache, job.options, {goOn, save}));
}

void runGuarded(const std::stop_token& stop, const ScanJob& job, ScanMailbox& mailbox) {
    try {
        run(stop, job, mailbox);
    } catch (const std::exception& error) {
        mailbox.end(fail(ErrorCode::refused, std::string("The scan ended early (") + error.what() +
                                                 "); what it had found is kept, so scan again."));
    }
}

std::string called(const HostedPlugin& plugin) {
    return "'" + (plugin.name.empty() ? plugin.identifier : plugin.name) + "'";
}

/// Returns: how many files of a format could not even be opened, so that nobody knows what is in them.
std::size_t closedFiles(const hosting::PluginCache& cache, hosting::PluginFormat format) {
    std::size_t count = 0;
    for (const auto& [path, record] : cache.files)
        if (record.format == format)
            count += static_cast<std::size_t>(
                std::ranges::count(record.quarantine, "", &hosting::Quarantined::identifier));
    return count;
}

PluginShelf::Options completed(PluginShelf::Options options) {
    if (!options.environment)
        options.environment = hosting::processEnvironment();
    return options;
}

} // namespace

struct PluginShelf::Parts {
    explicit Parts(Options given);

    void start(ScanJob job);
    hosting::ScanOptions scanOptions() const;
    void end(const Result<hosting::ScanSummary>& result);

    Options options;
    fs::path cacheFile;
    fs::path favouritesFile;
    detail::KnownStates known;
    hosting::PluginCache cache;
    hosting::Favourites favourites;
    ShelfScan scan;
    std::uint64_t revision = 0;
    std::vector<std::string> notices;
    ScanMailbox mailbox;
    std::jthread thread; // goes first
};

PluginShelf::Parts::Parts(Options given)
    : options(completed(std::move(given))),
      cacheFile(hosting::cacheFile(options.environment, options.cacheFolder)),
      known(cacheFile.parent_path() / "states") {
    favouritesFile = hosting::favouritesFile(options.environment, options.favouritesFolder);
    auto loaded = hosting::loadCache(cacheFile);
    cache = std::move(loaded.cache);
    if (!loaded.notice.empty())
        notices.push_back(std::move(loaded.notice));
    if (auto liked = hosting::loadFavourites(favouritesFile); liked)
        favourites = *std::move(liked);
    else
        notices.push_back(liked.error().text);
}

hosting::ScanOptions PluginShelf::Parts::scanOptions() const {
    hosting::ScanOptions result;
    result.worker = {options.workerCommand, options.patience};
    // Half of the machine: somebody may be playing meanwhile.
    result.children = std::max(1U, std::thread::hardware_concurrency() / 2);
    return result;
}

void PluginShelf::Parts::start(ScanJob job) {
    thread = {}; // the one before has ended
    static_cast<void>(mailbox.take());
    scan.progress = {};
    scan.trouble.clear();
    scan.running = true;
    job.file = cacheFile;
    job.known = cache;
    if (job.options.worker.command.empty())
        end(fail(ErrorCode::refused, "A program that loads plugins was expected, and none was given; start "
                                     "Rondo with one."));
    else
        thread = std::jthread(
            [this, job = std::move(job)](const std::stop_token& stop) { runGuarded(stop, job, mailbox); });
}

void PluginShelf::Parts::end(const Result<hosting::ScanSummary>& result) {
    scan.running = false;
    if (!result) {
        scan.trouble = result.error().text;
        return;
    }
    scan.last = *result;
    if (!result->notice.empty())
        notices.push_back(result->notice);
}

PluginShelf::PluginShelf(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {}
PluginShelf::~PluginShelf() = default;

std::vector<hosting::LocatedPlugin> PluginShelf::find(const hosting::PluginQuery& query) const {
    return hosting::find(parts_->cache, query);
}

Result<hosting::LocatedPlugin> PluginShelf::locate(const HostedPlugin& plugin) const {
    const auto format = hosting::formatOf(plugin.format);
    if (!format)
        return fail(ErrorCode::unsupported, "A LADSPA, LV2 or VST3 plugin was expected, and " + called(plugin) +
                                                " is of the format '" + plugin.format +
                                                "'; use another format of it.");
    const hosting::Quarantined* quarantined = nullptr;
    for (const auto& [path, record] : parts_->cache.files) {
        if (record.format != *format)
            continue;
        const auto found =
            std::ranges::find(record.plugins, plugin.identifier, &hosting::PluginDescription::identifier);
        if (found != record.plugins.end())
            return hosting::LocatedPlugin{*found, path};
        const auto kept =
            std::ranges::find(record.quarantine, plugin.identifier, &hosting::Quarantined::identifier);
        if (kept != record.quarantine.end() && !plugin.identifier.empty())
            quarantined = &*kept;
    }
    if (!scannedBefore())
        return fail(ErrorCode::notFound,
                    "The plugin " + called(plugin) +
                        " was expected, and this machine was not scanned for plugins yet; press Scan in the "
                        "browser of plugins, or run 'rondo scan'.");
    if (quarantined != nullptr)
        return fail(ErrorCode::refused, "The plugin " + called(plugin) + " is in quarantine because it " +
                                            quarantined->reason +
                                            "; press Retry under Quarantine in the browser of plugins, or run "
                                            "'rondo scan --retry'.");
    const auto closed = closedFiles(parts_->cache, *format);
    const auto doubt = closed == 0 ? std::string()
                                   : " (" + std::to_string(closed) + (closed == 1 ? " file" : " files") +
                                         " in quarantine may hold it)";
    return fail(ErrorCode::notFound, "The " + std::string(hosting::name(*format)) + " plugin " +
                                         called(plugin) +
                                         " was expected, and no scan has found it on this "
                                         "machine" +
                                         doubt + "; install it, and scan again.");
}

Result<void> PluginShelf::tryState(const HostedPlugin& plugin) const {
    const auto located = locate(plugin);
    if (!located)
        return tl::unexpected(located.error());
    const auto& options = parts_->options;
    const auto number = detail::KnownStates::number(*located, *plugin.state);
    if (options.workerCommand.empty() || parts_->known.has(number))
        return {};
    auto tried = hosting::tryState(located->plugin, located->path, *plugin.state,
                                   {options.workerCommand, options.patience});
    if (tried)
        parts_->known.add({number});
    return tried;
}

void PluginShelf::trustStates(std::span<const HostedPlugin> plugins) const {
    std::vector<std::uint64_t> numbers;
    for (const auto& plugin : plugins)
        if (const auto located = locate(plugin); located && !plugin.state->empty())
            numbers.push_back(detail::KnownStates::number(*located, *plugin.state));
    parts_->known.add(numbers);
}

std::vector<hosting::QuarantinedPlugin> PluginShelf::quarantine() const {
    std::vector<hosting::QuarantinedPlugin> all;
    for (const auto& [path, record] : parts_->cache.files)
        for (const auto& entry : record.quarantine)
            all.push_back({path, record.format, entry});
    return all;
}

bool PluginShelf::scannedBefore() const noexcept {
    return !parts_->cache.files.empty() || parts_->scan.last.has_value();
}

bool PluginShelf::isFavourite(const std::string& identifier) const {
    return parts_->favourites.contains(identifier);
}

Result<void> PluginShelf::setFavourite(const std::string& identifier, bool favourite) {
    // Read anew: another process may have added some.
    auto favourites = hosting::loadFavourites(parts_->favouritesFile);
    if (!favourites)
        return tl::unexpected(favourites.error());
    if (favourite)
        favourites->insert(identifier);
    else
        favourites->erase(identifier);
    if (auto saved = hosting::saveFavourites(*favourites, parts_->favouritesFile); !saved)
        return saved;
    parts_->favourites = *std::move(favourites);
    ++parts_->revision;
    return {};
}

const hosting::Favourites& PluginShelf::favourites() const noexcept { return parts_->favourites; }

void PluginShelf::startScan(bool retry) {
    if (parts_->scan.running)
        return;
    ScanJob job;
    job.options = parts_->scanOptions();
    job.options.folders = hosting::usualFolders(parts_->options.environment);
    job.options.retry = retry;
    parts_->start(std::move(job));
}

void PluginShelf::retry(const hosting::QuarantinedPlugin& plugin) {
    if (parts_->scan.running)
        return;
    ScanJob job;
    job.options = parts_->scanOptions();
    job.options.folders = {{plugin.format, plugin.path}};
    job.options.retry = true;
    job.only = plugin.path;
    parts_->start(std::move(job));
}

void PluginShelf::stopScan() noexcept { parts_->thread.request_stop(); }
const ShelfScan& PluginShelf::scan() const noexcept { return parts_->scan; }
std::uint64_t PluginShelf::revision() const noexcept { return parts_->revision; }

bool PluginShelf::attend() {
    if (!parts_->scan.running)
        return false;
    auto letter = parts_->mailbox.take();
    if (letter.progress)
        parts_->scan.progress = *std::move(letter.progress);
    if (letter.end)
        parts_->end(*letter.end);
    const bool news = letter.cache && letter.cache->files != parts_->cache.files;
    if (news) {
        parts_->cache = *std::move(letter.cache);
        ++parts_->revision;
    }
    return news;
}

std::vector<std::string> PluginShelf::takeNotices() { return std::exchange(parts_->notices, {}); }

} // namespace rondo::host
