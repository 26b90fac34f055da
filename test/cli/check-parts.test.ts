import { describe, expect, it } from 'vitest';
import { DEPLOYMENT_ORDERS } from '../../src/machines/index.ts';
import type { CheckReport } from '../../src/report/index.ts';
import { everyProperty, partOf, propertiesOf } from '../../src/rollout/system/asked-properties.ts';
import { PARTS } from '../../src/rollout/parts/index.ts';
import { ROLLOUT_FAULTS } from '../../src/rollout/system/rollout-system.ts';
import { parseToken } from '../../src/report/timeline/token-text.ts';
import { holdfast } from './in-process.ts';

const ONE = ['check', '--protocol', 'fenced', '--operations', '1', '--faults', 'none'];

/** The names of the parts but these, as a report lists what it left out. */
const but = (...within: readonly string[]): string =>
  PARTS.flatMap(({ name }) => (within.includes(name) ? [] : [name])).join(', ');

describe('holdfast check says which parts were in the model', () => {
  it.each([
    [[], `Left out of it: ${but()}.`],
    [['--leases'], `In the model: leases (one driver for all operations). Left out of it: ${but('leases')}.`],
    [['--order', 'rolling'], `In the model: order (rolling). Left out of it: ${but('order')}.`],
    [
      ['--leases', '--drivers', '2', '--order', 'parallel'],
      'In the model: leases (2 drivers, each takes any operation), order (parallel).',
    ],
  ])('%j', async (options, text) => {
    const { code, stdout } = await holdfast([...ONE, ...options]);
    expect(code).toBe(0);
    expect(stdout.split('\n\n')[0]?.replaceAll('\n', ' ')).toContain(text);
  });

  it('as data, too', async () => {
    const { stdout } = await holdfast([...ONE, '--leases', '--drivers', '2', '--json']);
    const { parts = [] } = JSON.parse(stdout) as CheckReport;
    expect(parts.map(({ name }) => name)).toEqual(PARTS.map(({ name }) => name));
    const within = parts.filter((part) => part.within !== null);
    expect(within).toEqual([{ name: 'leases', within: '2 drivers, each takes any operation' }]);
  });

  it('and gives its races tokens that carry them', async () => {
    const options = ['--protocol', 'own-tasks', '--leases', '--order', 'rolling', '--faults', 'none', '--json'];
    const { code, stdout } = await holdfast(['check', ...options]);
    expect(code).toBe(1);
    const { properties } = JSON.parse(stdout) as CheckReport;
    const { token = '' } = properties.find(({ name }) => name === 'no-false-terminal')?.counterexample ?? {};
    expect(parseToken(token).config).toMatchObject({ leases: true, order: 'rolling' });
    const replayed = await holdfast(['replay', token]);
    expect(replayed.code).toBe(1);
    expect(replayed.stdout).toContain('✗ no-false-terminal breaks');
  });
});

describe('holdfast check refuses', () => {
  it.each([
    [
      ['--property', 'one-lease-holder'],
      '--property one-lease-holder needs leases, which this check leaves out. Add --leases, or ask for one of: no-false-terminal, ',
    ],
    [
      ['--leases', '--property', 'order-respected'],
      '--property order-respected needs order, which this check leaves out. Add --order rolling, or ask for one of: ',
    ],
    [
      ['--property', 'one-lease-holdr'],
      '--property: unknown property "one-lease-holdr". Did you mean "one-lease-holder"?',
    ],
    [
      ['--faults', 'expiry=1'],
      '--faults expiry needs leases, which this check leaves out. Add --leases, or leave expiry out',
    ],
    [
      ['--drivers', '2'],
      '--drivers is for --leases: without leases each operation has a drive of its own. Add --leases',
    ],
    [
      ['--order', 'rollin'],
      '--order: unknown order "rollin". Did you mean "rolling"? Known: rolling, barrier, parallel',
    ],
    [['--reaper'], 'a reaper goes by leases: add "leases: true"'],
    [['--holders', '1'], '--holders is for --leases: '],
    [['--leases', '--symmetry'], '--leases and --symmetry exclude each other: '],
  ])('%j', async (options, message) => {
    const { code, stderr } = await holdfast(['check', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('the parts of a model', () => {
  it('have properties and faults that there are, each of one part', () => {
    const properties = PARTS.flatMap((part) => propertiesOf(part).map(({ name }) => name));
    expect(new Set(properties).size).toBe(properties.length);
    const known = everyProperty().map(({ name }) => name);
    expect(properties.filter((name) => !known.includes(name))).toEqual([]);
    const faults = PARTS.flatMap((part) => Object.keys(part.faults ?? {}));
    expect(new Set(faults).size).toBe(faults.length);
    expect(faults.filter((fault) => !Object.hasOwn(ROLLOUT_FAULTS, fault))).toEqual([]);
    expect(partOf('one-lease-holder')?.name).toBe('leases');
    expect(partOf('no-false-terminal')).toBeUndefined();
  });

  it.each(DEPLOYMENT_ORDERS)('say by its name which order is in: %s', (order) => {
    expect(PARTS.map(({ within }) => within({ order })).filter((within) => within !== null)).toEqual([order]);
  });
});
