// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_file.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace rondo::hosting {
namespace {

namespace fs = std::filesystem;

// A link that leads back up, or a whole disk given as a folder, ends here.
constexpr int deepest = 8;
constexpr std::size_t mostEntries = 20'000;

void addStamp(FileStamp& stamp, const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return;
    const auto modified = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    stamp.modified = std::max(stamp.modified, modified);
    if (S_ISREG(status.st_mode))
        stamp.size += static_cast<std::uint64_t>(status.st_size);
}

struct Usual {
    PluginFormat format;
    const char* variable;
    std::vector<const char*> folders;
};

bool isPluginFile(PluginFormat format, const fs::directory_entry& entry) {
    std::error_code ignored;
    const auto extension = entry.path().extension();
    switch (format) {
    case PluginFormat::ladspa:
        return extension == ".so" && entry.is_regular_file(ignored);
    case PluginFormat::lv2:
        return fs::exists(entry.path() / "manifest.ttl", ignored);
    case PluginFormat::vst3:
        break;
    }
    return extension == ".vst3";
}

/// What a search has come upon.
struct Finds {
    std::map<fs::path, PluginFormat> files;
    std::map<fs::path, std::string> closed; ///< folders, and why they cannot be looked into

    void add(PluginFormat format, const fs::path& path) {
        std::error_code unresolved;
        auto canonical = fs::weakly_canonical(path, unresolved);
        files.emplace(unresolved ? path : std::move(canonical), format);
    }
    /// Effects: notes a folder that may not be looked into, which a walk passes by without a word.
    void check(const fs::path& folder) {
        if (::faccessat(AT_FDCWD, folder.c_str(), R_OK | X_OK, AT_EACCESS) != 0)
            closed.emplace(folder, std::error_code(errno, std::generic_category()).message());
    }
    std::string notice() const;
};

std::string Finds::notice() const {
    constexpr std::size_t most = 3;
    std::string list;
    std::size_t told = 0;
    for (const auto& [folder, reason] : closed)
        if (told++ < most)
            list += (list.empty() ? "'" : ", '") + folder.string() + "' (" + reason + ")";
    if (told > most)
        list += " and " + std::to_string(told - most) + " more";
    return list.empty()
               ? ""
               : "Plugins were not looked for in " + list + ", which cannot be read; allow it, and scan again.";
}

void search(const SearchFolder& folder, Finds& finds) {
    std::error_code error;
    const fs::directory_entry itself(folder.path, error);
    if (!error && itself.exists(error) && isPluginFile(folder.format, itself)) {
        finds.add(folder.format, folder.path);
        return;
    }
    fs::recursive_directory_iterator walk(
        folder.path,
        fs::directory_options::follow_directory_symlink | fs::directory_options::skip_permission_denied, error);
    if (error == std::errc::no_such_file_or_directory)
        return;
    if (!error)
        finds.check(folder.path);
    std::size_t seen = 0;
    for (; !error && walk != fs::recursive_directory_iterator() && seen < mostEntries; ++seen) {
        std::error_code ignored;
        if (isPluginFile(folder.format, *walk)) {
            finds.add(folder.format, walk->path());
            walk.disable_recursion_pending();
        } else if (walk.depth() >= deepest) {
            walk.disable_recursion_pending();
        } else if (walk->is_directory(ignored)) {
            finds.check(walk->path());
        }
        walk.increment(error);
    }
    if (error)
        finds.closed.emplace(folder.path, error.message());
}

} // namespace

FileStamp stampOf(const fs::path& path) {
    FileStamp stamp;
    addStamp(stamp, path);
    std::error_code error;
    if (!fs::is_directory(path, error))
        return stamp;
    fs::recursive_directory_iterator walk(path, fs::directory_options::skip_permission_denied, error);
    std::size_t seen = 0;
    for (; !error && walk != fs::recursive_directory_iterator() && seen < mostEntries; ++seen) {
        addStamp(stamp, walk->path());
        walk.increment(error);
    }
    return stamp;
}

fs::path ownFolder(const Environment& environment, const char* variable, const char* usual) {
    const auto given = environment(variable);
    // The standard says that a relative path is to be ignored.
    return (given.starts_with('/') ? fs::path(given) : fs::path(environment("HOME")) / usual) / "rondo";
}

Environment processEnvironment() {
    return [](const char* variable) {
        const char* value = std::getenv(variable);
        return std::string(value == nullptr ? "" : value);
    };
}

std::vector<SearchFolder> usualFolders(const Environment& environment) {
    const Usual all[] = {
        {PluginFormat::lv2, "LV2_PATH", {"~/.lv2", "/usr/local/lib/lv2", "/usr/lib/lv2", "/usr/lib64/lv2"}},
        {PluginFormat::ladspa, "LADSPA_PATH", {"~/.ladspa", "/usr/local/lib/ladspa", "/usr/lib/ladspa"}},
        {PluginFormat::vst3, "VST3_PATH", {"~/.vst3", "/usr/local/lib/vst3", "/usr/lib/vst3"}}};
    const auto home = environment("HOME");
    std::vector<SearchFolder> folders;
    const auto add = [&](PluginFormat format, const std::string& text) {
        if (text.starts_with("~/") && !home.empty())
            folders.push_back({format, home + text.substr(1)});
        else if (text.starts_with('/'))
            folders.push_back({format, text});
    };
    for (const auto& usual : all) {
        const auto given = environment(usual.variable);
        for (std::size_t start = 0; start < given.size();) {
            const auto end = std::min(given.find(':', start), given.size());
            add(usual.format, given.substr(start, end - start));
            start = end + 1;
        }
        if (given.empty())
            for (const auto* folder : usual.folders)
                add(usual.format, folder);
    }
    return folders;
}

FoundFiles findPluginFiles(const std::vector<SearchFolder>& folders) {
    Finds finds;
    for (const auto& folder : folders)
        search(folder, finds);
    FoundFiles found;
    for (const auto& [path, format] : finds.files)
        found.files.push_back({format, path, stampOf(path)});
    found.notice = finds.notice();
    return found;
}

} // namespace rondo::hosting
