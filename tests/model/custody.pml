/* The custody of one message, as lib/custody makes it: legs and copies on their way over a few nodes.
 * tests/model/README.md says which function each variable and transition stands for, and what is left out.
 *
 * NETWORK  The frames sent on an edge are a set that only grows: each may arrive at any later time, once, often,
 *          never, in any order. This is a channel with unbounded loss, duplication and reordering.
 * CRASH    Between any two transitions. `half` and `pend` are the only things kept in memory: a crash is that they go.
 *          A restart may also set a clock back (CLOCK_VALID).
 * TIME     0 valid | 1 expired, the clocks differ | 2 expired by every clock | 3 the asking is over | 4 tombstones go.
 * BITS     A byte is a set: of edges (who sends to whom) or of nodes. An index is a leg, or a copy of one leg (COPIES).
 *
 * Topology, one of:    LINE      S - A - D
 *                      DIAMOND   S - A - D, S - B - D, and A - B
 *                      LEGS      S - A, and from A one leg to each of two stations
 *                      COPIES    S - A - D; the originator may send a second copy of the one leg by the same relay
 *                      APART     S - A - D, S - B - D; the second copy may go either way
 *                      MEET      S - A - C - D for one leg, S - B - C - A - D for the other: they meet at C
 *                      RING      S - A - D, and the relays A, B, C in a ring, C - D
 * Options:             CHUNKS    the body does not fit into the OFFER
 *                      WIPE      relay A comes back with an empty store, once
 *                      LIVE      nothing expires, at most K crashes: every leg comes to its end
 *                      DELIVERS  with LIVE: nobody refuses for good, and every leg is delivered
 *                      ONLY=P    check the invariant P alone
 *                      AT_REST   check alone that, when nothing can happen any more, every leg has come to its end
 *                      MUTANT_x  one rule less; x is listed in tests/model/test_model.cpp                              */

#define S 1
#define A 2
#define B 4
#define C 8
#define D 16

#define E0 1
#define E1 2
#define E2 4
#define E3 8
#define E4 16
#define E5 32

/* edges of each node; REVERSE(e) is the edge by which dst would give back what it got over e */
#if defined(LINE)
#define ENTRIES 1
#define OUT_S E0
#define OUT_A E1
#define OUT_B 0
#define OUT_C 0
#define REVERSE(e) 0
#elif defined(DIAMOND)
#define ENTRIES 1
#define OUT_S (E0 | E1)
#define OUT_A (E2 | E4)
#define OUT_B (E3 | E5)
#define OUT_C 0
#define REVERSE(e) (e == E2 -> E3 : (e == E3 -> E2 : 0))
#elif defined(LEGS)
#define ENTRIES 2
#define OUT_S E0
#define OUT_A (E1 | E2)
#define OUT_B 0
#define OUT_C 0
#define REVERSE(e) 0
#elif defined(COPIES)
#define NUMBERED
#define ENTRIES 2
#define OUT_S E0
#define OUT_A E1
#define OUT_B 0
#define OUT_C 0
#define REVERSE(e) 0
#elif defined(APART)
#define NUMBERED
#define ENTRIES 2
#define OUT_S (E0 | E1)
#define OUT_A E2
#define OUT_B E3
#define OUT_C 0
#define REVERSE(e) 0
#elif defined(MEET)
#define ENTRIES 2
#define E6 64
#define OUT_S (E0 | E5)
#define OUT_A (E1 | E6)
#define OUT_B E2
#define OUT_C (E3 | E4)
#define REVERSE(e) 0
#elif defined(RING)
#define ENTRIES 1
#define OUT_S E0
#define OUT_A (E1 | E4)
#define OUT_B E2
#define OUT_C (E3 | E5)
#define REVERSE(e) 0
#else
#error "give a topology: -DLINE, -DDIAMOND, -DLEGS, -DCOPIES, -DAPART, -DMEET or -DRING"
#endif

byte T = 0;

/* frames ever sent, by edge: of the holder ... */
byte offer[ENTRIES];     /* OFFER without its body */
byte last[ENTRIES];      /* the last CHUNK, naming this leg; or an OFFER with the whole body */
byte query[ENTRIES];
/* ... and of the receiver */
byte accept[ENTRIES];    /* ACCEPT, HAVE, STATUS ACCEPTED */
byte refuse[ENTRIES];    /* REFUSE, stable, of any code but the next two */
byte loop[ENTRIES];      /* REFUSE(Loop) */
byte elsewhere[ENTRIES]; /* REFUSE(Elsewhere) */
byte denied[ENTRIES];    /* STATUS NEVER */

/* durable */
byte have[ENTRIES];      /* nodes with a leg row */
byte bound[ENTRIES];     /* edges: the holder's row is AWAIT */
byte shut[ENTRIES];      /* edges that the holder does not offer on: refused there, or it came from there */
byte tomb[ENTRIES];      /* edges: the receiver has accepted the leg over this one */
byte fence[ENTRIES];     /* edges: never to be accepted over this one */
byte payload = S;        /* nodes with the sealed bytes */
byte mark = 0;           /* nodes with a clock mark past expiry and skew */
byte way[4 * ENTRIES];   /* relays whose stamps go with the leg, by the node that has it: WAY */

/* in memory only */
byte half[ENTRIES];      /* edges: GO was said, the store knew nothing of the leg */
byte pend[ENTRIES];      /* edges: all here, being verified or committed */

#ifdef MUTANT_NO_REACCEPT
byte silent[ENTRIES];    /* edges: ACCEPT was lost with a crash */
#endif

/* what became of it */
byte taken[ENTRIES];     /* commits of this leg and copy at the mailbox's station */
byte undelivered[ENTRIES];  /* nodes that reported it NOT DELIVERED */
bool unknown[ENTRIES];
bool alarm = false;      /* Elsewhere was said to a holder that was bound */

#ifdef NUMBERED
byte filed = 0;          /* mailbox rows */
byte sent = 1;           /* copies decided by the originator */
byte word = 0;           /* its answer to the writer: 0 open, 1 delivered, 2 not delivered, 3 unknown */
#endif
#ifdef WIPE
bool wiped = false;
byte old[ENTRIES];       /* edges bound to a store that is no more */
#define OF_THIS_STORE(l, e) (!(old[l] & e))
#define WIPED wiped
#else
#define OF_THIS_STORE(l, e) true
#define WIPED false
#endif
#ifdef LIVE
#ifndef K
#define K 2
#endif
byte crashes = 0;
#define MAY_CRASH (crashes < K)
#define CRASH crashes++
#else
#define MAY_CRASH true
#define CRASH skip
#endif

/* ---- mutants that change a guard ---- */
#ifdef MUTANT_TRANSFER_KEYED            /* tombstones of the transfer, not of the leg */
#define TOMB(l) (tomb[0] | tomb[ENTRIES - 1])
#elif defined(MUTANT_COPY_BLIND)        /* tombstones of the leg, not of its copy */
#define TOMB(l) (tomb[0] | tomb[ENTRIES - 1])
#else
#define TOMB(l) tomb[l]
#endif
#ifdef MUTANT_NO_DEDUPE
#define KNOWN(l, in) false
#else
#define KNOWN(l, in) (TOMB(l) & in)
#endif
#ifdef MUTANT_HAVE_TO_A_STRANGER
#define MAY_HAVE(l, e, in) (TOMB(l) & in)
#else
#define MAY_HAVE(l, e, in) (TOMB(l) & e)
#endif
#ifdef MUTANT_STATUS_TO_A_STRANGER
#define MAY_STATUS(l, e, in) (TOMB(l) & in)
#else
#define MAY_STATUS(l, e, in) (TOMB(l) & e)
#endif
#ifdef MUTANT_NEVER_WITH_PENDING
#define NOTHING_PENDS(l, in) true
#else
#define NOTHING_PENDS(l, in) (!(pend[l] & in))
#endif
#ifdef MUTANT_FOREIGN_STORE
#define HEEDED(l, e) true
#else
#define HEEDED(l, e) OF_THIS_STORE(l, e)
#endif
#if defined(MUTANT_SENT_UNBOUND) || defined(MUTANT_LEGS_FROM_OFFER)
#define MAY_MOVE(l, e, out, src) ((have[l] & src) && ((bound[l] & e) || !(bound[l] & out)))
#else
#define MAY_MOVE(l, e, out, src) ((bound[l] & e) && HEEDED(l, e))
#endif
#ifdef MUTANT_LEGS_FROM_OFFER           /* the legs of the OFFER, whichever the last chunk names */
#define ALL_HERE(l, e) ((half[l] & e) && ((last[0] | last[ENTRIES - 1]) & e))
#elif defined(CHUNKS)
#define ALL_HERE(l, e) ((half[l] & e) && (last[l] & e))
#else
#define ALL_HERE(l, e) ((last[l] & e) && !KNOWN(l, in) && !(fence[l] & e))
#endif

#define INDEX(n) ((n) == C -> 3 : (n) >> 1)
#ifdef MUTANT_SHARED_STAMPS             /* a node has one list for the transfer, that of its first leg there */
#define WAY(l, n) way[INDEX(n)]
#define STAMP(l, src, dst) if :: !(HELD & dst) -> WAY(l, dst) = WAY(l, src) | dst :: else fi
#define COMES_ROUND(l, src, dst) (WAY(l, src) & dst)
#else
#define WAY(l, n) way[4 * (l) + INDEX(n)]
#define STAMP(l, src, dst) WAY(l, dst) = WAY(l, src) | dst
#define COMES_ROUND(l, src, dst) false  /* the tombstone of the leg says so first */
#endif
#ifdef MUTANT_STAMPS_UNREAD
#define CAME_BY(l, src, dst) false
#else
#define CAME_BY(l, src, dst) (WAY(l, src) & dst)
#endif

/* A node reads a time before expiry: for certain only while T is 0; then perhaps; and, restarted with a clock set back,
 * as long as anybody asks, unless its store has a mark. */
#define CLOCK_VALID(n) (T < 2 || (T < 3 && !(mark & (n))))
#define OFFERED(l, e) ((offer[l] | last[l]) & e)
#define UNBOUND(l, out, n) ((have[l] & n) && !(bound[l] & out))
#define HELD (have[0] | have[ENTRIES - 1])
#ifdef MUTANT_PAYLOAD_WITH_FIRST_LEG
#define RELEASE(n) payload = payload & ~(n)
#else
#define RELEASE(n) if :: !(HELD & (n)) -> payload = payload & ~(n) :: else fi
#endif
#define LEAVES(l, out, n) have[l] = have[l] & ~(n); bound[l] = bound[l] & ~(out); RELEASE(n)

/* One leg (or copy) over one edge: the holder at src, the receiver at dst. */
proctype edge(byte l, e, out, in, src, dst) {
end: do
  /* ---- the holder ---- */
#ifdef CHUNKS
  :: d_step { UNBOUND(l, out, src) && T < 2 && !(shut[l] & e) && !(offer[l] & e) -> offer[l] = offer[l] | e }
#define READY (offer[l] & e)
#else
#define READY true
#endif
  /* bound durably, then the last chunk leaves; bound and not sent is sent and lost */
  :: d_step { UNBOUND(l, out, src) && T < 2 && !(shut[l] & e) && READY -> bound[l] = bound[l] | e; last[l] = last[l] | e;
#ifdef MUTANT_DELETE_ON_SEND
       LEAVES(l, out, src)
#endif
     }
#ifdef MUTANT_SENT_UNBOUND
  :: d_step { UNBOUND(l, out, src) && T < 2 && !(shut[l] & e) && !(last[l] & e) -> last[l] = last[l] | e }
#endif
#ifdef MUTANT_REBIND                    /* no answer for long, or a refusal for now: another neighbour is tried */
  :: d_step { (bound[l] & e) && T < 2 -> bound[l] = bound[l] & ~e }
#endif
#ifdef WIPE                             /* what is bound is offered again, also to another store */
  :: d_step { (old[l] & bound[l] & e) && T < 2 && !(last[l] & e) -> offer[l] = offer[l] | e; last[l] = last[l] | e }
#endif
  :: d_step { (accept[l] & e) && MAY_MOVE(l, e, out, src) -> LEAVES(l, out, src) }
  :: d_step { (refuse[l] & e) && (have[l] & src) && !(shut[l] & e) &&
              ((bound[l] & e) && HEEDED(l, e) || !(bound[l] & out)) ->
       bound[l] = bound[l] & ~e;
#ifndef MUTANT_RETRY_REFUSED
       shut[l] = shut[l] | e
#endif
     }
  :: d_step { (loop[l] & e) && (bound[l] & e) && HEEDED(l, e) ->
#ifdef MUTANT_LOOP_IS_MOVED
       LEAVES(l, out, src)
#else
       bound[l] = bound[l] & ~e; shut[l] = shut[l] | e
#endif
     }
  /* from a relay that the stamps name it means Loop; from any other one it is an alarm, and the binding stays */
  :: d_step { (elsewhere[l] & e) && (bound[l] & e) && HEEDED(l, e) && CAME_BY(l, src, dst) ->
       bound[l] = bound[l] & ~e; shut[l] = shut[l] | e }
  :: d_step { (elsewhere[l] & e) && (bound[l] & e) && HEEDED(l, e) && !CAME_BY(l, src, dst) && !alarm -> alarm = true }
  :: d_step { (bound[l] & e) && T >= 2 && !(query[l] & e) -> query[l] = query[l] | e }
  :: d_step { (denied[l] & e) && (query[l] & e) && (bound[l] & e) && HEEDED(l, e) ->
       LEAVES(l, out, src); undelivered[l] = undelivered[l] | src }

  /* ---- the receiver ---- */
#ifdef CHUNKS
  :: d_step { (offer[l] & e) && !(half[l] & e) && !KNOWN(l, in) && !(fence[l] & e) && !(pend[l] & in) && CLOCK_VALID(dst) ->
       half[l] = half[l] | e }
  :: d_step { (half[l] & e) && MAY_CRASH -> half[l] = half[l] & ~e; CRASH }
#endif
  :: d_step { ALL_HERE(l, e) && !(pend[l] & in) && CLOCK_VALID(dst) -> pend[l] = pend[l] | e; half[l] = half[l] & ~e }
  /* a crash; damaged bytes; a full disk; the times of the message being objected to without a word */
  :: d_step { (pend[l] & e) && MAY_CRASH -> pend[l] = pend[l] & ~e; CRASH }
  /* ONE transaction: payload, tombstone, leg or mailbox row, and what the restart must know of the way it came */
  :: d_step { (pend[l] & e) && T < 4 && !COMES_ROUND(l, src, dst) ->
       pend[l] = pend[l] & ~e; half[l] = half[l] & ~in; payload = payload | dst;
#ifndef MUTANT_TOMBSTONE_LATER
       tomb[l] = tomb[l] | e;
#endif
       if
       :: dst == D -> taken[l]++;
#ifdef NUMBERED
#ifdef MUTANT_MAILBOX_BY_COPY
          filed++
#else
          filed = 1
#endif
#endif
       :: else -> STAMP(l, src, dst); have[l] = have[l] | dst; shut[l] = shut[l] | REVERSE(e)
       fi }
#ifdef MUTANT_TOMBSTONE_LATER           /* a second transaction, which a crash may prevent for ever */
  :: d_step { (last[l] & e) && ((have[l] & dst) || (dst == D && taken[l])) && !(tomb[l] & e) -> tomb[l] = tomb[l] | e }
#endif
#ifdef MUTANT_ACCEPT_EARLY
  :: d_step { (pend[l] & e) && !(accept[l] & e) -> accept[l] = accept[l] | e }
#endif
  /* refused for good after the signature: the fence is committed first */
#ifdef DELIVERS
#define OBJECTED(l, src, dst) COMES_ROUND(l, src, dst)
#else
#define OBJECTED(l, src, dst) true      /* for whatever reason */
#endif
  :: d_step { OBJECTED(l, src, dst) && (pend[l] & e) && T < 4 && !(refuse[l] & e) -> pend[l] = pend[l] & ~e; refuse[l] = refuse[l] | e;
#ifndef MUTANT_REFUSE_UNFENCED
       fence[l] = fence[l] | e
#endif
     }
  /* what is said to an OFFER of what is here */
#ifdef MUTANT_NO_REACCEPT               /* ACCEPT is said once, and lost with a crash */
  :: d_step { OFFERED(l, e) && MAY_HAVE(l, e, in) && T < 4 && !((accept[l] | silent[l]) & e) -> accept[l] = accept[l] | e }
  :: d_step { OFFERED(l, e) && MAY_HAVE(l, e, in) && T < 4 && !((accept[l] | silent[l]) & e) && MAY_CRASH ->
       silent[l] = silent[l] | e; CRASH }
#else
  :: d_step { OFFERED(l, e) && MAY_HAVE(l, e, in) && T < 4 && !(accept[l] & e) -> accept[l] = accept[l] | e }
#endif
  :: d_step { OFFERED(l, e) && (TOMB(l) & in) && !MAY_HAVE(l, e, in) && T < 4 && !((loop[l] | elsewhere[l]) & e) ->
       if :: WAY(l, src) & dst -> loop[l] = loop[l] | e :: else -> elsewhere[l] = elsewhere[l] | e fi }
  /* past expiry and skew: the durable clock mark is the fence */
  :: d_step { OFFERED(l, e) && !KNOWN(l, in) && !(pend[l] & in) && T >= 2 && T < 4 && !(refuse[l] & e) ->
       half[l] = half[l] & ~e; refuse[l] = refuse[l] | e;
#ifndef MUTANT_NO_CLOCK_MARK
       mark = mark | dst
#endif
     }
  /* what is said to a QUERY */
  :: d_step { (query[l] & e) && MAY_STATUS(l, e, in) && T < 4 && !(accept[l] & e) -> accept[l] = accept[l] | e }
  :: d_step { (query[l] & e) && (TOMB(l) & in) && !MAY_STATUS(l, e, in) && T < 4 && !(elsewhere[l] & e) ->
       elsewhere[l] = elsewhere[l] | e }
  :: d_step { (query[l] & e) && !KNOWN(l, in) && NOTHING_PENDS(l, in) && T < 4 && !(denied[l] & e) ->
#ifndef MUTANT_QUERY_KEEPS_HALF
       half[l] = half[l] & ~e;
#endif
#ifndef MUTANT_NEVER_UNFENCED
       fence[l] = fence[l] | e;
#endif
       denied[l] = denied[l] | e }
  /* tombstones that go too early */
#ifdef MUTANT_TOMBSTONE_WITH_LEG
  :: d_step { (tomb[l] & e) && !(have[l] & dst) -> tomb[l] = tomb[l] & ~e }
#endif
#ifdef MUTANT_TOMBSTONE_TO_EXPIRY
  :: d_step { (tomb[l] & e) && !(have[l] & dst) && T >= 2 -> tomb[l] = tomb[l] & ~e }
#endif
  od
}

/* The ends of a leg at a holder. */
proctype ends(byte l, out, n) {
end: do
#ifdef MUTANT_BLIND_REPORT
  :: d_step { (have[l] & n) && T >= 1 -> LEAVES(l, out, n); undelivered[l] = undelivered[l] | n }
#endif
  :: d_step { UNBOUND(l, out, n) && (T >= 1 || (shut[l] & out) == out) ->
       LEAVES(l, out, n); undelivered[l] = undelivered[l] | n }
#ifndef MUTANT_ASKS_FOR_EVER
  :: d_step { (have[l] & n) && T >= 3 -> LEAVES(l, out, n); unknown[l] = true }
#endif
  od
}

#ifndef LIVE
proctype clock() {
end: do
  :: d_step { T < 3 -> T++ }
  /* tombstones and fences outlive everybody who may ask */
  :: d_step { T == 3 && HELD == 0 -> T = 4; tomb[0] = 0; fence[0] = 0; tomb[ENTRIES - 1] = 0; fence[ENTRIES - 1] = 0 }
  od
}
#endif

#ifdef NUMBERED
/* The originator's own table: a further copy when the receipt is overdue, and one of three honest answers. A station
 * receipt and the reports are facts that stay; each arrives at any time or never. */
proctype originator() {
end: do
#ifdef MUTANT_COPY_AFTER_THE_ANSWER
  :: d_step { T == 0 && sent == 1 -> sent = 2; have[1] = S; payload = payload | S }
#else
  :: d_step { word == 0 && T == 0 && sent == 1 -> sent = 2; have[1] = S; payload = payload | S }
#endif
  :: d_step { filed > 0 && (word == 0 || word == 3) -> word = 1 }
#ifdef MUTANT_FIRST_REPORT
  :: d_step { word == 0 && (undelivered[0] || undelivered[1]) -> word = 2 }
#else
  :: d_step { word == 0 && undelivered[0] && (sent == 1 || undelivered[1]) -> word = 2 }
#endif
  :: d_step { word == 0 && T >= 3 -> word = 3 }
  od
}
#endif

#ifdef WIPE
/* Relay A loses its store and comes back with an empty one of another identity; its old sessions are over. */
proctype wipe() {
end: d_step { !wiped -> wiped = true;
    have[0] = have[0] & ~A; payload = payload & ~A; mark = mark & ~A;
    tomb[0] = tomb[0] & ~E0; fence[0] = fence[0] & ~E0; half[0] = half[0] & ~E0; pend[0] = pend[0] & ~E0;
    bound[0] = bound[0] & ~OUT_A; shut[0] = shut[0] & ~OUT_A; old[0] = bound[0] & E0;
    offer[0] = offer[0] & ~E0; last[0] = last[0] & ~E0; query[0] = query[0] & ~E0;
    accept[0] = accept[0] & ~E0; refuse[0] = refuse[0] & ~E0; loop[0] = loop[0] & ~E0; denied[0] = denied[0] & ~E0 }
}
#endif

/* ---- what must hold in every state ---- */
#define GIVEN(l) (tomb[l] & bound[l])   /* the neighbour has it: the holder's row only waits for the answer */
#define MAY_SEND(l, out, n) ((have[l] & n) && !(GIVEN(l) & (out)))
#define CUSTODIANS(l) (MAY_SEND(l, OUT_S, S) + MAY_SEND(l, OUT_A, A) + MAY_SEND(l, OUT_B, B) + MAY_SEND(l, OUT_C, C))

#define ENDED(l)     (taken[l] > 0 || undelivered[l] || unknown[l])
#ifdef NUMBERED
#define BEGUN(l)     (sent > l)
#define FILED_ONCE   (filed <= 1)
#define TRUE_WORD    (!(word == 2 && filed > 0) && !(word == 1 && filed == 0))
#else
#define BEGUN(l)     true
#define FILED_ONCE   true
#define TRUE_WORD    true
#endif
#if ENTRIES == 2
#define EACH(P) (P(0) && P(1))
#else
#define EACH(P) P(0)
#endif
#define NOT_LOST(l)   (!BEGUN(l) || have[l] != 0 || ENDED(l) || WIPED)
#define ONCE(l)       (taken[l] <= 1)
#define TRUE_END(l)   (!(undelivered[l] && taken[l] > 0))
#define ONE_HOLDER(l) (CUSTODIANS(l) + taken[l] <= 1 || T == 4)
#define COMMITTED(l)  ((accept[l] & ~tomb[l]) == 0 || T == 4)

#define NEVER_LOST       EACH(NOT_LOST)
#define AT_MOST_ONCE     (EACH(ONCE) && FILED_ONCE)
#define NO_FALSE_REPORT  (EACH(TRUE_END) && TRUE_WORD)
#define ONE_CUSTODIAN    EACH(ONE_HOLDER)
#define ACCEPT_COMMITTED EACH(COMMITTED)
#define NOBODY_MISLED    (!((undelivered[0] & S) && taken[0] > 0))   /* by an answer of another store */
#define PAYLOAD_HELD     ((HELD & ~payload) == 0)
#define NO_ALARM         (!alarm)

/* ---- what must be reached: a search for these "invariants" has to find them broken ---- */
#define REACH_DELIVERED   (taken[0] == 0)
#define REACH_UNDELIVERED (!undelivered[0])
#define REACH_UNKNOWN     (!unknown[0])
#define REACH_LOOP        (loop[0] == 0)
#define REACH_OTHER_WAY   (!((shut[0] & E0) && taken[0] > 0))
#define REACH_NEVER       (!(denied[0] & bound[0] & query[0]))
#define REACH_BOTH_COPIES (!(taken[0] > 0 && taken[ENTRIES - 1] > 0))

#define ALL_DONE (HELD == 0 && EACH(OVER))
#define OVER(l)  (!BEGUN(l) || ENDED(l) || WIPED)

proctype monitor() {
end: atomic {
  if
#ifdef AT_REST
  :: timeout -> assert(ALL_DONE)
#elif defined(ONLY)
  :: !(ONLY) -> assert(ONLY)
#else
  :: !(NEVER_LOST && AT_MOST_ONCE && NO_FALSE_REPORT && ONE_CUSTODIAN && ACCEPT_COMMITTED && PAYLOAD_HELD && NO_ALARM) ->
     assert(NEVER_LOST); assert(AT_MOST_ONCE); assert(NO_FALSE_REPORT); assert(ONE_CUSTODIAN);
     assert(ACCEPT_COMMITTED); assert(PAYLOAD_HELD); assert(NO_ALARM)
  :: timeout -> assert(ALL_DONE)        /* nothing can happen any more */
#endif
  fi }
}

init { atomic {
  byte l;
  have[0] = S;
#if defined(LEGS) || defined(MEET)
  have[1] = S;
#endif
  for (l : 0 .. ENTRIES - 1) {
#if defined(LINE)
    run edge(l, E0, OUT_S, E0, S, A); run edge(l, E1, OUT_A, E1, A, D);
#elif defined(DIAMOND)
    run edge(l, E0, OUT_S, E0 | E3, S, A); run edge(l, E1, OUT_S, E1 | E2, S, B);
    run edge(l, E2, OUT_A, E1 | E2, A, B); run edge(l, E3, OUT_B, E0 | E3, B, A);
    run edge(l, E4, OUT_A, E4 | E5, A, D); run edge(l, E5, OUT_B, E4 | E5, B, D);
#elif defined(LEGS)
    run edge(l, E0, OUT_S, E0, S, A);
    if :: l == 0 -> shut[0] = E2; run edge(0, E1, OUT_A, E1, A, D)
       :: else   -> shut[1] = E1; run edge(1, E2, OUT_A, E2, A, D)
    fi;
#elif defined(COPIES)
    run edge(l, E0, OUT_S, E0, S, A); run edge(l, E1, OUT_A, E1, A, D);
#elif defined(APART)
    run edge(l, E0, OUT_S, E0, S, A); run edge(l, E1, OUT_S, E1, S, B);
    run edge(l, E2, OUT_A, E2 | E3, A, D); run edge(l, E3, OUT_B, E2 | E3, B, D);
#elif defined(MEET)
    if
    :: l == 0 -> shut[0] = E2 | E3 | E5 | E6;
       run edge(0, E0, OUT_S, E0, S, A); run edge(0, E1, OUT_A, E1, A, C); run edge(0, E4, OUT_C, E4, C, D)
    :: else -> shut[1] = E0 | E1 | E4;
       run edge(1, E5, OUT_S, E5, S, B); run edge(1, E2, OUT_B, E2, B, C); run edge(1, E3, OUT_C, E3, C, A);
       run edge(1, E6, OUT_A, E6, A, D)
    fi;
#elif defined(RING)
    run edge(l, E0, OUT_S, E0 | E3, S, A); run edge(l, E1, OUT_A, E1, A, B);
    run edge(l, E2, OUT_B, E2, B, C);      run edge(l, E3, OUT_C, E0 | E3, C, A);
    run edge(l, E4, OUT_A, E4 | E5, A, D); run edge(l, E5, OUT_C, E4 | E5, C, D);
#endif
    run ends(l, OUT_S, S); run ends(l, OUT_A, A);
    if :: OUT_B -> run ends(l, OUT_B, B) :: else fi;
    if :: OUT_C -> run ends(l, OUT_C, C) :: else fi
  }
#ifdef NUMBERED
  run originator();
#endif
#ifdef WIPE
  run wipe();
#endif
#ifndef LIVE
  run clock();
#endif
  run monitor(); l = 0 } }

#ifdef LIVE
#ifdef DELIVERS
#define REACHED(l) (!BEGUN(l) || taken[l] > 0)
ltl delivered { <> (HELD == 0 && EACH(REACHED)) }
#else
ltl ends_come { <> (ALL_DONE) }
#endif
#endif
