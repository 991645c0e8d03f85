/* SPDX-License-Identifier: MIT
 *
 * reclaimer.cpp: Reclaimer::retire, pop and collect, with a retirer that may stall between its exchange and its store.
 * An object that the collector has destroyed is poisoned: any later touch of its link is an error. Sequentially
 * consistent; every step that is one atomic operation in the code is one step here.
 *
 * Checked: each object is destroyed once, never while anybody may still touch it; two collectors never meet; a stall
 * hides objects for a while, never for ever; retire never waits.
 */
#define RETIRERS 3
#define STUB 0
#define NONE 255

byte next[RETIRERS + 1] = NONE;
bool gone[RETIRERS + 1] = false;
byte newest = STUB;
byte oldest = STUB;
bool collecting = false;
byte destroyed = 0;
byte retired = 0;

proctype retirer(byte me) {
  byte before;
  byte times = 1;
  if
  :: me == 1 -> times = 2 /* its object comes from a pool and goes round once more */
  :: else
  fi;
retire:
  next[me] = NONE;
#ifdef MUTANT_EXCHANGE_IN_TWO_STEPS
  before = newest;
  newest = me;
#else
  atomic { before = newest; newest = me }
#endif
  /* here it may stall as long as it likes */
  atomic { assert(!gone[before]); next[before] = me }
  atomic { retired++; times-- }
  if
  :: atomic { times > 0 && gone[me] -> gone[me] = false }; goto retire
  :: else
  fi
}

inline load(object, into) { atomic { assert(!gone[object]); into = next[object] } }

/* Leaves in `popped` what Reclaimer::pop returns. */
inline pop() {
  popped = NONE;
  first = oldest;
  load(first, following);
  if
  :: first == STUB && following == NONE -> goto popped_out
  :: first == STUB && following != NONE ->
     oldest = following; first = following;
     load(first, following)
  :: else
  fi;
  if
  :: following != NONE -> oldest = following; popped = first; goto popped_out
  :: else
  fi;
#ifndef MUTANT_POP_THE_LAST
  if
  :: first != newest -> goto popped_out /* somebody stalls behind `first` */
  :: else
  fi;
  next[STUB] = NONE;
  atomic { before = newest; newest = STUB }
  atomic { assert(!gone[before]); next[before] = STUB }
  load(first, following);
  if
  :: following == NONE -> goto popped_out
  :: else -> oldest = following; popped = first
  fi;
#else
  /* takes the last object although retirers still find it in `newest` */
  oldest = STUB; popped = first;
#endif
popped_out:
  skip
}

proctype collector() {
  byte first, following, before, popped;
  bool busy;
#ifdef MUTANT_TWO_COLLECTORS
  busy = false;
#else
  atomic { busy = collecting; collecting = true }
#endif
  if
  :: busy
  :: else ->
     do
     :: pop();
        if
        :: popped == NONE -> break
        :: else -> atomic { assert(!gone[popped] && popped != STUB); gone[popped] = true; destroyed++ }
        fi
     od;
     collecting = false
  fi
}

proctype last() {
  byte first, following, before, popped;
end_waiting:
  timeout; /* the destructor, when nobody retires or collects any more */
  do
  :: pop();
     if
     :: popped == NONE -> break
     :: else -> atomic { assert(!gone[popped] && popped != STUB); gone[popped] = true; destroyed++ }
     fi
  od;
  assert(destroyed == retired && retired >= RETIRERS)
}

init {
  byte count = 1;
  atomic {
    run last();
    run collector();
    run collector();
    do
    :: count <= RETIRERS -> run retirer(count); count++
    :: else -> break
    od
  }
}
