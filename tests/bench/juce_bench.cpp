// SPDX-License-Identifier: MIT
#include "spsc_rounds.h"
#include "submit_rounds.h"

#include <array>
#include <future>
#include <juce_core/juce_core.h>
#include <juce_events/juce_events.h>

namespace rondo::bench {

namespace {

/// JUCE's way to run something on its message thread and wait. JUCE has one such thread in a process.
class JuceMessageThread {
public:
    JuceMessageThread() {
        std::promise<juce::MessageManager*> ready;
        thread_ = std::thread([&ready] {
            auto* const manager = juce::MessageManager::getInstance();
            manager->setCurrentThreadAsMessageThread();
            ready.set_value(manager);
            manager->runDispatchLoop();
            juce::DeletedAtShutdown::deleteAll();
            juce::MessageManager::deleteInstance();
        });
        manager_ = ready.get_future().get();
    }
    ~JuceMessageThread() {
        manager_->stopDispatchLoop();
        thread_.join();
    }
    JuceMessageThread(const JuceMessageThread&) = delete;
    JuceMessageThread& operator=(const JuceMessageThread&) = delete;

    template <class Function>
    void submit(Function&& function) {
        manager_->callFunctionOnMessageThread(
            [](void* called) -> void* {
                (*static_cast<std::remove_reference_t<Function>*>(called))();
                return nullptr;
            },
            &function);
    }

private:
    std::thread thread_;
    juce::MessageManager* manager_ = nullptr;
};

template <class T>
struct JuceFifo {
    juce::AbstractFifo fifo{static_cast<int>(queueCapacity)};
    std::array<T, queueCapacity> items;
    bool push(const T& value) {
        const auto scope = fifo.write(1);
        if (scope.blockSize1 == 0)
            return false;
        items[static_cast<std::size_t>(scope.startIndex1)] = value;
        return true;
    }
    bool pop(T& value) {
        const auto scope = fifo.read(1);
        if (scope.blockSize1 == 0)
            return false;
        value = items[static_cast<std::size_t>(scope.startIndex1)];
        return true;
    }
};

} // namespace

void registerJuceSubmit() { addSubmitEverywhere<JuceMessageThread>("juce"); }
void registerJuceSpsc() { addSpsc<JuceFifo>("juce"); }

} // namespace rondo::bench
