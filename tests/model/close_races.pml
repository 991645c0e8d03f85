/* SPDX-License-Identifier: MIT
 *
 * The end of an executor against everybody else: ExecutorCore::close and finishClosing against Executor::submit and
 * post (Caller, enqueue, the mark `closed_`), against closures that enqueue more on the executor itself, against a
 * driver that attaches, runs blocks and leaves, and against the background thread's park. Calls begin at any time until
 * the destructor does, and whoever began one may still be inside; a driver keeps the core alive.
 * Sequentially consistent; every step that is one atomic operation in the code is one step here.
 *
 * Checked: each closure is run once, or cancelled once, or refused, and its submitter gets that answer; nobody runs or
 * cancels without the seat; nothing touches the core after its end; `close` returns.
 */
#define FREE 0
#define BACKGROUND 1
#define FOREIGN 2
#define CLOSED 3

#define SUBMITTED 0
#define POSTED 1
#define ENQUEUED 2 /* by closure 0 on the executor itself, when it runs or is cancelled */
#define JOBS 3

mtype = { none, waiting, ran, cancelled, refused };
mtype state[JOBS] = none;

byte owners = 1;      /* of the core: the executor, and a driver */
byte incoming = 0;    /* a set of closures */
bool parkedMark = false;
bool closedMark = false;
byte ready = 0;       /* of the holder of the seat */
byte seat = FREE;
byte wakeWord = 0;
byte inFlight = 0;
bool foreign = false;
bool closing = false;
bool ended = false;
bool joined = false;
bool dying = false;

#define TOUCH assert(owners > 0)

inline wake() { atomic { TOUCH; wakeWord++ } }

/* ExecutorCore::enqueue from another thread; a failed exchange looks again. */
inline enqueue(job, accepted) {
  atomic {
    TOUCH;
    accepted = !closedMark;
    wasParked = parkedMark;
    if
    :: accepted -> parkedMark = false; incoming = incoming | (1 << job); state[job] = waiting
    :: else -> wasParked = false
    fi
  }
  if
  :: wasParked -> wake()
  :: else
  fi;
  wasParked = false
}

/* The same under the executor's own tag: this thread holds the seat. */
inline enqueueHere(job) {
  atomic { ready = ready | incoming; incoming = 0 }
  atomic {
    if
#ifndef MUTANT_ENQUEUE_HERE_WITHOUT_LOOKING
    :: closedMark -> state[job] = refused
    :: !closedMark -> ready = ready | (1 << job); state[job] = waiting
#else
    :: ready = ready | (1 << job); state[job] = waiting
#endif
    fi
  }
}

inline next(set) {
  d_step {
    job = 0;
    do
    :: !(set & (1 << job)) -> job++
    :: else -> break
    od;
    set = set & ~(1 << job)
  }
}

inline answer(me, how) {
  if
  :: job == SUBMITTED -> enqueueHere(ENQUEUED)
  :: else
  fi;
  atomic { TOUCH; assert(seat == me && state[job] == waiting); state[job] = how; job = 0 }
}

inline runReady(me) {
  do
  :: ready == 0 -> atomic { TOUCH; ready = incoming; incoming = 0 };
     if
     :: ready == 0 -> break
     :: else
     fi
  :: else ->
     next(ready);
     answer(me, ran);
     if
     :: me == FOREIGN -> break /* a block may end with closures left over */
     :: me == BACKGROUND && closing -> break
     :: me == BACKGROUND
     fi
  od
}

proctype submitter() {
  bool begun, accepted, wasParked;
  atomic {
    begun = !dying;
    if
    :: begun -> inFlight++
    :: else
    fi
  }
  if
  :: !begun
  :: begun ->
     enqueue(SUBMITTED, accepted);
#ifdef MUTANT_CALLER_LEAVES_EARLY
     atomic { TOUCH; inFlight-- }
#endif
     if
     :: accepted -> (state[SUBMITTED] == ran || state[SUBMITTED] == cancelled); atomic { TOUCH } /* resultOf */
     :: else -> atomic { TOUCH; state[SUBMITTED] = refused }
     fi;
#ifndef MUTANT_CALLER_LEAVES_EARLY
     atomic { TOUCH; inFlight-- }
#endif
  fi
}

proctype poster() {
  bool begun, accepted, wasParked;
  atomic {
    begun = !dying;
    if
    :: begun -> inFlight++
    :: else
    fi
  }
  if
  :: !begun
  :: begun ->
     enqueue(POSTED, accepted);
     if
     :: accepted
     :: else -> state[POSTED] = refused
     fi;
     atomic { TOUCH; inFlight-- }
  fi
}

/* Executor::adopt, blocks, ~Driver. */
proctype driver() {
  byte blocks = 2, job;
  bool begun;
  atomic {
    begun = !dying;
    if
    :: begun -> owners++
    :: else
    fi
  }
  if
  :: !begun -> goto gone
  :: else
  fi;
  foreign = true;
  (seat != BACKGROUND);
  wake();
  do
  :: blocks > 0 ->
     blocks--;
     if
     :: atomic { seat == FREE -> TOUCH; seat = FOREIGN }
        runReady(FOREIGN);
        atomic { TOUCH; seat = FREE }
     :: seat != FREE
     fi
  :: break
  od;
  foreign = false;
  wake();
  atomic { TOUCH; owners-- }
gone:
  blocks = 0
}

proctype background() {
  byte epoch, job, late;
  bool slept, seesForeign;
loop:
  atomic { TOUCH; epoch = wakeWord }
  if
  :: closing ->
     /* finishClosing; when somebody has the seat, a timed wait and again */
#ifdef MUTANT_CLOSE_WITHOUT_THE_SEAT
     seat = CLOSED;
#else
     atomic { seat == FREE -> seat = CLOSED }
#endif
     atomic { ready = ready | incoming; incoming = 0 }
#ifdef MUTANT_MARK_IN_TWO_STEPS
     late = incoming;
     atomic { incoming = 0; parkedMark = false; closedMark = true }
#else
     atomic { late = incoming; incoming = 0; parkedMark = false; closedMark = true }
#endif
     do
     :: ready != 0 -> next(ready); answer(CLOSED, cancelled)
     :: else -> break
     od;
     do
     :: late != 0 -> next(late); answer(CLOSED, cancelled)
     :: else -> break
     od;
     atomic { TOUCH; ended = true }
     joined = true;
     goto gone
  :: else
  fi;
  seesForeign = foreign;
  if
  :: seesForeign -> goto park /* watchDriver */
  :: else
  fi;
  if
  :: atomic { seat == FREE -> seat = BACKGROUND }
  :: seat != FREE -> goto loop
  fi;
  if
  :: foreign
  :: else -> runReady(BACKGROUND)
  fi;
  seat = FREE;
park:
  atomic { TOUCH; slept = (incoming == 0); parkedMark = (parkedMark || slept) }
  if
  :: slept ->
     if
     :: wakeWord != epoch
     :: ready != 0 && seat == FREE /* the look once a second, for what a block left over */
     fi
  :: else
  fi;
  parkedMark = false;
  atomic { epoch = 0; slept = false; seesForeign = false }
  goto loop;
gone:
  skip
}

proctype closer() {
  closing = true;
#ifndef MUTANT_CLOSE_WAKES_NOBODY
  wake();
#endif
  (ended);
  (joined);
#ifndef MUTANT_CLOSE_WAITS_FOR_NO_CALLER
  (inFlight == 0);
#endif
  dying = true; /* ~Executor, which closes again: from now on nobody begins */
#ifndef MUTANT_CLOSE_WAITS_FOR_NO_CALLER
  (inFlight == 0);
#endif
  owners--
}

proctype judge() {
  byte job = 0;
end_waiting:
  timeout;
  do
  :: job < JOBS -> assert(state[job] != waiting); job++
  :: else -> break
  od;
  assert(owners == 0 && (state[SUBMITTED] == none || state[SUBMITTED] == refused || state[ENQUEUED] != none))
}

init {
  atomic { run background(); run closer(); run driver(); run poster(); run submitter(); run judge() }
}
