// SPDX-License-Identifier: GPL-3.0-only
#include "command_line.h"

#include "render_targets.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <rondo/session/file/audio_file_format.h>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;

const char* const exitCodes = R"(Exit codes:
  0  done; a stop by Ctrl-C or SIGTERM that the user asked for counts as done
  1  something failed; one sentence on stderr says what and what to do
  2  the command line cannot be understood)";

const char* const mainFooter = R"(Examples:
  rondo                              open the window: files, plugins, meters, device
  rondo window song.rondo            open a session in it
  rondo play                         play the demo, a minute made by the engine itself
  rondo play song.flac               play a file on the best device there is
  rondo render song.mp3 -o song.wav  convert, as fast as it goes
  rondo render *.json -o out         render several files into a folder, at the same time
  rondo peaks *.wav                  draw sound files, and keep their peaks for others
  rondo devices                      list the devices
  rondo graph song.json --svg g.svg  show and draw what a graph file describes
  rondo scan                         find the plugins of this machine
  rondo list reverb                  list those that have to do with reverb

Each command has its own page: rondo play --help)";

const char* const playFooter =
    R"(Several files are played one after the other, without a gap. Without a file the demo
is played. A graph file (.json, see 'rondo graph --help') is played alone, until its
length is over. The rate of a file is converted to the device's. Ctrl-C fades out and stops.

The live line shows position, peak and RMS of each channel in dBFS, the share of the
time that the callback used in the last second, and over- and underruns. It goes to
stderr, the closing summary to stdout.

Examples:
  rondo play one.wav two.ogg three.opus
  rondo play song.json --length 20s
  rondo play loop.wav --loop --seconds 30 --gain -6
  rondo play song.flac --device virtual --block 64 --realtime-check=count --json)";

const char* const renderFooter =
    R"(The kind of file follows from the name: .wav .aiff .flac .ogg .opus .mp3. WAV, AIFF and
FLAC hold 24 bits unless --bits says 16 (with dither) or 32 (float; not FLAC). The file
appears under its name when it is complete and not before; one that stood there is
replaced, but the input never is. A graph file (.json) is rendered at its own rate and
for its own length unless told otherwise.

Several files are rendered into a folder, each under its own name as a WAV file or what
--format says, as many at the same time as --jobs allows. When one fails the others go on.
Two that would get the same name, or replace a file that one of them reads, are refused
before the first begins. Ctrl-C stops all; what was complete by then stays.

Examples:
  rondo render song.flac -o song.wav --rate 44100 --bits 16
  rondo render --demo -o demo.flac
  rondo render song.json -o song.wav --length 10s
  rondo render loop.wav -o long.wav --loop --seconds 60
  rondo render verse.json chorus.json voice.wav -o out --format flac --jobs 4)";

const char* const peaksFooter =
    R"(A peak file has the minimum, maximum and RMS of every so many frames, so that a waveform
is drawn without reading the sound again. It lies beside the sound as FILE.peaks, or in the
folder that --cache names, and counts for as long as the sound has the same size and time
of change. What is missing or no longer true is made, several at the same time; when one
fails the others go on. Ctrl-C stops all; what was complete by then stays.

Of each file its length, channels and peak in dBFS are printed, whether the peak file
was there already, and a picture of each channel, as high as the loudest sample of the file.

Examples:
  rondo peaks song.flac
  rondo peaks takes/*.wav --cache peaks --quiet
  rondo peaks *.wav --json)";

const char* const graphFooter =
    R"(A graph file is JSON that people write: nodes with names, and paths from node to node.

  {"outputs": 2, "length": "5 s",
   "nodes": [{"name": "tone", "type": "oscillator", "waveform": "saw",
              "parameters": {"frequency": "220 Hz", "level": -12}},
             {"name": "pan", "type": "pan"}],
   "edges": ["tone -> pan -> output"]}

"input" and "output" are the graph's own ends. Where a node has several ports, a stop of a
path names one: "mixer.input 3". Numbers are in the units that 'rondo graph --types' lists,
or bring their own: "2.5 kHz", "20 ms", "40 %". Comments may stand anywhere.

The table has the steps in the order in which they run, the buffers that they read and
write (a dot is silence), and the frames by which a node is late.

Examples:
  rondo graph song.json
  rondo graph song.json --svg song.svg --dot song.dot
  rondo graph --types)";

/// The numbers as they were typed; read with our own sentences instead of the parser's.
struct TypedNumbers {
    std::string rate, block, gain, seconds, bits, jobs, check = "off";
};

struct NumberRange {
    double lowest;
    double highest;
    const char* expectation; ///< completes "--block must be …"
    const char* wayOut;
    bool whole = false;
};

constexpr NumberRange rateRange{8000, 768000, "a rate from 8000 to 768000 Hz",
                                "leave it out to get the usual one"};
constexpr NumberRange blockRange{16, 4096, "a whole number from 16 to 4096 frames",
                                 "leave it out to let the device choose", true};
constexpr NumberRange gainRange{-144, 24, "a gain from -144 to 24 dB", "0 leaves the level as it is"};
constexpr NumberRange secondsRange{0.001, 1e9, "a time from 0.001 to 1000000000 seconds",
                                   "leave it out to play to the end"};
constexpr NumberRange jobsRange{1, 256, "a whole number from 1 to 256",
                                "leave it out for one on each processor", true};
constexpr NumberRange bitsRange{16, 32, "16, 24 or 32", "leave it out to get the default", true};

base::Result<double> readNumber(const char* option, const std::string& typed, const NumberRange& range) {
    double value = 0;
    // A time may bring its unit.
    const std::size_t unit = &range == &secondsRange && typed.ends_with('s') ? 1 : 0;
    const auto* end = typed.data() + typed.size() - unit;
    const auto* begin = typed.starts_with('+') ? typed.data() + 1 : typed.data();
    const auto [stop, error] = std::from_chars(begin, end, value);
    const bool good = error == std::errc{} && stop == end && value >= range.lowest && value <= range.highest &&
                      (!range.whole || value == std::floor(value));
    if (!good)
        return fail(ErrorCode::invalidArgument, std::string(option) + " must be " + range.expectation +
                                                    ", and '" + typed + "' was given; " + range.wayOut + ".");
    return value;
}

/// Reads the numbers one after another and remembers the first that is wrong.
class NumberReader {
public:
    template <class Target>
    void into(Target& target, const char* option, const std::string& typed, const NumberRange& range) {
        if (typed.empty() || error_)
            return;
        if (const auto value = readNumber(option, typed, range))
            target = static_cast<Target>(*value);
        else
            error_ = value.error();
    }
    void into(std::optional<double>& target, const char* option, const std::string& typed,
              const NumberRange& range) {
        double value = 0;
        into(value, option, typed, range);
        if (!typed.empty())
            target = value;
    }
    const std::optional<base::Error>& error() const noexcept { return error_; }

private:
    std::optional<base::Error> error_;
};

/// The parser and everything that it writes to.
class Parser {
public:
    Parser();
    base::Result<CommandLine> parse(int count, const char* const* arguments);

private:
    void describePlay(CLI::App& app);
    void describeRender(CLI::App& app);
    void describePeaks(CLI::App& app);
    void describeDevices(CLI::App& app);
    void describeGraph(CLI::App& app);
    base::Result<void> readPlay();
    base::Result<void> readRender();
    base::Result<void> readTarget();
    base::Result<void> readPeaks();
    base::Result<void> readGraph();
    std::string activePage() const;

    CLI::App app_{"Rondo, a real-time audio engine: this program plays, edits and renders sound.", "rondo"};
    WindowPage window_;
    CLI::App* play_ = nullptr;
    CLI::App* render_ = nullptr;
    CLI::App* peaks_ = nullptr;
    CLI::App* devices_ = nullptr;
    CLI::App* graph_ = nullptr;
    PluginPages plugins_;
    CommandLine line_;
    InsertPage playInserts_;
    InsertPage renderInserts_;
    TypedNumbers playNumbers_;
    TypedNumbers renderNumbers_;
    TypedNumbers peaksNumbers_;
    std::string kind_;
    bool noPicture_ = false;
    bool demo_ = false;
};

Parser::Parser() {
    app_.footer(std::string(mainFooter) + "\n\n" + exitCodes);
    app_.set_version_flag("--version", std::string("rondo ") + RONDO_VERSION);
    app_.require_subcommand(0, 1);
    window_.describe(app_, exitCodes);
    play_ = app_.add_subcommand("play", "Play sound files, or the demo when none is given");
    play_->footer(std::string(playFooter) + "\n\n" + exitCodes);
    play_->add_option("FILE", line_.play.files,
                      "WAV, AIFF, FLAC, Ogg Vorbis, Opus or MP3, or one graph (.json)");
    describePlay(*play_);
    render_ = app_.add_subcommand("render", "Write what would be played to files, as fast as it goes");
    render_->footer(std::string(renderFooter) + "\n\n" + exitCodes);
    describeRender(*render_);
    peaks_ = app_.add_subcommand("peaks", "Make the peak files of sound files, and draw them");
    peaks_->footer(std::string(peaksFooter) + "\n\n" + exitCodes);
    describePeaks(*peaks_);
    devices_ = app_.add_subcommand("devices", "List the audio devices");
    devices_->footer(exitCodes);
    describeDevices(*devices_);
    graph_ = app_.add_subcommand("graph", "Show the schedule of a graph file, and draw it");
    graph_->footer(std::string(graphFooter) + "\n\n" + exitCodes);
    describeGraph(*graph_);
    plugins_.describe(app_, exitCodes);
}

void Parser::describePlay(CLI::App& app) {
    auto& play = line_.play;
    auto& numbers = playNumbers_;
    app.add_option(
           "--device", play.device,
           "Device as 'rondo devices' names it; else a JACK server if one runs, then ALSA, then 'virtual'")
        ->type_name("NAME");
    app.add_option("--rate", numbers.rate, "Frames a second; else the device's own")->type_name("HZ");
    app.add_option("--block", numbers.block, "Frames of one callback, 16 to 4096; else the device's own")
        ->type_name("FRAMES");
    app.add_option("--gain", numbers.gain, "Louder or softer, -144 to 24 (default 0)")->type_name("DB");
    app.add_option("--seconds,--length", numbers.seconds, "Stop after this time")->type_name("S");
    app.add_flag("--loop", play.loop, "Begin again at the end, without a seam");
    playInserts_.describe(app);
    app.add_option(
           "--realtime-check", numbers.check,
           "What happens when the audio thread allocates, locks or calls the system: off (default), count, or "
           "abort with a report")
        ->type_name("off|count|abort");
    app.add_option(
           "--trace", play.trace,
           "Write the timings around missed deadlines, or of the last seconds without any, for Perfetto")
        ->type_name("FILE");
    app.add_flag("--json", play.json, "Print the closing summary as JSON");
    app.add_flag("--quiet", play.quiet, "No live line and no summary (but --json)");
    app.add_flag("--verbose", play.verbose, "Let the system's audio libraries print what they like");
}

void Parser::describeRender(CLI::App& app) {
    auto& render = line_.render;
    auto& numbers = renderNumbers_;
    app.add_option("FILE", render.files, "The sound or graph file to render, or several");
    app.add_flag("--demo", demo_, "Render the demo instead of a file");
    app.add_option("-o,--output", render.output, "The file to write, or the folder that several go to")
        ->type_name("FILE");
    app.add_option("--format", kind_,
                   "Kind of the files in a folder: wav (default), aiff, flac, ogg, opus or mp3")
        ->type_name("KIND");
    app.add_option("--jobs", numbers.jobs, "Files at the same time, 1 to 256; else one on each processor")
        ->type_name("COUNT");
    app.add_option("--rate", numbers.rate, "Frames a second; else the file's own")->type_name("HZ");
    app.add_option("--bits", numbers.bits, "16, 24 or 32 (float)")->type_name("BITS");
    app.add_option("--gain", numbers.gain, "Louder or softer, -144 to 24 (default 0)")->type_name("DB");
    app.add_option("--block", numbers.block,
                   "Frames of one block, 16 to 4096 (default 1024); the samples are the same")
        ->type_name("FRAMES");
    app.add_option("--seconds,--length", numbers.seconds, "Stop after this time")->type_name("S");
    app.add_flag("--loop", render.loop, "Begin again at the end until --seconds are full");
    renderInserts_.describe(app);
    app.add_flag("--json", render.json, "Print the summary as JSON");
    app.add_flag("--quiet", render.quiet, "No progress and no summary (but --json)");
    app.add_flag("--verbose", render.verbose, "Let the libraries print what they like");
}

void Parser::describePeaks(CLI::App& app) {
    auto& peaks = line_.peaks;
    app.add_option("FILE", peaks.files, "WAV, AIFF, FLAC, Ogg Vorbis, Opus or MP3");
    app.add_option("--cache", peaks.cache, "The folder for the peak files; else beside each file")
        ->type_name("FOLDER");
    app.add_option("--jobs", peaksNumbers_.jobs, "Files at the same time, 1 to 256; else one on each processor")
        ->type_name("COUNT");
    app.add_flag("--no-picture", noPicture_, "No pictures, only the figures");
    app.add_flag("--json", peaks.json, "Print the figures as a JSON array");
    app.add_flag("--quiet", peaks.quiet, "No progress, no figures and no pictures (but --json)");
    app.add_flag("--verbose", peaks.verbose, "Let the libraries print what they like");
}

void Parser::describeDevices(CLI::App& app) {
    app.add_flag("--json", line_.devices.json, "Print a JSON array");
    app.add_flag("--verbose", line_.devices.verbose, "Let the system's audio libraries print what they like");
}

void Parser::describeGraph(CLI::App& app) {
    app.add_option("FILE", line_.graph.file, "The graph file");
    app.add_option("--svg", line_.graph.svg, "Draw it")->type_name("FILE");
    app.add_option("--dot", line_.graph.dot, "Write it for Graphviz")->type_name("FILE");
    app.add_flag("--json", line_.graph.json, "Print the schedule as JSON");
    app.add_flag("--types", line_.graph.types, "List the types of nodes with their fields and parameters");
}

base::Result<void> Parser::readGraph() {
    if (line_.graph.types != line_.graph.file.empty())
        return fail(ErrorCode::invalidArgument,
                    line_.graph.types
                        ? "Either a graph file or --types was expected, and both were given; leave "
                          "one out."
                        : "A graph file was expected and none was given; name one, or give --types.");
    return {};
}

base::Result<void> Parser::readPlay() {
    auto& play = line_.play;
    NumberReader numbers;
    numbers.into(play.rate, "--rate", playNumbers_.rate, rateRange);
    numbers.into(play.blockFrames, "--block", playNumbers_.block, blockRange);
    numbers.into(play.gain, "--gain", playNumbers_.gain, gainRange);
    numbers.into(play.seconds, "--seconds", playNumbers_.seconds, secondsRange);
    if (numbers.error())
        return tl::unexpected(*numbers.error());
    const auto& check = playNumbers_.check;
    if (check == "count")
        play.realtimeCheck = concurrency::RealtimeCheck::count;
    else if (check == "abort")
        play.realtimeCheck = concurrency::RealtimeCheck::abort;
    else if (check != "off")
        return fail(ErrorCode::invalidArgument, "--realtime-check must be off, count or abort, and '" + check +
                                                    "' was given; choose one of them.");
    return playInserts_.read(play.inserts);
}

base::Result<void> Parser::readRender() {
    auto& render = line_.render;
    NumberReader numbers;
    numbers.into(render.rate, "--rate", renderNumbers_.rate, rateRange);
    numbers.into(render.blockFrames, "--block", renderNumbers_.block, blockRange);
    numbers.into(render.gain, "--gain", renderNumbers_.gain, gainRange);
    numbers.into(render.seconds, "--seconds", renderNumbers_.seconds, secondsRange);
    numbers.into(render.bits, "--bits", renderNumbers_.bits, bitsRange);
    numbers.into(render.jobs, "--jobs", renderNumbers_.jobs, jobsRange);
    if (numbers.error())
        return tl::unexpected(*numbers.error());
    if (demo_ != render.files.empty())
        return fail(ErrorCode::invalidArgument,
                    demo_ ? "Either a file or --demo can be rendered, and both were given; "
                            "leave one out."
                          : "A file to render was expected and none was given; name one, or "
                            "give --demo.");
    if (render.output.empty())
        return fail(ErrorCode::invalidArgument,
                    "The name of the file to write was expected and none was given; add -o OUT.wav.");
    if (auto target = readTarget(); !target)
        return target;
    if (auto inserts = renderInserts_.read(render.inserts); !inserts)
        return inserts;
    if (!render.inserts.plugins.empty() && !render.targets.empty())
        return fail(ErrorCode::unsupported,
                    "--insert is for the rendering of a single file, and files are to go into a folder; render "
                    "them one after the other.");
    if (render.loop && !render.seconds)
        return fail(ErrorCode::invalidArgument,
                    "A loop has no end and a file needs one, and --loop was given alone; add --seconds.");
    return {};
}

/// Several files go into a folder, and so does one when a folder is named for it.
base::Result<void> Parser::readTarget() {
    auto& render = line_.render;
    const auto format = session::formatForPath(render.output, render.bits);
    std::error_code ignored;
    const bool intoFolder =
        render.files.size() > 1 || (!render.files.empty() && !session::formatForPath(render.output) &&
                                    std::filesystem::is_directory(render.output, ignored));
    if (!intoFolder) {
        if (!format)
            return tl::unexpected(format.error());
        if (!kind_.empty())
            return fail(ErrorCode::invalidArgument,
                        "--format is for files in a folder, and the name of a single one was given; let "
                        "that name end in ." +
                            kind_ + ", or name a folder.");
        return {};
    }
    const auto kind = kind_.empty() ? "wav" : kind_;
    const bool word = std::ranges::all_of(kind, [](unsigned char letter) { return std::isalnum(letter); });
    if (!word || !session::formatForPath("x." + kind))
        return fail(ErrorCode::invalidArgument, "--format must be wav, aiff, flac, ogg, opus or mp3, and '" +
                                                    kind + "' was given; choose one of them.");
    if (const auto bits = session::formatForPath("x." + kind, render.bits); !bits)
        return tl::unexpected(bits.error());
    auto targets = renderTargets(render.files, render.output, kind);
    if (!targets)
        return tl::unexpected(targets.error());
    render.targets = std::move(*targets);
    return {};
}

base::Result<void> Parser::readPeaks() {
    auto& peaks = line_.peaks;
    NumberReader numbers;
    numbers.into(peaks.jobs, "--jobs", peaksNumbers_.jobs, jobsRange);
    if (numbers.error())
        return tl::unexpected(*numbers.error());
    if (peaks.files.empty())
        return fail(ErrorCode::invalidArgument,
                    "A sound file was expected and none was given; name one, or several.");
    peaks.picture = !noPicture_;
    return {};
}

std::string Parser::activePage() const {
    for (const auto* command : {play_, render_, peaks_, devices_, graph_})
        if (command->parsed())
            return "rondo " + command->get_name() + " --help";
    if (const auto* command = window_.parsed() != nullptr ? window_.parsed() : plugins_.parsed())
        return "rondo " + command->get_name() + " --help";
    return "rondo --help";
}

base::Result<CommandLine> Parser::parse(int count, const char* const* arguments) {
    try {
        app_.parse(count, arguments);
    } catch (const CLI::CallForVersion& version) {
        line_.command = Command::text;
        line_.text = std::string(version.what()) + "\n";
        return line_;
    } catch (const CLI::CallForHelp&) {
        const auto shown = app_.get_subcommands();
        line_.command = Command::text;
        line_.text = shown.empty() ? app_.help() : shown.front()->help("rondo");
        return line_;
    } catch (const CLI::ParseError& error) {
        const std::string first = count > 1 ? arguments[1] : "";
        if (app_.get_subcommands().empty() && !first.starts_with('-'))
            return fail(ErrorCode::invalidArgument, "A command was expected (window, play, render, peaks, "
                                                    "devices, graph, scan, list, info or presets) and '" +
                                                        first + "' is none; to play a file, say 'rondo play " +
                                                        first + "'.");
        return fail(ErrorCode::invalidArgument, "The command line cannot be understood (" +
                                                    std::string(error.what()) + "); see '" + activePage() +
                                                    "'.");
    }
    if (plugins_.parsed() != nullptr) {
        auto requests = plugins_.read();
        if (!requests)
            return tl::unexpected(requests.error());
        line_.command = Command::plugins;
        line_.plugins = std::move(*requests);
        return line_;
    }
    if (!play_->parsed() && !render_->parsed() && !peaks_->parsed() && !devices_->parsed() &&
        !graph_->parsed()) {
        auto request = window_.read();
        if (!request)
            return tl::unexpected(request.error());
        line_.window = std::move(*request);
        return line_;
    }
    line_.command = render_->parsed()    ? Command::render
                    : peaks_->parsed()   ? Command::peaks
                    : devices_->parsed() ? Command::devices
                    : graph_->parsed()   ? Command::graph
                                         : Command::play;
    const auto read = render_->parsed()  ? readRender()
                      : peaks_->parsed() ? readPeaks()
                      : graph_->parsed() ? readGraph()
                                         : readPlay();
    if (!read)
        return tl::unexpected(read.error());
    return line_;
}

} // namespace

base::Result<CommandLine> readCommandLine(int count, const char* const* arguments) {
    return Parser().parse(count, arguments);
}

} // namespace rondo::host
