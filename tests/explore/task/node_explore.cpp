// SPDX-License-Identifier: MIT
//
// The tree of tasks: its links, its ends and its cancellation, with a thread for each task that runs.
#include <explore/task/pieces.h>

using namespace explore;

TEST_CASE("task node: a child that ends wakes its parent once, which may destroy it at once") {
    explore::mustHold({}, [] {
        Root root;
        int result = 0;
        auto& child = Node::childOf(*root);
        Thread worker([&] {
            result = 42;
            child.end();
        });
        explore::check(awaitChild(*root, child), "the child is awaited");
        explore::check(result == 42, "what the child did is seen");
        (*root).end();
        worker.join();
    });
}

TEST_CASE("task node: two children that end at the same time, awaited one after the other") {
    explore::mustHold({}, [] {
        Root root;
        auto& left = Node::childOf(*root);
        auto& right = Node::childOf(*root);
        Thread first([&] { left.end(); });
        Thread second([&] { right.end(); });
        explore::check(awaitChild(*root, left) && awaitChild(*root, right), "both are awaited");
        (*root).end();
        first.join();
        second.join();
    });
}

TEST_CASE("task node: a parent that ends without its children finishes once, after them") {
    explore::mustHold({}, [] {
        Thread first, second;
        {
            Root root;
            auto& left = Node::childOf(*root);
            auto& right = Node::childOf(*root);
            first = Thread([&] { left.end(); });
            second = Thread([&] { right.end(); });
            (*root).end();
        }
        first.join();
        second.join();
    });
}

TEST_CASE("task node: nobody looks at a task that has ended once its last child has finished") {
    explore::mustHold({}, [] {
        Thread worker, ender;
        {
            Root root;
            auto& child = Node::childOf(*root);
            worker = Thread([&] { child.end(); });
            ender = Thread([node = &*root] { node->end(); });
        }
        worker.join();
        ender.join();
    });
}

TEST_CASE("task node: a parent waits for children that nobody awaits, and each goes at its own end") {
    explore::mustHold({}, [] {
        Thread first, second;
        {
            Root root;
            auto& left = Node::childOf(*root, true);
            auto& right = Node::childOf(*root, true);
            first = Thread([&] {
                explore::check(!left.isCancelled(), "it is not cancelled");
                left.end();
            });
            second = Thread([&] { right.end(); });
            (*root).end();
        }
        first.join();
        second.join();
    });
}

TEST_CASE("task node: a cancel meets the end of a child that nobody awaits, and of its parent") {
    explore::mustHold({}, [] {
        Root root;
        auto& child = Node::childOf(*root);
        auto& below = Node::childOf(child, true);
        Thread parent([&] { child.end(); });
        Thread worker([&] { below.end(); });
        child.cancel();
        explore::check(awaitChild(*root, child), "it has ended either way");
        (*root).end();
        parent.join();
        worker.join();
    });
}

TEST_CASE("task node: a cancelled child that waits is woken once, one that is about to wait does not wait") {
    explore::mustHold({}, [] {
        Root root;
        auto& child = Node::childOf(*root);
        Thread worker([&] {
            const auto woken = waitAs(
                child, [](Waiter&) { return true; }, [] {});
            explore::check(woken == Woken::cancelled, "nothing else could wake it");
            child.end();
        });
        child.cancel();
        explore::check(awaitChild(*root, child), "it ends");
        (*root).end();
        worker.join();
    });
}

TEST_CASE("task node: a cancel meets the end of the child") {
    explore::mustHold({}, [] {
        Root root;
        auto& child = Node::childOf(*root);
        Thread worker([&] { child.end(); });
        child.cancel();
        explore::check(awaitChild(*root, child), "it has ended either way");
        (*root).end();
        worker.join();
    });
}

TEST_CASE("task node: a cancelled task hears of it after its children, whatever it waits for") {
    explore::mustHold({.share = 2.0}, [] {
        Root root;
        bool grandchildEnded = false;
        auto& child = Node::childOf(*root);
        Thread grandchildThread;
        Thread worker([&] {
            auto& grandchild = Node::childOf(child);
            grandchildThread = Thread([&] {
                static_cast<void>(waitAs(
                    grandchild, [](Waiter&) { return true; }, [] {}));
                grandchildEnded = true;
                grandchild.end();
            });
            const auto woken = waitAs(
                child, [](Waiter&) { return true; }, [] {});
            explore::check(woken == Woken::cancelled, "nothing else could wake it");
            explore::check(grandchildEnded, "children before their parent");
            child.end();
        });
        child.cancel();
        explore::check(awaitChild(*root, child), "it ends");
        (*root).end();
        worker.join();
        grandchildThread.join();
    });
}

TEST_CASE("task node: a cancel walks past children that begin and end meanwhile") {
    explore::mustHold({.share = 2.0}, [] {
        Root root;
        auto& child = Node::childOf(*root);
        Thread left, right;
        Thread worker([&] {
            auto& first = Node::childOf(child);
            left = Thread([&] { first.end(); });
            auto& second = Node::childOf(child);
            right = Thread([&] { second.end(); });
            if (awaitChild(child, second))
                explore::check(awaitChild(child, first) || child.isCancelled(), "nothing else ends the wait");
            child.end();
        });
        child.cancel();
        explore::check(awaitChild(*root, child), "it ends");
        (*root).end();
        worker.join();
        left.join();
        right.join();
    });
}

TEST_CASE("task node: cancels of the parent and of its child cross") {
    explore::mustHold({.share = 2.0}, [] {
        Root root;
        auto& child = Node::childOf(*root);
        Thread grandchildThread;
        Thread worker([&] {
            auto& grandchild = Node::childOf(child);
            grandchildThread = Thread([&] {
                const auto woken = waitAs(
                    grandchild, [](Waiter&) { return true; }, [] {});
                explore::check(woken == Woken::cancelled, "nothing else could wake it");
                grandchild.end();
            });
            grandchild.cancel();
            static_cast<void>(awaitChild(child, grandchild));
            child.end();
        });
        child.cancel();
        explore::check(awaitChild(*root, child), "it ends");
        (*root).end();
        worker.join();
        grandchildThread.join();
    });
}
