/* SPDX-License-Identifier: MIT
 *
 * The waiting of detail/wait_list.{h,cpp}: WaitList::add, remove, notifyOne, notifyAll and wake, Parker, waitUntil,
 * and waitAny's detail::Watch in wait_any.h.
 * Two takers, and a third with a deadline or a watcher who only looks, wait for what two producers publish, or one who
 * is then closed by somebody.
 * A producer may be inside a callback, whose notification wakes nobody; for that, and only for that, a sleeper looks
 * by itself. Sequentially consistent; what the list's lock covers is one step, except in `wake`, whose writes to a
 * parker are seen outside the lock.
 *
 * Checked: nobody sleeps in the end while there is something for him, or while the list's owner is closed; nobody
 * writes to the parker of a thread that has returned; the list is sound; each thing is taken once.
 */
#define WAITERS 3   /* two takers, and either a taker with a deadline or a watcher */
#define NOBODY 255

byte things = 0;  /* what is waited for */
bool closed = false;
byte waiters = 0; /* waiters_ */
bool locked = false;
byte order[WAITERS] = NOBODY; /* the list */
byte length = 0;
bool notified[WAITERS] = false;
bool word[WAITERS] = false;   /* Parker::word_ */
bool asleep[WAITERS] = false; /* in futexWait */
bool alive[WAITERS] = true;   /* the frame with node and parker */
byte leaver = NOBODY;  /* the taker that has a deadline */
byte watcher = NOBODY;
bool owed = false; /* a callback has left a notification out */
byte taken = 0;
byte published = 0;

/* The next whom `wake` chooses, or nobody. Under the lock. */
inline choose() {
  who = NOBODY;
  do
  :: who != NOBODY || place >= length -> break
  :: else ->
     who = order[place]; place++;
     if
#ifndef MUTANT_WATCHER_USES_UP
#ifdef MUTANT_WATCHER_HEARS_ONCE
     :: who == watcher && notified[who] -> who = NOBODY
     :: who == watcher && !notified[who] -> notified[who] = true
#else
     :: who == watcher
#endif
#endif
     :: else ->
        if
        :: left > 0 && !notified[who] -> left--; notified[who] = true
        :: else -> who = NOBODY
        fi
     fi
  od
}

/* notifyOne is wake(1), notifyAll wake(WAITERS). */
inline wake(takers) {
  if
  :: waiters == 0
  :: else ->
     atomic { !locked -> locked = true; place = 0; left = takers; choose() }
     do
     :: who == NOBODY -> break
     :: else ->
        /* Parker::unpark */
#ifdef MUTANT_UNPARK_OUTSIDE_THE_LOCK
        locked = false;
        atomic { assert(alive[who]); word[who] = true }
        asleep[who] = false;
        atomic { !locked -> locked = true; choose() }
#else
        atomic { assert(alive[who]); left = left + 128 * (!word[who]); word[who] = true }
        /* futexWake, when the word was 0: by address, touches nothing */
        atomic {
          if
          :: left >= 128 -> left = left - 128; asleep[who] = false
          :: else
          fi;
          choose()
        }
#endif
     od;
     atomic { place = 0; left = 0; who = 0; locked = false }
  fi
}

inline add(me) {
  atomic {
    !locked -> word[me] = false /* Parker::prepare */; notified[me] = false; order[length] = me; length++; waiters++
  }
}

inline remove(me, wasNotified) {
  atomic {
    !locked -> place = 0;
    do
    :: order[place] != me -> place++; assert(place < length)
    :: else -> break
    od;
    do
    :: place + 1 < length -> order[place] = order[place + 1]; place++
    :: else -> break
    od;
    length--; order[length] = NOBODY; place = 0;
    waiters--;
    wasNotified = notified[me]
  }
}

/* What `attempt` does: a taker takes, a watcher looks; both end when closed. */
inline attempt(me) {
  atomic {
    success = (closed || things > 0);
    if
    :: success && me != watcher && things > 0 -> things--; taken++
    :: else
    fi
  }
}

/* Parker::park */
inline park(me) {
  if
  :: atomic { !word[me] -> asleep[me] = true };
end_asleep:
     do
     :: !asleep[me] -> break
#ifndef MUTANT_NO_LOOK
     :: atomic { asleep[me] && owed && things > 0 -> asleep[me] = false }
#endif
     :: atomic { asleep[me] && me == leaver -> asleep[me] = false }
     od
  :: word[me]
  fi
}

/* waitUntil */
proctype waiter(byte me) {
  bool success = false;
  bool wasNotified = false;
  byte place = 0, left = 0, who = 0; /* of wake and remove */
  attempt(me);
  do
  :: success -> break
  :: !success && me == leaver -> break /* the deadline has passed */
  :: !success ->
#ifdef MUTANT_LOOK_BEFORE_ADDING
     attempt(me);
     add(me);
#else
     add(me);
#ifndef MUTANT_NO_RECHECK
     attempt(me);
#endif
#endif
     if
     :: success ->
        remove(me, wasNotified);
#ifndef MUTANT_NO_PASSING_ON
        if
        :: wasNotified -> wake(1)
        :: else
        fi;
#endif
        break
     :: else
     fi;
     park(me);
     remove(me, wasNotified);
     wasNotified = false;
     attempt(me)
  od;
  atomic { alive[me] = false; success = false; wasNotified = false }
}

/* waitAny: detail::Watch, which stays in the list while it looks */
proctype watching(byte me) {
  bool success = false;
  bool wasNotified = false;
  byte place = 0;
  add(me);
  do
  :: attempt(me);
     if
     :: success -> break
     :: else
     fi;
#ifdef MUTANT_PREPARE_AFTER_LOOKING
     word[me] = false;
#endif
     park(me);
#ifndef MUTANT_PREPARE_AFTER_LOOKING
     word[me] = false /* Parker::prepareAgain */
#endif
  od;
  remove(me, wasNotified);
  atomic { alive[me] = false; success = false; wasNotified = false }
}

proctype producer() {
  byte place = 0, left = 0, who = 0;
  bool inCallback = false;
  if
  :: inCallback = true
  :: skip
  fi;
#ifdef MUTANT_NOTIFY_BEFORE_PUBLISHING
  /* what a store that is weaker than seq_cst may look like: it stays in the store buffer while waiters_ is read */
  if
  :: inCallback
  :: else -> wake(1)
  fi;
  atomic { things++; published++ }
#else
  atomic { things++; published++; owed = (owed || inCallback) }
  if
  :: inCallback /* WaitList::wake returns at once */
  :: else -> wake(1)
  fi
#endif
}

proctype closer() {
  byte place = 0, left = 0, who = 0;
  closed = true;
#ifdef MUTANT_CLOSE_NOTIFIES_ONE
  wake(1)
#else
  wake(WAITERS)
#endif
}

/* `timeout`: nobody can go on. */
proctype judge() {
end_waiting:
  timeout;
  byte one = 0;
  d_step {
    assert(!locked && taken + things == published);
    do
    :: one < WAITERS -> assert(!(asleep[one] && (closed || things > 0))); one++
    :: else -> break
    od
  }
}

init {
  byte count = 0;
  atomic {
    if
    :: leaver = 2; run waiter(2)
    :: watcher = 2; run watching(2)
    fi;
    run judge();
    do
    :: count < 2 -> run waiter(count); count++
    :: else -> break
    od;
    run producer();
    if
    :: run producer()
    :: run closer()
    fi
  }
}
