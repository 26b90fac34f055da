import { expect, it } from 'vitest';
import { promelaOf } from '../../bench/two-phase-commit-promela.ts';

it('writes two-phase commit in Promela, one atomic option for each step', () => {
  expect(promelaOf(2)).toMatchInlineSnapshot(`
    "/* Two-phase commit with 2 resource managers, as in the TLA+ module TwoPhase: one step, one transition. */
    #define WORKING   0
    #define PREPARED  1
    #define COMMITTED 2
    #define ABORTED   3

    #define INIT      0

    byte rm[2];                /* what each resource manager is */
    byte tm;                   /* what the transaction manager is */
    bit heard[2];              /* who it knows to be prepared */
    bit sentPrepared[2];       /* the messages ever sent */
    bit sentCommit, sentAbort;

    #define SOME_COMMITTED (rm[0] == COMMITTED || rm[1] == COMMITTED)
    #define SOME_ABORTED   (rm[0] == ABORTED || rm[1] == ABORTED)
    #define ALL_HEARD      (heard[0] && heard[1])

    active proctype steps() {
      do
      :: atomic { rm[0] == WORKING -> rm[0] = PREPARED; sentPrepared[0] = 1 }
      :: atomic { rm[0] == WORKING -> rm[0] = ABORTED; assert(!(SOME_COMMITTED && SOME_ABORTED)) }
      :: atomic { sentCommit -> rm[0] = COMMITTED; assert(!(SOME_COMMITTED && SOME_ABORTED)) }
      :: atomic { sentAbort -> rm[0] = ABORTED; assert(!(SOME_COMMITTED && SOME_ABORTED)) }
      :: atomic { tm == INIT && sentPrepared[0] -> heard[0] = 1 }
      :: atomic { rm[1] == WORKING -> rm[1] = PREPARED; sentPrepared[1] = 1 }
      :: atomic { rm[1] == WORKING -> rm[1] = ABORTED; assert(!(SOME_COMMITTED && SOME_ABORTED)) }
      :: atomic { sentCommit -> rm[1] = COMMITTED; assert(!(SOME_COMMITTED && SOME_ABORTED)) }
      :: atomic { sentAbort -> rm[1] = ABORTED; assert(!(SOME_COMMITTED && SOME_ABORTED)) }
      :: atomic { tm == INIT && sentPrepared[1] -> heard[1] = 1 }
      :: atomic { tm == INIT && ALL_HEARD -> tm = COMMITTED; sentCommit = 1 }
      :: atomic { tm == INIT -> tm = ABORTED; sentAbort = 1 }
      od
    }
    "
  `);
});

it('has the five steps of each manager and the two of the transaction manager', () => {
  for (const managers of [1, 3, 8]) expect(promelaOf(managers).match(/:: atomic/g)).toHaveLength(5 * managers + 2);
});
