/* SPDX-License-Identifier: MIT
 *
 * Sleep and wake-ups in the task pool: detail/pool_core.cpp (push, sleep, reasonToWake, limitFor, withdraw, wake,
 * wakeAny, wakeWatcher and the end). Three workers; a thread outside pushes a task, and ends the pool when all have run.
 * That task keeps its worker until the last task has run, and pushes a second one like it, which another worker alone
 * may run. The last one is pushed by the first, before the second, or from outside: two workers are kept,
 * and the third must come to the last task, or the pool stands still. Sequentially consistent; a step is what one lock covers, or one atomic operation.
 * Left out: timers, and how often the watcher looks: its time is up whenever there is something to see.
 *
 * Checked: every task is run once; nobody parks for ever while there is work that nobody is about to take; every worker
 * hears of the end; who sleeps counts once.
 */
#define WORKERS 3
#define NONE WORKERS

/* tasks: bits of a queue */
#define KEEPER 1  /* keeps its worker, and pushes the other two first */
#define SECOND 2  /* keeps its worker */
#define LAST 4    /* lets both go */

mtype = { nobody, asleep, looking };

byte queue[WORKERS] = 0;  /* tasks that any worker may take */
byte own[WORKERS] = 0;    /* tasks that this worker alone may run */
bool keeping[WORKERS] = false;
bool idle[WORKERS] = false;
byte idleCount = 0;
byte watcher = NONE;
mtype watch = nobody;
bool word[WORKERS] = false; /* of the parkers */
bool stopping = false;
bool outsidePushes;
byte ran = 0;
byte ended = 0;

#define COUNT(set) ((set & 1) + ((set >> 1) & 1) + ((set >> 2) & 1))
#define ALONE (idleCount == WORKERS)
/* The time of one that looks is up when there is something to see, or when all sleep and it is to park for good. */
#define SOMETHING (queue[0] > 0 || queue[1] > 0 || queue[2] > 0 || ALONE)
#define BEHIND(v) (queue[v] > 0 && keeping[v])

/* Under the lock. */
inline unidle(who) { assert(idle[who] && idleCount > 0); idle[who] = false; idleCount--; word[who] = true }

/* The watcher last, because somebody has to look on. */
#define LASTLY(who) (watcher != who || idleCount == 1)
inline wakeAny() {
  atomic {
    if
    :: idle[0] && LASTLY(0) -> unidle(0)
    :: idle[1] && LASTLY(1) -> unidle(1)
    :: idle[2] && LASTLY(2) -> unidle(2)
    :: idleCount == 0
    fi
  }
}

inline wakeWatcher() {
  atomic {
    goesOn = false;
    if
    :: watcher != NONE && idle[watcher] -> unidle(watcher)
    :: else -> goesOn = (idleCount > 0)
    fi
  }
  if
  :: goesOn -> goesOn = false; wakeAny()
  :: else
  fi
}

inline putInto(task, to, pinned) {
  atomic {
    if
    :: pinned -> own[to] = own[to] | task
    :: !pinned -> queue[to] = queue[to] | task; count = COUNT(queue[to])
    fi
  }
}

/* `here`: the worker that pushes, or NONE for another thread. */
inline push(task, to, pinned, here) {
#ifndef MUTANT_NOTIFY_BEFORE_PUSH
  putInto(task, to, pinned);
#endif
  atomic {
    woke = false;
    goesOn = (idleCount > 0);
#ifdef MUTANT_NO_WAKE
    goesOn = false;
#endif
    if
    :: goesOn && to != here && idle[to] -> unidle(to); woke = true
#ifdef MUTANT_WAKE_WITHOUT_LOOKING
    :: goesOn && to != here && !idle[to] -> word[to] = true; woke = true
    :: !goesOn || to == here
#else
    :: !goesOn || to == here || !idle[to]
#endif
    fi
  }
  if
  :: !goesOn
  :: goesOn ->
     goesOn = false;
#ifdef MUTANT_OWN_TASKS_COUNT_FOR_NOTHING
     woke = woke || pinned;
#else
     woke = woke || (pinned && queue[to] == 0);
#endif
     if
     :: woke
     :: !woke ->
        if
        :: !pinned && count > 1 -> wakeAny()
        :: (pinned || count <= 1) && watch != looking -> wakeWatcher()
        :: (pinned || count <= 1) && watch == looking
        fi
     fi
  fi;
#ifdef MUTANT_NOTIFY_BEFORE_PUSH
  putInto(task, to, pinned);
#endif
  atomic { goesOn = false; woke = false; count = 0 }
}

inline takeOne(set) {
  if
  :: set & KEEPER -> set = set & ~KEEPER; task = KEEPER
  :: set & SECOND -> set = set & ~SECOND; task = SECOND
  :: set & LAST -> set = set & ~LAST; task = LAST
  fi
}

/* One that stands still with a single task does not come to it; whether it does is seen at the second look. */
inline stealFrom(victim) {
    if
    :: task == 0 && COUNT(queue[victim]) > 1 -> takeOne(queue[victim])
    :: task == 0 && BEHIND(victim) && COUNT(queue[victim]) == 1 -> takeOne(queue[victim])
    :: task == 0 && COUNT(queue[victim]) == 1
    :: task != 0 || queue[victim] == 0
    fi
}

inline find() {
  atomic {
    if
    :: own[me] > 0 -> takeOne(own[me])
    :: own[me] == 0 && queue[me] > 0 -> takeOne(queue[me])
    :: else
    fi;
    stealFrom((me + 1) % WORKERS);
    stealFrom((me + 2) % WORKERS)
  }
}

inline reasonToWake() {
  atomic {
#ifdef MUTANT_STOP_WAKES_THOSE_THAT_SLEEP
  reason = false;
#else
  reason = stopping;
#endif
    reason = reason || own[me] > 0 || queue[me] > 0 ||
    COUNT(queue[(me + 1) % WORKERS]) > 1 || COUNT(queue[(me + 2) % WORKERS]) > 1
  }
}

inline limitFor() {
#ifdef MUTANT_SAY_ASLEEP_AFTER_COUNTING
  alone = ALONE;
  watch = (alone -> asleep : looking);
#else
  watch = asleep;
  atomic {
#ifdef MUTANT_WATCHER_PARKS_FOR_EVER
    alone = true;
#else
    alone = ALONE;
#endif
    if
    :: !alone -> watch = looking
    :: alone
    fi
  }
#endif
}

inline sleep() {
#ifdef MUTANT_LOOK_BEFORE_SAYING
  reasonToWake();
#endif
  atomic {
    assert(!idle[me]);
    idle[me] = true;
    idleCount++;
    watches = (watcher == NONE);
    if
    :: watches -> watcher = me
    :: else
    fi;
    woken = false
  }
  do
  :: woken -> break
  :: else ->
#ifndef MUTANT_LOOK_BEFORE_SAYING
     reasonToWake();
#endif
     if
     :: reason -> break
     :: else
     fi;
     if
     :: watches -> limitFor()
     :: !watches -> alone = true
     fi;
     if
     :: atomic { word[me] -> word[me] = false; woken = true }
     :: atomic { !alone && !word[me] && (BEHIND(0) || BEHIND(1) || BEHIND(2)) -> break }
     :: atomic { !alone && !word[me] && SOMETHING && !(BEHIND(0) || BEHIND(1) || BEHIND(2)) -> skip }
     fi
  od;
  atomic { /* withdraw */
    if
    :: watcher == me -> watcher = NONE; watch = nobody
    :: else
    fi;
    if
    :: idle[me] -> idle[me] = false; idleCount--; reason = true
    :: else -> reason = false
    fi
  }
  if
  :: !reason && !woken -> atomic { word[me] -> word[me] = false }
  :: else
  fi;
#ifndef MUTANT_WATCH_IS_NOT_HANDED_ON
  if
  :: idleCount > 0 && watch != looking ->
     reason = (own[me] > 0 && queue[me] > 0) || COUNT(queue[me]) > 1 ||
       queue[(me + 1) % WORKERS] > 0 || queue[(me + 2) % WORKERS] > 0;
     if
     :: reason -> wakeWatcher()
     :: !reason
     fi
  :: idleCount == 0 || watch == looking
  fi;
#endif
  atomic { reason = false; watches = false; alone = false; woken = false }
}

proctype worker(byte me) {
  byte task = 0, count = 0;
  bool reason, watches, alone, woken, goesOn, woke;
  do
  :: find();
     if
     :: task == KEEPER ->
        keeping[me] = true;
        if
        :: outsidePushes -> push(SECOND, (me + 1) % WORKERS, true, me)
        :: !outsidePushes -> push(LAST, me, false, me); push(SECOND, (me + 1) % WORKERS, true, me)
        fi;
        (ran & LAST);
        atomic { keeping[me] = false; assert(!(ran & KEEPER)); ran = ran | KEEPER; task = 0 }
     :: task == SECOND ->
        keeping[me] = true;
        (ran & LAST);
        atomic { keeping[me] = false; assert(!(ran & SECOND)); ran = ran | SECOND; task = 0 }
     :: task == LAST -> atomic { assert(!(ran & task)); ran = ran | task; task = 0 }
     :: task == 0 && stopping -> break
     :: task == 0 && !stopping -> sleep()
     fi
  od;
  assert(!idle[me]);
  ended++
}

proctype outside() {
  byte count = 0, to = 0;
  bool goesOn, woke;
  if
  :: outsidePushes = true
  :: outsidePushes = false
  fi;
  push(KEEPER, 0, false, NONE);
  if
  :: outsidePushes -> push(LAST, 0, false, NONE)
  :: !outsidePushes
  fi;
  (ran == (KEEPER | SECOND | LAST));
  atomic { /* the destructor */
    stopping = true;
    to = 0;
    do
    :: to == WORKERS -> break
    :: to < WORKERS && idle[to] -> word[to] = true; to++
    :: to < WORKERS && !idle[to] -> to++
    od
  }
  (ended == WORKERS);
  assert(queue[0] + queue[1] + queue[2] + own[0] + own[1] + own[2] == 0)
}

init {
  atomic { run worker(0); run worker(1); run worker(2); run outside() }
}
