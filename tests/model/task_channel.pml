/* SPDX-License-Identifier: MIT
 *
 * A channel of tasks: detail/channel_core.h (send, receive, removeEnd, removeReceiver), detail/waiter.h (claim, wake,
 * suspend), detail/timer_heap.cpp (fire, remove) and the ends of the waits in detail/channel_wait.h. Two senders with an
 * item each and a receiver, or a sender and two receivers, with room for one item or none; one of the three has a
 * deadline, or is cancelled, which is the same. Each leaves when it is done, a receiver also before. Frames have a life of their own: each touch asserts that it is the same.
 * Sequentially consistent; a step is what the channel's lock or the timers' covers, or one atomic operation.
 *
 * Checked: each item is in one pair of hands: its sender's, a receiver's, or the channel's, which destroys it at its
 * end; who is told "done" has sent or got it; who is told "closed" by an open end has missed nothing; nobody waits for
 * ever; nothing touches a frame after its end.
 */
#define TASKS 4 /* 0 and 1 send, 2 and 3 receive; 1 or 3 has a deadline */
#define SENDS(who) (who < 2)
#define NOBODY TASKS

#define no 0
#define ready 1
#define timeout_ 2

byte why[TASKS] = no;           /* of the waiters */
bool suspended[TASKS] = false;
bool woken[TASKS] = false;
byte resumed[TASKS] = 0;        /* pushes to a run queue */
bool alive[TASKS] = false;      /* the frame */
bool queued[TASKS] = false;     /* in the channel's queue of its direction; the order does not matter here */
bool timed[TASKS] = false;      /* in the heap of timers */
bool timersLocked = false;
byte holds[TASKS] = 0;          /* items, as bits: 1 and 2 */
byte ring = 0;
byte destroyed = 0;
bool ringGone = false;
byte ends[2] = 2;               /* senders and receivers that are left */
byte finished = 0;
byte absent;                    /* 0 or 2 */
byte capacity;
byte hasty;                     /* who has a deadline */

#define ITEMS(set) ((set & 1) + ((set >> 1) & 1))
#define TOUCH(who) assert(alive[who])

/* WaitQueue::claim, under the lock: `claimed` is one of `first` and `first` + 1, or nobody. */
inline claimOne(first) {
  claimed = NOBODY;
  if
  :: queued[first] -> TOUCH(first); queued[first] = false;
     if
#ifndef MUTANT_HAND_OVER_WITHOUT_CLAIMING
     :: why[first] == no -> why[first] = ready; claimed = first
     :: why[first] != no
#else
     :: claimed = first
#endif
     fi
  :: !queued[first]
  fi;
  if
  :: claimed == NOBODY && queued[first + 1] -> TOUCH(first + 1); queued[first + 1] = false;
     if
#ifndef MUTANT_HAND_OVER_WITHOUT_CLAIMING
     :: why[first + 1] == no -> why[first + 1] = ready; claimed = first + 1
     :: why[first + 1] != no
#else
     :: claimed = first + 1
#endif
     fi
  :: claimed != NOBODY || !queued[first + 1]
  fi
}

/* Waiter::wake; then the frame may go. */
inline wake(who) {
  atomic {
    TOUCH(who);
    assert(!woken[who]);
    woken[who] = true;
    if
    :: suspended[who] -> resumed[who]++; assert(resumed[who] == 1)
    :: !suspended[who]
    fi
  }
#ifdef MUTANT_TOUCH_AFTER_THE_WAKE
  atomic { TOUCH(who) }
#endif
}

inline wakeClaimed() {
  if
  :: claimed != NOBODY -> wake(claimed); claimed = NOBODY
  :: claimed == NOBODY
  fi
}

/* ChannelCore::send and receive; `waits`: enlisted. */
inline step(enlists) {
  atomic {
    waits = false; claimed = NOBODY; result = no;
    if
    :: SENDS(me) ->
       if
       :: ends[1] == 0 -> result = 3 /* closed */
       :: else ->
          claimOne(2);
          if
          :: claimed != NOBODY -> holds[claimed] = holds[claimed] | holds[me]; holds[me] = 0; result = ready
          :: claimed == NOBODY && ITEMS(ring) < capacity -> ring = ring | holds[me]; holds[me] = 0; result = ready
          :: claimed == NOBODY && ITEMS(ring) >= capacity -> waits = true
          fi
       fi
    :: !SENDS(me) ->
       if
#ifdef MUTANT_END_BEFORE_THE_ITEMS
       :: ends[0] == 0 && ring > 0 -> result = 3
       :: ends[0] > 0 && ring > 0 ->
#else
       :: ring > 0 ->
#endif
          holds[me] = ring; ring = 0; result = ready;
          claimOne(0);
          if
          :: claimed != NOBODY -> ring = holds[claimed]; holds[claimed] = 0
          :: claimed == NOBODY
          fi
       :: ring == 0 ->
          claimOne(0);
          if
          :: claimed != NOBODY -> holds[me] = holds[claimed]; holds[claimed] = 0; result = ready
          :: claimed == NOBODY && ends[0] == 0 -> result = 3
          :: claimed == NOBODY && ends[0] > 0 -> waits = true
          fi
       fi
    fi;
    if
    :: waits && enlists -> queued[me] = true
    :: !waits || !enlists
    fi
  }
  wakeClaimed()
}

/* removeEnd */
inline leaveEnd(direction) {
  atomic {
    ends[direction]--;
    claimed = NOBODY;
    if
#ifndef MUTANT_CLOSE_WAKES_NOBODY
    :: ends[direction] == 0 -> claimOne(2 - 2 * direction)
    :: ends[direction] > 0
#else
    :: skip
#endif
    fi
  }
  do
  :: claimed == NOBODY -> break
  :: claimed != NOBODY ->
     wake(claimed);
#ifdef MUTANT_CLOSE_WAKES_ONE
     claimed = NOBODY
#else
     atomic { claimOne(2 - 2 * direction) }
#endif
  od;
  if
  :: direction == 1 -> /* removeReceiver */
     atomic {
       if
       :: ends[1] == 0 -> destroyed = destroyed | ring; ring = 0; ringGone = true
       :: else
       fi
     }
  :: direction == 0
  fi
}

proctype task(byte me) {
  byte result = no, claimed = NOBODY;
  bool waits, has;
  if
  :: !SENDS(me) && me == 3 -> /* a receiver may go without having received */
     if
     :: goto leave
     :: skip
     fi
  :: SENDS(me) || me != 3 -> skip
  fi;
  step(false);
  if
  :: !waits -> goto told
  :: waits
  fi;
  atomic {
    alive[me] = true;
    timed[me] = (me == hasty)
  }
#ifdef MUTANT_LOOK_BEFORE_ENLISTING
  atomic { queued[me] = true }
#else
  step(true);
#endif
  if
  :: waits -> skip
  :: !waits ->
     /* Suspension: its own claim, or another's, who is about to wake it */
     atomic {
       has = (why[me] == no);
       if
       :: has -> why[me] = ready
       :: !has
       fi
     }
     if
     :: has -> woken[me] = true; goto on
     :: !has
     fi
  fi;
  atomic { suspended[me] = true; has = woken[me] }
  if
  :: has -> skip
  :: !has -> (resumed[me] == 1)
  fi;
on:
#ifndef MUTANT_GO_WITHOUT_LEAVING
  atomic { queued[me] = false } /* leaveSenders, leaveReceivers */
#endif
  atomic { !timersLocked -> timed[me] = false }
  atomic {
    alive[me] = false;
    if
    :: !waits -> skip /* what it enlisted for was there, whatever its timer says */
    :: waits && SENDS(me) && holds[me] == 0 -> result = ready
    :: waits && !SENDS(me) && holds[me] != 0 -> result = ready
    :: waits && (SENDS(me) == (holds[me] != 0)) -> result = (why[me] == timeout_ -> timeout_ : 3)
    fi
  }
told:
  assert(result != no);
  assert(result != ready || (SENDS(me) == (holds[me] == 0)));
  assert(result == ready || (SENDS(me) == (holds[me] != 0)));
  assert(result != 3 || ends[SENDS(me)] == 0);
  assert(result != 3 || SENDS(me) || ring == 0);
  assert(result != timeout_ || me == hasty);
leave:
  leaveEnd(!SENDS(me));
  finished++
}

/* Whoever minds the timers: a time is up whenever it is looked at, or never. */
proctype minder() {
  byte claimed = NOBODY;
  if
  :: atomic { timed[hasty] -> timersLocked = true; TOUCH(hasty); timed[hasty] = false };
     atomic {
       if
       :: why[hasty] == no -> why[hasty] = timeout_; claimed = hasty
       :: why[hasty] != no
       fi
     }
     wakeClaimed();
     timersLocked = false
  :: skip
  fi;
  finished++
}

init {
  atomic {
    if
    :: hasty = 1
    :: hasty = 3
    fi;
    if
    :: capacity = 0
    :: capacity = 1
    fi;
    if
    :: absent = 0; holds[1] = 2; ends[0] = 1; run task(2)
    :: absent = 2; holds[0] = 1; holds[1] = 2; ends[1] = 1; run task(0)
    fi;
    run task(1);
    run task(3);
    run minder()
  }
  (finished == TASKS);
  assert(ringGone && ring == 0);
  assert(ITEMS(holds[0]) + ITEMS(holds[1]) + ITEMS(holds[2]) + ITEMS(holds[3]) + ITEMS(destroyed) == (absent == 0 -> 1 : 2));
  assert((holds[0] | holds[1] | holds[2] | holds[3] | destroyed) == (absent == 0 -> 2 : 3))
}
