/* SPDX-License-Identifier: MIT
 *
 * detail/exchange_slot.h: ExchangeSlot::publish and adopt, and what becomes of each object. The reclaimer, which has a
 * model of its own, is a set here. Sequentially consistent.
 *
 * Checked: the reader never holds a destroyed object and never goes back to an older one; each object is destroyed
 * once, by the control side or when both ends are gone, never by the reader while it plays; the newest is adopted.
 */
#define OBJECTS 4
#define NONE 0

byte pending = NONE;
byte current = NONE; /* the reader's own */
bool retired[OBJECTS + 1] = false;
byte destroyed[OBJECTS + 1] = 0;
bool writerDone = false;

inline destroy(object) { assert(destroyed[object] == 0); destroyed[object]++ }

inline collect() {
  d_step {
    one = 1;
    do
    :: one > OBJECTS -> break
    :: one <= OBJECTS && retired[one] -> retired[one] = false; destroy(one); one++
    :: one <= OBJECTS && !retired[one] -> one++
    od;
    one = 0
  }
}

proctype writer() {
  byte object = 0, replaced, one;
  do
  :: object == OBJECTS -> break
  :: object < OBJECTS ->
     object++;
#ifdef MUTANT_PUBLISH_IN_TWO_STEPS
     replaced = pending;
     pending = object;
#else
     atomic { replaced = pending; pending = object }
#endif
     if
     :: replaced != NONE -> destroy(replaced)
     :: else
     fi;
#ifdef MUTANT_WRITER_DESTROYS_THE_FORMER
     if
     :: object > 1 && replaced == NONE -> destroy(object - 1)
     :: else
     fi;
#endif
     collect()
  od;
  writerDone = true
}

inline adopt() {
  if
  :: pending == NONE
  :: else ->
#ifdef MUTANT_ADOPT_IN_TWO_STEPS
     next = pending;
     pending = NONE;
#else
     atomic { next = pending; pending = NONE }
#endif
     if
     :: next == NONE
     :: else ->
        assert(next > current);
#ifdef MUTANT_RETIRE_TOO_EARLY
        retired[next] = true;
#else
        if
        :: current != NONE -> retired[current] = true
        :: else
        fi;
#endif
        current = next
     fi
  fi;
  use()
}

/* The nodes of the current schedule are touched all through the block. */
inline use() {
  assert(destroyed[current] == 0);
  assert(destroyed[current] == 0)
}

proctype reader() {
  byte next;
  byte blocks = 0;
  do
  :: blocks < OBJECTS -> blocks++; adopt()
  :: break
  od;
  (writerDone);
  adopt();
  assert(current == OBJECTS)
}

/* Both ends go: ~ExchangeSlot, ~Reclaimer. */
proctype end() {
  byte one;
end_waiting:
  timeout;
  d_step {
    destroy(current);
    if
    :: pending != NONE -> destroy(pending)
    :: else
    fi
  };
  collect();
  one = 1;
  do
  :: one <= OBJECTS -> assert(destroyed[one] == 1); one++
  :: else -> break
  od
}

init {
  atomic { run writer(); run reader(); run end() }
}
