// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/wait_graph.h>

#include <mutex>
#include <rondo/concurrency/detail/answer.h>
#include <rondo/concurrency/detail/executor_core.h>
#include <rondo/concurrency/detail/lock.h>

namespace rondo::concurrency::detail {

/// The one graph of the process: a cycle may pass through executors of different engines.
class WaitGraph {
public:
    Lock lock;

    void link(WaitEdge& edge) noexcept {
        edge.next_ = first_;
        if (first_ != nullptr)
            first_->previous_ = &edge;
        first_ = &edge;
    }
    void unlink(WaitEdge& edge) noexcept {
        (edge.previous_ != nullptr ? edge.previous_->next_ : first_) = edge.next_;
        if (edge.next_ != nullptr)
            edge.next_->previous_ = edge.previous_;
    }

    /// Whether something that `executor` waits for comes back to a tag of `start`; appends the way there to
    /// `path`.
    bool leadsBack(const ExecutorCore& executor, const WaitEdge& start, std::string& path) {
        if (start.runsUnder(executor.tag))
            return true;
        for (WaitEdge* edge = first_; edge != nullptr; edge = edge->next_) {
            if (edge->visited_ || !edge->runsUnder(executor.tag) || edge->answer_.over())
                continue;
            edge->visited_ = true;
            const auto length = path.size();
            path += ", which waits for '" + edge->target_.name + "'";
            if (leadsBack(edge->target_, start, path))
                return true;
            path.resize(length);
        }
        return false;
    }
    void forgetVisits() noexcept {
        for (WaitEdge* edge = first_; edge != nullptr; edge = edge->next_)
            edge->visited_ = false;
    }

    static WaitGraph& ofProcess() {
        static WaitGraph graph;
        return graph;
    }

private:
    WaitEdge* first_ = nullptr;
};

WaitEdge::WaitEdge(const ExecutorCore& target, const Answer& answer)
    : scopes_(TagScope::innermost()), target_(target), answer_(answer) {
    auto& graph = WaitGraph::ofProcess();
    std::string path = "'" + std::string(scopes_->name()) + "' waits for '" + target.name + "'";
    const std::scoped_lock guard(graph.lock);
    graph.forgetVisits();
    if (graph.leadsBack(target, *this, path))
        cycle_ = std::move(path);
    else
        graph.link(*this);
}

WaitEdge::~WaitEdge() {
    if (cycle_)
        return;
    auto& graph = WaitGraph::ofProcess();
    const std::scoped_lock guard(graph.lock);
    graph.unlink(*this);
}

bool WaitEdge::runsUnder(Tag tag) const noexcept {
    for (const auto* scope = scopes_; scope != nullptr; scope = scope->outer())
        if (scope->tag() == tag)
            return true;
    return false;
}

} // namespace rondo::concurrency::detail
