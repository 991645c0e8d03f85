/* SPDX-License-Identifier: MIT
 *
 * detail/triple_buffer.h: TripleBuffer::write and take over its three cells. A value is two halves, written and read one
 * after the other. Sequentially consistent.
 *
 * Checked: the reader never sees halves of two values, never a value older than the last one it saw, and in the end
 * the newest; no cell has two owners.
 */
#define WRITES 4
#define READS 4

byte left[3] = 0;
byte right[3] = 0;
byte middle = 1;
bool fresh = false;
byte writers = 0; /* the cell of the writer */
byte readers = 2; /* the cell of the reader */
bool written = false;

proctype writer() {
  byte value = 0;
  do
  :: value == WRITES -> break
  :: value < WRITES ->
     value++;
#ifdef MUTANT_PUBLISH_BEFORE_WRITING
     byte cell = writers;
     atomic { byte old = middle; middle = writers; fresh = true; writers = old }
     left[cell] = value;
     right[cell] = value
#else
     left[writers] = value;
     right[writers] = value;
#ifdef MUTANT_EXCHANGE_IN_TWO_STEPS
     byte old = middle;
     atomic { middle = writers; fresh = true; writers = old }
#else
     atomic { byte old = middle; middle = writers; fresh = true; writers = old }
#endif
#endif
  od;
  written = true
}

inline read() {
#ifdef MUTANT_TAKE_WITHOUT_LOOKING
  isFresh = true;
#else
  isFresh = fresh;
#endif
  if
  :: isFresh -> atomic { old = middle; middle = readers; fresh = false; readers = old }
  :: else
  fi;
#ifndef MUTANT_EXCHANGE_IN_TWO_STEPS
  assert(readers != writers && readers != middle && writers != middle);
#endif
  first = left[readers];
  second = right[readers];
  assert(first == second);
  assert(first >= last);
  last = first
}

proctype reader() {
  byte count = 0, first, second, last = 0, old;
  bool isFresh;
  do
  :: count < READS -> count++; read()
  :: break
  od;
  (written);
  read();
  assert(last == WRITES)
}

init {
  atomic { run writer(); run reader() }
}
