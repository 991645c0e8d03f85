// SPDX-License-Identifier: GPL-3.0-only
#include "window_page.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;

const char* const footer =
    R"(Without files the window opens as 'rondo' alone does. One session (.rondo) is opened, or sound
files are played one after the other. What was not saved when the program or its display ended
unexpectedly is offered at the next start. Ctrl-C and SIGTERM end it, and keep it likewise.

Without a display it ends with code 1 and says so; 'rondo play' needs none.

Examples:
  rondo window one.wav two.flac
  rondo window song.rondo --device virtual
  rondo window --scale 150 --theme light)";

} // namespace

void WindowPage::describe(CLI::App& app, const std::string& exitCodes) {
    page_ = app.add_subcommand("window", "Open the window, as 'rondo' alone does");
    page_->footer(std::string(footer) + "\n\n" + exitCodes);
    page_->add_option("FILE", request_.files, "One session (.rondo), or sound files");
    page_
        ->add_option("--device", request_.device,
                     "Device as 'rondo devices' names it, in place of the session's")
        ->type_name("NAME");
    page_->add_option("--scale", scale_, "Size of everything, 50 to 300; else as it was")->type_name("PERCENT");
    page_->add_option("--theme", theme_, "Colours; else as they were")->type_name("dark|light");
}

CLI::App* WindowPage::parsed() const { return page_ != nullptr && page_->parsed() ? page_ : nullptr; }

base::Result<WindowRequest> WindowPage::read() const {
    auto request = request_;
    if (!scale_.empty()) {
        double percent = 0;
        const auto* end = scale_.data() + scale_.size() - (scale_.ends_with('%') ? 1 : 0);
        const auto [stop, error] = std::from_chars(scale_.data(), end, percent);
        if (error != std::errc{} || stop != end || !(percent >= 50 && percent <= 300))
            return fail(ErrorCode::invalidArgument, "--scale must be a size from 50 to 300 %, and '" + scale_ +
                                                        "' was given; 100 is the usual one.");
        request.percent = percent;
    }
    if (!theme_.empty() && theme_ != "dark" && theme_ != "light")
        return fail(ErrorCode::invalidArgument,
                    "--theme must be dark or light, and '" + theme_ + "' was given; choose one of them.");
    if (!theme_.empty())
        request.light = theme_ == "light";
    const auto isSession = [](const auto& file) { return file.extension() == ".rondo"; };
    if (request.files.size() > 1 && std::ranges::any_of(request.files, isSession))
        return fail(ErrorCode::invalidArgument,
                    "Either one session or sound files can be opened, and " +
                        std::to_string(request.files.size()) +
                        " files with a session among them were given; leave some out.");
    return request;
}

} // namespace rondo::host
