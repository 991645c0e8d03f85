/* SPDX-License-Identifier: MIT
 *
 * detail/mpsc_core.h: MpscCore::send, claim and giveBack against tryReceive, refill and close. Senders claim a free slot,
 * fill it and push it onto the inbox; sender 0 may stand still for ever between the two. How the ends sleep is
 * wait_list.pml. Sequentially consistent; every step that is one atomic operation in the code is one step here.
 *
 * Checked: what a sender was told is done is received once, what it was told is closed never; each sender's items keep
 * their order; a slot has one user at a time; a sender that stands still hides nobody's item.
 */
#define SENDERS 3
#define CAPACITY 2
#define NOBODY 255
#define SEALED 254

byte freeRing[CAPACITY];
byte claimed = 0;
byte freed = CAPACITY;
byte inbox = NOBODY;
byte link[CAPACITY] = NOBODY;
byte content[CAPACITY] = 0; /* 0: empty; else sender and number */
bool isClosed = false;
bool stalled = false;

byte sentDone[SENDERS] = 0;     /* how many each was told are done */
byte receivedFrom[SENDERS] = 0;
bool ended = false;

#define ITEM(sender, number) (1 + sender * 4 + number)

proctype sender(byte me) {
  byte position, index, newest, number = 0;
  byte times = 1 + (me == 1); /* sender 1 sends twice */
  do
  :: number == times -> break
  :: number < times ->
     if
     :: isClosed -> break /* the answer is closed */
     :: else
     fi;
     /* claim */
     position = claimed;
     do
     :: position == freed -> goto out /* full */
     :: else ->
        index = freeRing[position % CAPACITY];
#ifdef MUTANT_CLAIM_IN_TWO_STEPS
        if
        :: claimed == position -> claimed = position + 1; break
        :: else -> position = claimed
        fi
#else
        atomic {
          if
          :: claimed == position -> claimed = position + 1; break
          :: else -> position = claimed
          fi
        }
#endif
     od;
     if
     :: me == 0 -> stalled = true; goto out
     :: true
     fi;
#ifndef MUTANT_PUSH_BEFORE_FILLING
     atomic { assert(content[index] == 0); content[index] = ITEM(me, number) }
#endif
     newest = inbox;
     do
     :: newest == SEALED -> /* giveBack */
#ifndef MUTANT_PUSH_BEFORE_FILLING
        atomic { assert(content[index] == ITEM(me, number)); content[index] = 0 }
#endif
        goto out
     :: else ->
        link[index] = newest;
        atomic {
          if
          :: inbox == newest -> inbox = index; sentDone[me]++; break
          :: else -> newest = inbox
          fi
        }
     od;
#ifdef MUTANT_PUSH_BEFORE_FILLING
     atomic { assert(content[index] == 0); content[index] = ITEM(me, number) }
#endif
     number++
  od;
out:
  atomic { position = 0; index = 0; newest = 0 }
}

proctype receiver() {
  byte oldest = NOBODY, index, newest, after, item;
  bool last = false, isSealed = false;
  do
  :: oldest == NOBODY ->
     /* refill */
     if
     :: isSealed -> break /* closed */
     :: else
     fi;
     last = isClosed;
     if
     :: !last && inbox == NOBODY -> (inbox != NOBODY || isClosed) /* empty: waits */
     :: else ->
#ifdef MUTANT_CLOSE_WITHOUT_SEALING
        atomic { newest = inbox; inbox = NOBODY }
#else
        atomic { newest = inbox; inbox = (last -> SEALED : NOBODY) }
#endif
        isSealed = last;
        /* turned round: nobody else knows these slots now */
#ifdef MUTANT_NEWEST_FIRST
        oldest = newest
#else
        d_step {
          do
          :: newest != NOBODY -> after = link[newest]; link[newest] = oldest; oldest = newest; newest = after
          :: else -> break
          od;
          after = 0; newest = 0
        }
#endif
     fi
  :: oldest != NOBODY ->
     atomic { index = oldest; oldest = link[index] }
#ifdef MUTANT_FREE_BEFORE_TAKING
     freeRing[freed % CAPACITY] = index;
     freed++;
#endif
     atomic {
       item = content[index];
       assert(item != 0);
       content[index] = 0;
       assert((item - 1) % 4 == receivedFrom[(item - 1) / 4]);
       receivedFrom[(item - 1) / 4]++;
       item = 0
     }
#ifndef MUTANT_FREE_BEFORE_TAKING
     freeRing[freed % CAPACITY] = index;
     freed++
#endif
  od;
  ended = true
}

proctype closer() { isClosed = true }

proctype judge() {
  byte one = 0;
end_waiting:
  timeout;
  assert(ended);
  do
  :: one < SENDERS -> assert(sentDone[one] == receivedFrom[one]); one++
  :: else -> break
  od
}

init {
  byte count = 0;
  atomic {
    do
    :: count < CAPACITY -> freeRing[count] = count; count++
    :: else -> break
    od;
    run receiver();
    run closer();
    run judge();
    count = 0;
    do
    :: count < SENDERS -> run sender(count); count++
    :: else -> break
    od
  }
}
