/* SPDX-License-Identifier: MIT
 *
 * detail/run/parallel_runner.cpp: opening a block, claiming, running and finishing items, and the end of a block, over
 * schedules that die as soon as their block has ended. The graph: A frees D, A and B together free C; C and D are the
 * sinks. A place of the queue is used once, as its number says. Sequentially consistent.
 *
 * Checked: each item runs once in each block, after those it waits for, and is over when the block ends; no schedule is
 * touched before its block or after it, wherever a worker is held up.
 */
#define BLOCKS 2
#define WORKERS 2
#define A 0
#define B 1
#define C 2
#define D 3
#define NONE 9
#define LEFT(w) (w % 4)

byte word;                    /* RootCounter: block and roots left */
byte work;                    /* whose schedule work_ names */
byte openSinks;
byte arrived;                 /* at C */
byte cells[BLOCKS + 1], head, tail;
bool alive[BLOCKS + 1] = false;
bool begun[(BLOCKS + 1) * 4] = false;
bool done[(BLOCKS + 1) * 4] = false;
bool over = false;

inline look() {
  seenHead = head;
  if
  :: atomic { tail > seenHead -> fromQueue = true }
  :: atomic { tail <= seenHead -> seen = word }
  fi;
#ifdef MUTANT_WORK_BEFORE_THE_CLAIM
  mine = work
#endif
}

inline claim() {
  item = NONE;
  if
  :: fromQueue ->
     atomic { if :: head == seenHead -> item = cells[head]; head++ :: else fi }
  :: !fromQueue && LEFT(seen) > 0 ->
#ifdef MUTANT_CLAIM_IN_TWO_STEPS
     if :: word == seen -> word = seen - 1; item = LEFT(seen) - 1 :: else fi
#else
#ifdef MUTANT_WORK_BEFORE_THE_CLAIM
     atomic { if :: LEFT(word) == LEFT(seen) -> word--; item = LEFT(seen) - 1 :: else fi }
#else
     atomic { if :: word == seen -> word = seen - 1; item = LEFT(seen) - 1 :: else fi }
#endif
#endif
  :: else
  fi;
#ifndef MUTANT_WORK_BEFORE_THE_CLAIM
  if :: item != NONE -> mine = work :: else fi
#endif
  d_step { seen = 0; seenHead = 0; fromQueue = false } /* fewer states that differ in nothing */
}

inline arriveAtC() {
  atomic { arrived++; last = (arrived == 2) };
#ifndef MUTANT_ARRIVALS_STAY
  if :: last -> arrived = 0 :: else fi
#endif
}

inline execute() {
  atomic {
    assert(alive[mine]);
    assert(!begun[mine * 4 + item]);
    assert(item != C || (done[mine * 4 + A] && done[mine * 4 + B]));
    assert(item != D || done[mine * 4 + A]);
    begun[mine * 4 + item] = true
  };
  atomic { assert(alive[mine]); done[mine * 4 + item] = true }
}

inline finish() {
  if
  :: item == A ->
     arriveAtC();
     if
     :: last -> atomic { cells[tail] = D; tail++ }; item = C
     :: else -> item = D
     fi
  :: item == B ->
     arriveAtC();
     if :: last -> item = C :: else -> item = NONE fi
  :: else ->
     atomic { assert(openSinks > 0); openSinks-- };
#ifdef MUTANT_TOUCH_AFTER_THE_SINK
     assert(alive[mine]);
#endif
     item = NONE
  fi
}

inline runFrom() {
  do
  :: d_step { item == NONE -> mine = 0; last = false } break
  :: item != NONE ->
#ifdef MUTANT_FINISH_BEFORE_RUNNING
     kept = item; finish(); next = item; item = kept; execute(); item = next
#else
     execute(); finish()
#endif
  od
}

proctype worker() {
  byte seen, seenHead, item, mine, kept, next;
  bool fromQueue, last;
  do
  :: over -> break
  :: look(); claim(); runFrom()
  od
}

init {
  byte block, seen, seenHead, item, mine, kept, next, one;
  bool fromQueue, last;
  atomic {
    one = 0;
    do :: one < WORKERS -> run worker(); one++ :: else -> break od
  };
  block = 1;
  do
  :: block > BLOCKS -> break
  :: block <= BLOCKS ->
     alive[block] = true;
#ifdef MUTANT_OPEN_BEFORE_THE_WORK
     openSinks = 2;
     word = block * 4 + 2;
     work = block;
#else
     work = block;
#ifdef MUTANT_SINKS_AFTER_OPENING
     word = block * 4 + 2;
     openSinks = 2;
#else
     openSinks = 2;
     word = block * 4 + 2;
#endif
#endif
     do
     :: openSinks == 0 -> break
     :: openSinks != 0 -> look(); claim(); runFrom()
     od;
     atomic {
       one = 0;
       do :: one < 4 -> assert(done[block * 4 + one]); one++ :: else -> break od;
       assert(arrived == 0 && head == tail && LEFT(word) == 0);
       alive[block] = false;
       block++
     }
  od;
  over = true
}
