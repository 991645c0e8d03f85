// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace rondo::host {

/// Standard error for people: messages, and one live line that is rewritten in place on a terminal and printed
/// now and then elsewhere. Decoders and sound servers print to the same place without being asked; unless
/// `verbose`, what they print goes nowhere, so that our sentences stand alone.
class Console {
public:
    explicit Console(bool verbose);
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;
    ~Console();

    /// Returns: whether a person watches, so that lines can be rewritten. [control]
    bool isTerminal() const noexcept { return terminal_; }
    /// Effects: prints a line; a live line is cleared first. [control]
    void say(const std::string& text);
    /// Effects: "rondo: " and the sentence. [control]
    void complain(const std::string& sentence) { say("rondo: " + sentence); }
    /// Effects: replaces the live line, cut to the width of the terminal; elsewhere prints it. [control]
    void live(const std::string& text);
    /// Effects: takes the live line away. [control]
    void clearLine();
    /// Effects: what libraries print is seen again. [control]
    void restore() noexcept;

private:
    std::FILE* stream_;
    bool terminal_;
    bool lineShown_ = false;
    bool quietened_ = false;
};

/// Returns: how wide the terminal is that standard output goes to; 80 when it is none or does not say.
/// [control]
std::size_t outputColumns() noexcept;

} // namespace rondo::host
