/* SPDX-License-Identifier: MIT
 *
 * A submitted closure from its push to its answer: detail/answer.h (Answer::start, revoke, give, sleep, nap),
 * detail/jobs.h (SubmitJob on the caller's frame, RevocableJob in a cell of the pool, letGo), runJob in
 * detail/executor_core.cpp, awaitAnswer and awaitAnswerUntil in detail/executor_waiting.cpp.
 * One thread submits with a deadline; a second one does so too, and they share a pool of one cell, or it submits twice
 * from the same place on its stack and waits for ever. The executor answers from its background thread, which wakes, or from a callback, which
 * does not; or it cancels. Frames and cells are memory with a life of its own: each touch asserts that what was meant
 * is still there. Sequentially consistent; every step that is one atomic operation in the code is one step here.
 *
 * Checked: no touch of a frame or a cell after its end or in its next life; a closure runs only while its caller waits
 * for it, and at most once; a caller told "done" finds the result; nobody sleeps for ever, and an answer of the
 * background thread needs no second look; in the end the cell is free.
 */
#define CALLERS 3     /* caller 0 waits for ever; 1 and 2 have deadlines */
#define CELL CALLERS  /* the places of answers: the frame of caller 0, and the cell */
#define PLACES (CALLERS + 1)

#define queued 0
#define running 1
#define done 2
#define closed 3
#define revoked 4
#define sleeping 8
#define PHASE(word) (word & 7)

byte word[PLACES] = queued;
byte life[PLACES] = 0;     /* odd: alive */
byte frameLife[CALLERS] = 0;
bool result[CALLERS] = false;
byte parties = 0;
bool asleep[CALLERS] = false;
byte sleepsOn[CALLERS] = 0;
bool silently[PLACES] = false; /* the answer came from a callback */
byte finished = 0;

chan queue = [CALLERS] of { byte, byte, byte, byte }; /* place and its life, caller and its frame's life */

inline wakeSleepers(place) {
  atomic {
    sleeper = 0;
    do
    :: sleeper < CALLERS && asleep[sleeper] && sleepsOn[sleeper] == place -> asleep[sleeper] = false; break
    :: sleeper < CALLERS && !(asleep[sleeper] && sleepsOn[sleeper] == place) -> sleeper++
    :: sleeper == CALLERS -> break
    od;
    sleeper = 0
  }
}

/* Answer::leaveQueue; a failed exchange looks again, so load and exchange are one step. */
inline leaveQueue(place, to, left) {
  atomic {
    left = (PHASE(word[place]) == queued);
    if
    :: left -> word[place] = to | (word[place] & sleeping)
    :: else
    fi
  }
}

inline endOfCell() { atomic { assert(life[CELL] % 2 == 1); life[CELL]++ } }

inline letGo() {
  atomic { assert(life[CELL] % 2 == 1 && parties > 0); parties--; wasLast = (parties == 0) }
  if
  :: wasLast -> endOfCell()
  :: else
  fi
}

#define TOUCH(place, itsLife) assert(life[place] == itsLife)

/* Answer::give; `wakes` says whether this is the background thread. */
inline give(place, itsLife, outcome) {
#ifdef MUTANT_ANSWER_IN_TWO_STEPS
  atomic { TOUCH(place, itsLife); before = word[place] }
  atomic { TOUCH(place, itsLife); word[place] = outcome; silently[place] = !wakes }
#else
  atomic { TOUCH(place, itsLife); before = word[place]; word[place] = outcome; silently[place] = !wakes }
#endif
#ifdef MUTANT_TOUCH_AFTER_THE_ANSWER
  atomic { TOUCH(place, itsLife) }
#endif
#ifndef MUTANT_NO_WAKE
  if
  :: (before & sleeping) && wakes -> wakeSleepers(place)
  :: else
  fi;
#endif
  before = 0
}

proctype executor() {
  byte place, itsLife, caller, itsFrame, before, sleeper;
  bool started, wasLast, wakes;
end_idle:
  do
  :: queue?place, itsLife, caller, itsFrame ->
     if
     :: wakes = true
     :: wakes = false
     fi;
     started = true;
     if
     :: place == CELL ->
#ifdef MUTANT_START_IN_TWO_STEPS
        atomic { TOUCH(place, itsLife); started = (PHASE(word[place]) == queued) }
        if
        :: started -> word[place] = running | (word[place] & sleeping)
        :: else
        fi
#else
        atomic { TOUCH(place, itsLife); leaveQueue(place, running, started) }
#endif
     :: else
     fi;
     if
     :: started -> /* Job::run: SubmitFrame::execute, then give */
        atomic { assert(frameLife[caller] == itsFrame) }
        atomic { assert(frameLife[caller] == itsFrame && !result[caller]); result[caller] = true }
        give(place, itsLife, done)
     :: started -> /* Job::cancel */
        give(place, itsLife, closed)
     :: !started
     fi;
     if
     :: place == CELL ->
#ifdef MUTANT_EXECUTOR_FREES
        endOfCell()
#else
        letGo()
#endif
     :: else
     fi;
     atomic { place = 0; itsLife = 0; caller = 0; itsFrame = 0; started = false; wasLast = false; wakes = false }
  od
}

#define OVER(place) (PHASE(word[place]) >= done)

/* Answer::sleep. The limit counts only for an answer that woke nobody. */
inline sleep(me, place) {
  atomic { /* a failed exchange looks again */
    if
    :: !OVER(place) -> word[place] = word[place] | sleeping
    :: else
    fi;
    seen = word[place]
  }
  if
  :: seen < sleeping || PHASE(seen) >= done
  :: else ->
     /* futexWait */
     if
#ifdef MUTANT_SLEEP_WITHOUT_COMPARING
     :: atomic { asleep[me] = true; sleepsOn[me] = place }
#else
     :: atomic { word[place] == seen -> asleep[me] = true; sleepsOn[me] = place }
     :: word[place] != seen
#endif
     fi;
     do
     :: atomic { !asleep[me] -> sleepsOn[me] = 0; break }
#ifndef MUTANT_NO_BACKSTOP
     :: atomic { asleep[me] && OVER(place) && silently[place] -> asleep[me] = false }
#endif
     :: atomic { asleep[me] && deadline -> asleep[me] = false; passed = true }
     od
  fi;
  seen = 0
}

inline awaitAnswer(me, place) {
  do
  :: OVER(place) -> break
  :: else -> sleep(me, place)
  od
}

proctype forever() {
  byte seen;
  bool deadline = false, passed;
  byte times = 2;
  do
  :: times == 0 -> break
  :: else ->
     times--;
     atomic { frameLife[0]++; life[0]++; word[0] = queued; silently[0] = false; result[0] = false }
     queue!0, life[0], 0, frameLife[0];
     awaitAnswer(0, 0);
     /* take: then the frame ends, and the next submit lies in the same place */
     atomic { assert(PHASE(word[0]) == closed || result[0]); frameLife[0]++; life[0]++ }
  od;
  finished++
}

proctype limited(byte me) {
  byte seen;
  bool deadline = true, passed, hasCell, gone, wasLast;
  atomic { /* JobPool::take: a cell, or the answer `full` */
    frameLife[me]++;
    hasCell = (life[CELL] % 2 == 0);
    if
    :: hasCell -> life[CELL]++; word[CELL] = queued; silently[CELL] = false; parties = 2
    :: else
    fi
  }
  if
  :: !hasCell
  :: hasCell ->
     queue!CELL, life[CELL], me, frameLife[me];
     do
     :: OVER(CELL) -> break
     :: else ->
        if
        :: passed = true
        :: sleep(me, CELL)
        fi;
        if
        :: passed -> break
        :: else
        fi
     od;
     if
     :: OVER(CELL)
     :: else ->
#ifdef MUTANT_REVOKE_WHAT_RUNS
        atomic { gone = true; word[CELL] = revoked }
#else
        leaveQueue(CELL, revoked, gone);
#endif
        deadline = false;
        if
        :: gone
        :: else -> awaitAnswer(me, CELL)
        fi
     fi;
     if
     :: !gone -> atomic { assert(PHASE(word[CELL]) == closed || (PHASE(word[CELL]) == done && result[me])) }
     :: else -> assert(!result[me])
     fi;
#ifdef MUTANT_CALLER_FREES
     endOfCell()
#else
#ifdef MUTANT_EXECUTOR_FREES
     skip
#else
     letGo()
#endif
#endif
  fi;
  atomic { frameLife[me]++; finished++ }
}

/* Blocks for ever, which spin reports, when somebody never comes back. */
proctype judge() {
  (finished == CALLERS && empty(queue));
  (life[CELL] % 2 == 0)
}

init {
  atomic {
    finished = 1; /* the one who is not there */
    if
    :: run forever()
    :: run limited(2)
    fi;
    run limited(1);
    run executor();
    run judge()
  }
}
