/** Two-phase commit for SPIN: the model of examples/two-phase-commit, step for step. */

/**
 * The Promela text for that many managers.
 *
 * One process whose options are the steps, each atomic, over a message set in which nothing is ever taken out. A process for
 * each manager would cost SPIN a program counter each, and would be the same model. The property is an assertion, where a step
 * can break it: in the steps that end a manager.
 */
export function promelaOf(managers: number): string {
  const all = Array.from({ length: managers }, (_, index) => index);
  return `/* Two-phase commit with ${managers} resource managers, as in the TLA+ module TwoPhase: one step, one transition. */
#define WORKING   0
#define PREPARED  1
#define COMMITTED 2
#define ABORTED   3

#define INIT      0

byte rm[${managers}];                /* what each resource manager is */
byte tm;                   /* what the transaction manager is */
bit heard[${managers}];              /* who it knows to be prepared */
bit sentPrepared[${managers}];       /* the messages ever sent */
bit sentCommit, sentAbort;

#define SOME_COMMITTED (${someIs(all, 'COMMITTED')})
#define SOME_ABORTED   (${someIs(all, 'ABORTED')})
#define ALL_HEARD      (${all.map((i) => `heard[${i}]`).join(' && ')})

active proctype steps() {
  do
${all.map(stepsOf).join('\n')}
  :: atomic { tm == INIT && ALL_HEARD -> tm = COMMITTED; sentCommit = 1 }
  :: atomic { tm == INIT -> tm = ABORTED; sentAbort = 1 }
  od
}
`;
}

const someIs = (all: readonly number[], state: string): string => all.map((i) => `rm[${i}] == ${state}`).join(' || ');

function stepsOf(i: number): string {
  const consistent = 'assert(!(SOME_COMMITTED && SOME_ABORTED))';
  return [
    `  :: atomic { rm[${i}] == WORKING -> rm[${i}] = PREPARED; sentPrepared[${i}] = 1 }`,
    `  :: atomic { rm[${i}] == WORKING -> rm[${i}] = ABORTED; ${consistent} }`,
    `  :: atomic { sentCommit -> rm[${i}] = COMMITTED; ${consistent} }`,
    `  :: atomic { sentAbort -> rm[${i}] = ABORTED; ${consistent} }`,
    `  :: atomic { tm == INIT && sentPrepared[${i}] -> heard[${i}] = 1 }`,
  ].join('\n');
}
