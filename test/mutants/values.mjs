/** What comes from outside: budgets and options, names, values, the clock. Each was once believed, and a verdict was wrong. */
const REQUIRE = 'src/sim/contract/require.ts';
const CANONICAL = 'src/sim/data/canonical.ts';
const LABELS = 'src/sim/kernel/label-book.ts';
const DOUBT = 'src/sim/user-code/doubt.ts';
const AMBIENT = 'src/sim/user-code/ambient.ts';

const REFUSED = ['test/sim/refused-options.test.ts'];
const DISTINCT = ['test/sim/distinct-values.test.ts', 'test/sim/data/canonical.test.ts'];

export default [
  {
    name: 'any number is a budget',
    file: REQUIRE,
    find: '  if (Number.isInteger(value) && (value as number) >= from && (value as number) <= to) return;',
    replace: "  if (typeof value === 'number') return;",
    why: 'a fault with a budget of 0.5, NaN or 2 ** 32 never happens, and everything holds',
    tests: REFUSED,
  },
  {
    name: 'an option that does not exist is ignored',
    file: REQUIRE,
    find: '  for (const option of Object.keys(options)) requireWord(`option of ${what}`, option, known);',
    replace: '',
    why: 'what a misspelt option asks for is not done',
    tests: REFUSED,
  },
  {
    name: 'two things may have one label',
    file: LABELS,
    find: '    if (known !== undefined) throw ambiguous(label, known, entry);',
    replace: '    if (known !== undefined) return;',
    why: 'fairness takes them for one, and a replay shows the other',
    tests: ['test/sim/ambiguous-labels.test.ts'],
  },
  {
    name: 'keys are sorted',
    file: CANONICAL,
    find: '  const parts = Object.keys(record).map(',
    replace: '  const parts = Object.keys(record).toSorted().map(',
    why: 'a machine that looks at the order of keys is another machine',
    tests: DISTINCT,
  },
  {
    name: 'a zero has no sign',
    file: CANONICAL,
    find: "return Object.is(value, -0) ? '-0' : String(value);",
    replace: 'return String(value);',
    why: 'two values that code can tell apart are one world',
    tests: DISTINCT,
  },
  {
    name: 'holes are undefined',
    file: CANONICAL,
    find: "  if (Object.keys(list).length < list.length) throw new NotPlainData(path, 'a list with holes');\n",
    replace: '',
    why: 'two values that code can tell apart are one world',
    tests: DISTINCT,
  },
  {
    name: 'values are lent as they can be changed',
    file: CANONICAL,
    find: '  OWN.set(Object.freeze(copy), {',
    replace: '  OWN.set(copy, {',
    why: 'a service that changes what it reads in place changes every world that has it',
    tests: ['test/sim/lent-values.test.ts'],
  },
  {
    name: 'nothing is doubted',
    file: DOUBT,
    find: '    return runs < ALWAYS || runs % SOMETIMES === 0;',
    replace: '    return false;',
    why: 'a property with a memory is believed',
    tests: ['test/sim/determinism.test.ts', 'test/sim/user-code/doubt.test.ts'],
  },
  {
    name: 'what remembers is run again at once alone',
    file: DOUBT,
    find: '    return kept.first === kept.last ? [run, kept.first] : [run, kept.first, kept.last];',
    replace: '    return [run];',
    why: 'what does the same twice in a row and something else later is believed',
    tests: ['test/sim/determinism.test.ts', 'test/sim/user-code/doubt.test.ts'],
  },
  {
    name: 'a clock that is read and caught was not read',
    file: AMBIENT,
    find: '    if (!hasRead()) return result;',
    replace: '    return result;',
    why: 'code that falls back when the clock throws is believed',
    tests: ['test/sim/user-code/ambient.test.ts'],
  },
  {
    name: 'code of the system has the clock',
    file: AMBIENT,
    find: '  install(TRAPS);\n  try {\n    return run();\n  } finally {\n    exchange(TRAPS, ORIGINALS);',
    replace: '  install([]);\n  try {\n    return run();\n  } finally {\n    exchange([], ORIGINALS);',
    why: 'what depends on the time is found by lottery',
    tests: ['test/sim/user-code/ambient.test.ts'],
  },
];
