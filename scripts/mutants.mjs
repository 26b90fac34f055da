// `npm run mutants`: one thing wrong in the source at a time, and whether the tests notice. The mutants are in test/mutants.
//
// Each is applied to a copy of the project, never to the work tree, and only the test files that it names are run against it. A mutant
// that no test kills is a test that is missing, unless it is equivalent: no input tells it from the source, and it says why.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { isGood, problemsOf, readMutants, ROOT } from './mutants/list.mjs';
import { Copy, killCopies } from './mutants/copy.mjs';
import { lineOf, tableOf } from './mutants/table.mjs';

const USAGE = `Usage: npm run mutants -- [--name NAME]... [--list NAME] [--jobs 1|2] [--seconds N] [--check]
  --name NAME   only this mutant; may be repeated
  --list NAME   only the mutants of test/mutants/NAME.mjs
  --jobs N      how many at a time: 1 or 2 (2)
  --seconds N   a mutant whose tests take longer is killed by the time limit (240)
  --check       only see whether every mutant still fits the source`;

function optionsOf(args) {
  const several = { type: 'string', multiple: true, default: [] };
  const text = (value) => ({ type: 'string', default: value });
  const options = { name: several, list: several, jobs: text('2'), seconds: text('240'), check: { type: 'boolean' } };
  const { values } = parseArgs({ args, options });
  return { ...values, jobs: whole('jobs', values.jobs, 2), seconds: whole('seconds', values.seconds, 3600) };
}

function whole(name, text, most) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} takes a whole number from 1 to ${most}, not "${text}"`);
}

function chosen(all, { name, list }) {
  const unknown = [
    ...name.filter((one) => !all.some((mutant) => mutant.name === one)),
    ...list.filter((one) => !all.some((mutant) => mutant.list === one)),
  ];
  if (unknown.length > 0) {
    const lists = [...new Set(all.map((mutant) => mutant.list))];
    throw new Error(`no mutant or list is called ${unknown.join(', ')}. Lists: ${lists.join(', ')}`);
  }
  const picked = all.filter((mutant) => name.includes(mutant.name) || list.includes(mutant.list));
  return name.length + list.length === 0 ? all : picked;
}

/** The tests of all mutants have to pass while nothing is wrong: otherwise what kills a mutant says nothing about it. */
async function requireGreen(copy, mutants, seconds) {
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const { failed, timedOut } = await copy.test(tests, seconds * 10);
  if (timedOut) throw new Error(`the tests of the mutants took more than ${seconds * 10} s without any`);
  if (failed !== null) throw new Error(`these tests fail without a mutant: ${failed}`);
}

/** @returns {Promise<import('./mutants/table.mjs').Outcome>} */
async function judge(copy, mutant, seconds) {
  const begun = performance.now();
  const { failed, timedOut, broken } = await copy.withMutant(mutant, () => copy.test(mutant.tests, seconds));
  return {
    mutant,
    result: resultOf(mutant, { failed, timedOut, broken }),
    by: failed,
    seconds: (performance.now() - begun) / 1000,
  };
}

function resultOf({ equivalent }, { failed, timedOut, broken }) {
  if (broken) return 'broken';
  if (failed !== null) return equivalent === undefined ? 'killed' : 'not equivalent';
  if (timedOut) return equivalent === undefined ? 'killed by the time limit' : 'not equivalent';
  return equivalent === undefined ? 'survived' : 'equivalent';
}

async function judgeAll(copies, mutants, seconds) {
  const outcomes = [];
  const waiting = [...mutants];
  const work = async (copy) => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const outcome = await judge(copy, mutant, seconds);
      outcomes.push(outcome);
      console.error(`${outcomes.length} of ${mutants.length}: ${lineOf(outcome)}`);
    }
  };
  await Promise.all(copies.map(work));
  return outcomes.toSorted((a, b) => mutants.indexOf(a.mutant) - mutants.indexOf(b.mutant));
}

async function main(args) {
  const options = optionsOf(args);
  const mutants = chosen(await readMutants(), options);
  const problems = mutants.flatMap((mutant) => problemsOf(mutant));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  if (options.check) return console.log(`${mutants.length} mutants fit the source`);
  const copies = Array.from({ length: Math.min(options.jobs, mutants.length) }, () => new Copy(ROOT));
  try {
    await requireGreen(copies[0], mutants, options.seconds);
    const outcomes = await judgeAll(copies, mutants, options.seconds);
    console.log(tableOf(outcomes));
    if (outcomes.some(({ result }) => !isGood(result))) process.exitCode = 1;
  } finally {
    for (const copy of copies) copy.remove();
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    killCopies();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error?.code?.startsWith?.('ERR_PARSE_ARGS')) console.error(USAGE);
  process.exitCode = 2;
}
