/* SPDX-License-Identifier: MIT
 *
 * The hand-over of detail/executor_core.cpp: the seat, the queue with its mark `parked`, and the wake word.
 * Sequentially consistent; every step that is one atomic operation in the code is one step here.
 *
 * Checked: while the driver is not silent, a callback after `attach` returned may meet the background thread in the
 * seat for a moment, never inside a job; nobody runs jobs without the seat; every job pushed is run in the end, whoever sleeps when.
 * Each MUTANT_ switch takes one line of the protocol out; spin must then find an error.
 */
#define FREE 0
#define BACKGROUND 1
#define FOREIGN 2
#define PUSHERS 2

byte seat = FREE;
bool foreign = false;  /* a driver is attached */
bool silent = false;   /* its callbacks have stopped for longer than it said */
byte jobs = 0;         /* jobs in the queue's word */
bool parked = false;   /* the mark in the same word; implies jobs == 0 */
byte ready = 0;        /* jobs taken and not run: the seat holder's alone */
byte wakeWord = 0;
byte ran = 0;
byte finished = 0;
bool backgroundRuns = false;

inline wake() { wakeWord++ }

inline runReady(me) {
  atomic { assert(seat == me); ready = ready + jobs; jobs = 0 }
  do
  :: ready > 0 -> atomic { assert(seat == me); ready--; ran++ }
  :: else -> break
  od
}

/* A block may end with closures left over. */
inline runSome(me) {
  atomic { assert(seat == me); ready = ready + jobs; jobs = 0 }
  do
  :: ready > 0 -> atomic { assert(seat == me); ready--; ran++ }
  :: break
  od
}

proctype pusher() {
  bool wasParked;
  atomic { wasParked = parked; parked = false; jobs++ }
#ifndef MUTANT_NO_WAKE
  if
  :: wasParked -> wake()
  :: else
  fi;
#endif
  finished++
}

proctype background() {
  byte epoch;
  bool isForeign;
  bool slept;
loop:
  epoch = wakeWord;
  isForeign = foreign;
  if
  :: isForeign && !silent ->
     /* watchDriver: a timed wait while there is anything to see, else park */
     if
     :: goto loop
     :: goto park
     fi
  :: else
  fi;
  if
  :: atomic { seat == FREE -> seat = BACKGROUND }
  :: seat != FREE -> goto loop /* idle: a timed wait for the end of a block that outlasts the silence */
  fi;
#ifndef MUTANT_NO_RECHECK
  if
  :: isForeign || !foreign -> skip
  :: else -> seat = FREE; goto loop
  fi;
#endif
  backgroundRuns = true;
  runReady(BACKGROUND);
  atomic { backgroundRuns = false; seat = FREE }
park:
#ifdef MUTANT_PARK_IN_TWO_STEPS
  slept = (jobs == 0);
  if
  :: slept -> parked = true
  :: else
  fi;
#else
  atomic { slept = (jobs == 0); parked = (parked || slept) }
#endif
  if
  :: slept ->
end_asleep:
     if
     :: wakeWord != epoch
#ifndef MUTANT_NO_LOOK
     :: ready > 0 && seat == FREE /* the look once a second: a block left something over and wakes nobody */
#endif
     fi
  :: else
  fi;
  atomic { parked = false }
  goto loop
}

proctype control() {
  byte blocks = 2;
  /* attach: only returns once the background thread is out of the seat */
  foreign = true;
#ifndef MUTANT_ATTACH_DOES_NOT_WAIT
  (seat != BACKGROUND);
#endif
  wake();
  do
  :: blocks > 0 ->
     assert(silent || !backgroundRuns);
     if
     :: atomic { seat == FREE -> seat = FOREIGN }
     :: silent -> skip /* patience may end inside a take-over */
     fi;
     if
     :: seat == FOREIGN -> runSome(FOREIGN); seat = FREE
     :: else
     fi;
     blocks--
  :: silent = true; break  /* the host goes quiet, and nobody tells */
  :: blocks == 0 -> break
  od;
  if
  :: foreign = false; wake() /* the driver is destroyed */
  :: silent = true           /* or simply never calls again */
  fi;
  finished++
}

/* Blocks for ever, which spin reports as an invalid end state, when a job is never run. */
proctype judge() {
  (finished == PUSHERS + 1);
  (ran == PUSHERS)
}

init {
  byte count = 0;
  atomic {
    run background();
    run control();
    run judge();
    do
    :: count < PUSHERS -> run pusher(); count++
    :: else -> break
    od
  }
}
