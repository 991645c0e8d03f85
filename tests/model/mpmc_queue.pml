/* SPDX-License-Identifier: MIT
 *
 * detail/mpmc_core.h: MpmcCore::put, tryReceive, sent, freed and close, with receivers and senders that sleep in a
 * WaitList (detail/wait_list.h, waitUntil). What wait_list.pml has proved is one step here: a notification. A ring of
 * two cells, empty or full at first; two receivers, and two senders or one who is then cut off by a close. Sequentially
 * consistent; every step that is one atomic operation in the code is one step here.
 *
 * Checked: each item is received once, in order of its position; a cell has one user at a time; after `closed` nothing
 * comes; nobody sleeps in the end while there is an item, or room, or the end for him.
 */
#define CAPACITY 2
#define RECEIVERS 2
#define WAITERS 4 /* receivers 0 and 1, senders 2 and 3 */
#define FREEAT(position) (2 * ((position) / CAPACITY))
#define FULLAT(position) (2 * ((position) / CAPACITY) + 1)
#define CELL(position) cell[(position) % CAPACITY]

byte cell[CAPACITY] = 0;
bool inside[CAPACITY] = false;
byte sending = 0;
bool closing = false; /* in the same word as `sending` */
byte receiving = 0;
byte given = 0;   /* items whose sender was told done, and those there at first */
byte got = 0;
bool toldClosed = false; /* a receiver has heard that nothing comes any more */

byte waitingToReceive = 0; /* WaitList::waiters_ of readable_ and writable_ */
byte waitingToSend = 0;
bool listed[WAITERS] = false;
bool notified[WAITERS] = false;
bool asleep[WAITERS] = false;

mtype = { done, obstacle, closed };

/* WaitList::wake under the list's lock. */
inline notifyOne(first) {
  atomic {
    one = first;
    do
    :: one == first + 2 -> break
    :: one < first + 2 && listed[one] && !notified[one] -> notified[one] = true; asleep[one] = false; break
    :: one < first + 2 && !(listed[one] && !notified[one]) -> one++
    od;
    one = 0
  }
}
inline notifyAll(first) {
  d_step {
    one = first;
    do
    :: one == first + 2 -> break
    :: else ->
       if
       :: listed[one] -> notified[one] = true; asleep[one] = false
       :: else
       fi;
       one++
    od;
    one = 0
  }
}

inline sent() {
  if
  :: waitingToReceive > 0 ->
     if
#ifndef MUTANT_LATE_ITEM_TELLS_ONE
     :: closing -> notifyAll(0)
     :: !closing ->
#else
     ::
#endif
        notifyOne(0)
     fi
  :: else
  fi;
#ifndef MUTANT_NO_CHAIN_OF_ROOM
  if
  :: waitingToSend > 0 ->
     if
     :: CELL(position + 1) >= FREEAT(position + 1) -> notifyOne(2)
     :: else
     fi
  :: else
  fi
#endif
}

inline put() {
  atomic { position = sending; result = (closing -> closed : done) }
  do
  :: result == closed -> break
  :: else ->
     state = CELL(position);
     if
     :: state == FREEAT(position) ->
#ifdef MUTANT_CLAIM_PAST_THE_END
        atomic {
          if
          :: sending == position -> sending++; break
          :: else -> position = sending
          fi
        }
#else
        atomic {
          if
          :: sending == position && !closing -> sending++; break
          :: else -> position = sending; result = (closing -> closed : done)
          fi
        }
#endif
     :: state < FREEAT(position) -> result = obstacle; break
     :: else -> atomic { position = sending; result = (closing -> closed : done) }
     fi
  od;
  if
  :: result == done ->
     atomic { assert(!inside[position % CAPACITY]); inside[position % CAPACITY] = true }
     atomic { CELL(position) = FULLAT(position); given++ }
     sent()
  :: else
  fi;
  atomic { position = 0; state = 0 }
}

inline freed() {
  if
  :: waitingToSend > 0 -> notifyOne(2)
  :: else
  fi;
#ifndef MUTANT_NO_CHAIN_OF_ITEMS
  if
  :: waitingToReceive > 0 ->
     if
     :: CELL(position + 1) >= FULLAT(position + 1) -> notifyOne(0)
     :: else
     fi
  :: else
  fi
#endif
}

inline take() {
  position = receiving;
  do
  :: state = CELL(position);
     if
     :: state == FULLAT(position) ->
        atomic {
          if
          :: receiving == position -> receiving++; result = done; break
          :: else -> position = receiving
          fi
        }
     :: state < FULLAT(position) ->
#ifdef MUTANT_CLOSED_IS_DRAINED
        result = (closing -> closed : obstacle);
#else
        result = (closing && sending == position -> closed : obstacle);
#endif
        break
     :: else -> position = receiving
     fi
  od;
  if
  :: result == done ->
     atomic { assert(inside[position % CAPACITY]); inside[position % CAPACITY] = false; got++ }
     CELL(position) = FULLAT(position) + 1;
     freed()
  :: else
  fi;
  atomic { position = 0; state = 0 }
}

/* WaitList::add, remove */
inline enter(list) { atomic { listed[me] = true; notified[me] = false; list++ } }
inline leave(list, first) {
  atomic { listed[me] = false; list--; wasNotified = notified[me] }
}

inline attempt(first) {
  if
  :: first == 0 -> take()
  :: first == 2 -> put()
  fi
}

/* waitWhile and waitUntil */
inline waitUntil(list, first) {
  attempt(first);
  do
  :: result != obstacle -> break
  :: else ->
     enter(list);
     attempt(first);
     if
     :: result != obstacle ->
        leave(list, first);
        if
        :: wasNotified && list > 0 -> notifyOne(first)
        :: else
        fi;
        break
     :: else
     fi;
     /* Parker::park */
     if
     :: atomic { !notified[me] -> asleep[me] = true }
end_asleep:
        (!asleep[me])
     :: notified[me]
     fi;
     leave(list, first);
     attempt(first)
  od;
  wasNotified = false
}

proctype receiver(byte me) {
  byte position, state, one;
  mtype result;
  bool wasNotified;
  waitUntil(waitingToReceive, 0);
  toldClosed = (toldClosed || result == closed)
}

proctype sender(byte me) {
  byte position, state, one;
  mtype result;
  bool wasNotified;
  waitUntil(waitingToSend, 2)
}

proctype closer() {
  byte one;
  closing = true;
  if
  :: waitingToReceive > 0 -> notifyAll(0)
  :: else
  fi;
  if
  :: waitingToSend > 0 -> notifyAll(2)
  :: else
  fi
}

proctype judge() {
end_waiting:
  timeout;
  d_step {
    assert(!toldClosed || given == got);
    assert(given == sending && got == receiving && got <= given);
    assert(!(asleep[0] || asleep[1]) || (receiving == sending && !closing));
    assert(!(asleep[2] || asleep[3]) || (sending == receiving + CAPACITY && !closing))
  }
}

inline fill() { sending = 2; cell[0] = 1; cell[1] = 1; inside[0] = true; inside[1] = true; given = 2 }

init {
  atomic {
    if
    :: run sender(3)
    :: fill(); run sender(3)
    :: run closer()
    :: fill(); run closer()
    fi;
    run receiver(0);
    run receiver(1);
    run sender(2);
    run judge()
  }
}
