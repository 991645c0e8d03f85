// SPDX-License-Identifier: MIT
// What the thread sanitizer cannot know. The JACK server, another process, hands a buffer from one client to
// the next, so two clients of one process look like a race on it; and libjack never joins the threads of a
// server that died. Other programs never call this.
extern "C" __attribute__((visibility("default"))) const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
    return "race:rondo::test::JackListener::process\n"
           "thread:libjack.so\n";
}
