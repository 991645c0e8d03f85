// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <deque>
#include <functional>
#include <host/session/gesture_id.h>
#include <host/session/history_limits.h>
#include <host/session/session_change.h>
#include <host/session/session_document.h>
#include <optional>
#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rondo::host {

/// A document with undo and redo of every edit. It keeps the documents before and after each step, which share
/// all parts that the step left alone. Where the transport and the windows are (SessionView) is no edit: undo
/// leaves it.
///
/// Example:
///
///     History history{SessionDocument{}};
///     history.listen([](const SessionChange& change) { /* tell the audio side */ });
///     const auto gesture = history.newGesture();
///     for (const double gain : {-1.0, -2.0, -3.0})
///         REQUIRE(history.edit("Change gain", [&](SessionDocument& session) {
///             session.strip.change([&](StripSettings& strip) { strip.gain = {gain}; });
///         }, gesture));
///     CHECK(history.undo());
///     CHECK(history.document().strip->gain.value == 0);
///
/// All functions: [control], one thread.
class History {
public:
    /// Called after each change with what changed; `document()` is the new one. Must neither throw nor edit.
    using Listener = std::function<void(const SessionChange&)>;
    using Edit = std::function<void(SessionDocument&)>;

    /// Effects: begins with `document`, which counts as saved. Requires: it fits (`check`). Errors: throws
    /// Failure.
    explicit History(SessionDocument document, HistoryLimits limits = {});

    const SessionDocument& document() const noexcept { return states_[now_].document; }

    /// Effects: does an edit as one step, or as part of the step before it where both are of the same gesture;
    /// forgets what was undone; tells the listeners. What changes nothing makes no step. Errors: as `check`,
    /// and then nothing has changed, as when `edit` throws.
    base::Result<void> edit(std::string_view name, const Edit& edit, GestureId gesture = {});
    /// Effects: changes the document without a step, for what is learned and not done: the state of a plugin
    /// before it is saved or removed. Redo and undo keep it for this place in the history. Errors: as `edit`.
    base::Result<void> amend(const Edit& edit);
    /// Effects: changes what is looked at, in all of the history. Errors: as `edit`.
    base::Result<void> show(const std::function<void(SessionView&)>& change);

    /// Effects: goes a step back or forward and tells the listeners. Returns: whether there was one.
    bool undo();
    bool redo();
    /// Returns: the name of the step that `undo` or `redo` would take.
    std::optional<std::string_view> undoName() const noexcept;
    std::optional<std::string_view> redoName() const noexcept;
    std::size_t undoSteps() const noexcept { return now_; }
    std::size_t redoSteps() const noexcept { return states_.size() - now_ - 1; }
    /// Returns: bytes as HistoryLimits counts them.
    std::size_t bytes() const noexcept;

    /// Returns: whether the document differs from the one marked as saved in more than how it is looked at.
    bool isDirty() const;
    /// Effects: what `document` is now is what the disk has.
    void markSaved() { saved_ = document(); }
    /// Effects: the disk has nothing of it.
    void markUnsaved() { saved_.reset(); }

    GestureId newGesture() noexcept { return {++lastGesture_}; }
    /// Returns: an id that no insert has had in this history.
    InsertId newInsertId() noexcept;

    /// Effects: calls `listener` from now on. Returns: what `unlisten` takes.
    std::size_t listen(Listener listener);
    void unlisten(std::size_t listener);

private:
    struct State {
        SessionDocument document;
        std::string name;       ///< of the edit that led here
        GestureId gesture = {}; ///< which can still go on
        std::size_t bytes = 0;  ///< of what the document does not share with the one before
    };
    base::Result<SessionDocument> changed(const Edit& edit) const;
    base::Result<void> take(SessionDocument after);
    void replace(SessionDocument document);
    void step(std::size_t to);
    void trim();
    void tell(const SessionDocument& before);
    void forbidInListener() const;

    HistoryLimits limits_;
    std::deque<State> states_;
    std::size_t now_ = 0;
    std::optional<SessionDocument> saved_;
    std::uint64_t lastGesture_ = 0;
    std::uint64_t lastInsert_ = 0;
    std::vector<std::pair<std::size_t, Listener>> listeners_;
    std::size_t lastListener_ = 0;
    bool telling_ = false;
};

} // namespace rondo::host
