// SPDX-License-Identifier: MIT
#include "biquad_rounds.h"
#include "spsc_rounds.h"
#include "submit_rounds.h"

#include <array>
#include <future>
#include <juce_core/juce_core.h>
#include <juce_dsp/juce_dsp.h>
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

class JuceEqualiser {
public:
    JuceEqualiser() {
        for (auto& channel : filters_)
            for (std::uint32_t section = 0; section < equaliser::sections; ++section)
                channel[section].coefficients = juce::dsp::IIR::Coefficients<float>::makePeakFilter(
                    equaliser::rate, equaliser::frequency(section), equaliser::quality,
                    juce::Decibels::decibelsToGain(equaliser::gain));
    }
    void process(audio::ConstAudioBlock input, audio::AudioBlock output) {
        for (std::uint32_t channel = 0; channel < 2; ++channel) {
            const juce::dsp::AudioBlock<const float> from(input.pointers() + channel, 1, equaliser::frames);
            juce::dsp::AudioBlock<float> to(output.pointers() + channel, 1, equaliser::frames);
            auto& filters = filters_[channel];
            filters[0].process(juce::dsp::ProcessContextNonReplacing<float>(from, to));
            for (std::uint32_t section = 1; section < equaliser::sections; ++section)
                filters[section].process(juce::dsp::ProcessContextReplacing<float>(to));
        }
    }

private:
    std::array<std::array<juce::dsp::IIR::Filter<float>, equaliser::sections>, 2> filters_;
};

} // namespace

void registerJuceBiquads() { addEqualiser<JuceEqualiser>("juce"); }
void registerJuceSubmit() { addSubmitEverywhere<JuceMessageThread>("juce"); }
void registerJuceSpsc() { addSpsc<JuceFifo>("juce"); }

} // namespace rondo::bench
