/** `holdfast/vitest` in a project that has installed it: vitest is run for real, on the package as it is published. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject, type Project, type TestRun } from './vitest-project.ts';

const SHOP_TEST = `import { checkSystem } from 'holdfast/vitest';
import { describe, expect, it } from 'vitest';
import { shop } from './system.ts';

describe('a provider that keeps to the key', () => checkSystem(shop({ idempotent: true })));
describe('a provider that does not', () => checkSystem(shop({ idempotent: false })));

const { 'customer renews the card': _, ...environment } = shop({ idempotent: true }).environment ?? {};

it('is planted', () => {
  expect(shop({ idempotent: false })).not.toHold('charged-once');
});

it('fails', () => {
  expect(shop({ idempotent: false })).toHold();
});

it('fails under other faults', () => {
  expect(shop({ idempotent: false })).toHold({ faults: { ack: 1, expiry: 1 } });
});

it('misses a goal', () => {
  expect({ ...shop({ idempotent: true }), environment }).toHold('receipt-in-the-end');
});
`;

const TIMELINE = `      │ checkout
──────┼───────────────────────────────────────────────
start │ cart
t0    │ customer submits → charging
t1–3  │ charge#1 ⚡ takes effect, acknowledgement lost
      │   charges 0 → 1
      │ is answered → backingOff
      │ timer backoff fires → charging
t4    │ charge#2 takes effect
      │   charges 1 → 2
        ✗ charged-once: charged 2 times
`;

/** The code that a message says to paste. */
function codeIn(message: string): string {
  const [, code = ''] = /To replay it.*?\n\n(.*?)\n\nverdict: /s.exec(message) ?? [];
  return code.replaceAll(/^ {2}/gm, '');
}

describe('a project that imports holdfast/vitest', () => {
  let project: Project;
  let run: TestRun;

  beforeAll(async () => {
    project = openProject();
    project.write('shop.test.ts', SHOP_TEST);
    run = await project.vitest('shop.test.ts');
  });

  afterAll(() => project.remove());

  it('has a test for each property, which fails or passes by itself', () => {
    const titles = [
      'charged-once: the customer is charged at most once',
      'receipt-after-charge: a receipt is sent for a charge only',
      'receipt-in-the-end: the customer gets a receipt',
      'declined: in some run the card is declined',
    ];
    expect(run.tests.map(({ title, status }) => `${status}: ${title}`)).toEqual([
      ...titles.map((title) => `passed: a provider that keeps to the key shop ${title}`),
      ...titles.map((title, index) => `${index === 0 ? 'failed' : 'passed'}: a provider that does not shop ${title}`),
      'passed: is planted',
      'failed: fails',
      'failed: fails under other faults',
      'failed: misses a goal',
    ]);
    expect(run.code).toBe(1);
  });

  it('fails with the timeline and with code that prints the same timeline', async () => {
    const failed = run.tests.filter(({ status, message }) => status === 'failed' && message.includes('charged-once'));
    expect(failed).toHaveLength(3);
    for (const [index, { message }] of failed.entries()) {
      expect(message).toContain(`charged-once is violated: charged 2 times\n\n${TIMELINE}`);
      const { code, stdout } = await paste(`pasted-${index}`, 'shop({ idempotent: false })', message);
      expect([code, stdout]).toEqual([0, expect.stringContaining(TIMELINE)]);
    }
  });

  it('fails with code that goes round a cycle', async () => {
    const message = run.tests.find(({ title }) => title === 'misses a goal')?.message ?? '';
    expect(message).toContain('receipt-in-the-end is violated: from here the run may go round for ever by 3 steps');
    const system = `(({ environment: { 'customer renews the card': _, ...environment } = {}, ...rest }) => ({ ...rest, environment }))(shop({ idempotent: true }))`;
    const { code, stdout } = await paste('cycle', system, message);
    expect([code, stdout]).toEqual([0, expect.stringContaining("property: 'receipt-in-the-end'")]);
    expect(stdout).toContain('may go round for ever by 3 steps');
  });

  /** Runs the code of the message in a test file of its own. */
  function paste(name: string, system: string, message: string): Promise<TestRun> {
    const head = [
      "import { it } from 'vitest';",
      "import { shop } from './system.ts';",
      `const system = ${system};`,
      "it('replays', () => {});",
    ];
    project.write(`${name}.test.ts`, [...head, codeIn(message), ''].join('\n'));
    return project.vitest(`${name}.test.ts`);
  }

  it('runs the test of one property with -t', async () => {
    const { code, tests } = await project.vitest('shop.test.ts', '-t', 'keeps to the key.*charged-once');
    expect(code).toBe(0);
    expect(tests.filter(({ status }) => status === 'passed').map(({ title }) => title)).toEqual([
      'a provider that keeps to the key shop charged-once: the customer is charged at most once',
    ]);
    expect(tests.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('shards its files', async () => {
    project.write(
      'other.test.ts',
      `import { checkSystem } from 'holdfast/vitest';\nimport { shop } from './system.ts';\n\ncheckSystem(shop({ idempotent: true }), { properties: ['charged-once'] });\n`,
    );
    const files = ['shop.test.ts', 'other.test.ts'];
    const shards = [await project.vitest(...files, '--shard=1/2'), await project.vitest(...files, '--shard=2/2')];
    expect(shards.map(({ tests }) => tests.length).toSorted((a, b) => a - b)).toEqual([1, 12]);
  });

  it('compiles with the types of the package, and does not where it asks for what there is not', async () => {
    const strict = { strict: true, noEmit: true, module: 'NodeNext', target: 'ES2022', skipLibCheck: true };
    const compilerOptions = { ...strict, allowImportingTsExtensions: true, types: ['node'] };
    const compile = (...files: readonly string[]) => {
      project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
      return project.run('typescript/bin/tsc', '-p', '.');
    };
    expect(await compile('shop.test.ts', 'pasted-0.test.ts', 'pasted-2.test.ts', 'cycle.test.ts')).toEqual({
      code: 0,
      stdout: '',
    });
    project.write(
      'wrong.ts',
      "import 'holdfast/vitest';\nimport { expect } from 'vitest';\n\nexpect(1).toHold({ maxWorlds: 1 });\n",
    );
    expect((await compile('wrong.ts')).stdout).toContain("'maxWorlds' does not exist");
  });
});
