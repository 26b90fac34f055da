import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlFile } from '../../src/files/yaml-file.ts';
import { rolloutOf, rolloutSchema, specOf, type Rollout } from '../../src/driver/index.ts';
import { UserError } from '../../src/user-error.ts';

const PATH = 'somewhere/add index.yaml';

function parse(text: string): Rollout {
  return rolloutOf(parseYamlFile(PATH, text, rolloutSchema), PATH);
}

function mistakes(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n').map((line) => line.replace(`${PATH}:`, ''));
    throw error;
  }
  return [];
}

describe('a rollout file', () => {
  it('needs no more than names and commands', () => {
    expect(parse('deployments: [{ name: us, run: ./migrate.sh us }]')).toEqual({
      apply: 'add index',
      protocol: expect.objectContaining({ name: 'merged' }),
      order: 'rolling',
      store: resolve('somewhere/add index.db'),
      folder: resolve('somewhere'),
      stateFolder: resolve('somewhere/.holdfast/add%20index'),
      pollInterval: 1000,
      leaseTtl: 10_000,
      deployments: [{ name: 'us', run: './migrate.sh us', onFailure: 'halt' }],
    });
  });

  it('may say everything', () => {
    const text = `
apply: v42
protocol: refuse
store: ../shared.db
order: parallel
poll: 200ms
lease: 1m
deployments:
  - { name: us, run: [./migrate.sh, us east], on_failure: continue }
`;
    expect(parse(text)).toMatchObject({
      apply: 'v42',
      protocol: { name: 'refuse' },
      store: resolve('shared.db'),
      order: 'parallel',
      pollInterval: 200,
      leaseTtl: 60_000,
      deployments: [{ run: ['./migrate.sh', 'us east'], onFailure: 'continue' }],
    });
  });

  it('orders deployments by their number, or else by their place, and keeps equals as they are', () => {
    const names = (text: string) => parse(text).deployments.map((deployment) => deployment.name);
    expect(names('deployments: [{name: a, run: x}, {name: b, run: x, order: 1}, {name: c, run: x, order: 0}]')).toEqual(
      ['c', 'a', 'b'],
    );
    expect(names('deployments: [{name: a, run: x, order: 3}, {name: b, run: x}, {name: c, run: x}]')).toEqual([
      'b',
      'a',
      'c',
    ]);
  });

  it('becomes the spec that the store compares: how often to poll is not part of it', () => {
    const one = specOf(parse('poll: 1s\ndeployments: [{ name: us, run: [a, b] }]'));
    const two = specOf(parse('poll: 2s\nlease: 1s\ndeployments: [{ name: us, run: [a, b] }]'));
    expect(one).toEqual(two);
    expect(one.operations).toEqual([{ id: 'us', onFailure: 'halt', payload: '["a","b"]' }]);
  });

  it('of the example is right', () => {
    const path = 'examples/rollout/rollout.yaml';
    const { deployments } = rolloutOf(parseYamlFile(path, readFileSync(path, 'utf8'), rolloutSchema), path);
    expect(deployments.map((deployment) => deployment.name)).toEqual(['us-east', 'eu-west', 'ap-south']);
  });
});

describe('a mistake in a rollout file', () => {
  it('is told with its place, all of them at once, with the word that was probably meant', () => {
    const text = `
aply: v42
protocol: mergd
order: roling
poll: soon
deployments:
  - name: us
    rum: ./migrate.sh
    on_failure: pasue
  - name: US
    run: []
  - run: 5
    order: first
`;
    expect(mistakes(text)).toEqual([
      '2:1: unknown key "aply". Did you mean "apply"? Known: apply, protocol, store, order, poll, lease, deployments',
      '3:11: protocol: unknown value "mergd". Did you mean "merged"? Known: own-tasks, fallback, refuse, merged, held, cas, fenced',
      '4:8: order: unknown value "roling". Did you mean "rolling"? Known: rolling, parallel',
      '5:7: poll: expected a time like 200ms, 2s or 1m',
      '7:5: deployments[0]: missing key "run"',
      '8:5: deployments[0]: unknown key "rum". Did you mean "run"? Known: name, run, order, on_failure',
      '9:17: deployments[0].on_failure: unknown value "pasue". Did you mean "pause"? Known: halt, continue, pause',
      '11:10: deployments[1].run: expected at least 1 item',
      '12:5: deployments[2]: missing key "name"',
      '12:10: deployments[2].run: expected a text or a list, got the number 5',
      '13:12: deployments[2].order: expected a number, got "first"',
    ]);
  });

  it('is a name that two deployments share, whatever the letter case', () => {
    const text = 'deployments:\n  - { name: us, run: x }\n  - { name: US, run: x }';
    expect(mistakes(text)).toEqual([
      '3:13: deployments[1].name: another deployment has this name (upper and lower case count as the same)',
    ]);
  });

  it('is a name that no folder can have, an empty command, or a time too short', () => {
    expect(mistakes(`deployments: [{ name: ${'x'.repeat(300)}, run: x }]`)[0]).toContain('expected a shorter name');
    expect(mistakes('deployments: [{ name: "a\\nb", run: x }]')[0]).toContain('expected a name on one line');
    expect(mistakes('deployments: [{ name: a, run: "" }]')).toEqual([
      '1:31: deployments[0].run: expected a text that is not empty',
    ]);
    expect(mistakes('poll: 1ms\ndeployments: [{ name: a, run: b }]')).toEqual(['1:7: poll: expected at least 10ms']);
  });

  it('is a file without deployments, or without anything', () => {
    expect(mistakes('deployments: []')).toEqual(['1:14: deployments: expected at least 1 item']);
    expect(mistakes('')).toEqual(['1:1: expected a mapping, got nothing']);
    expect(mistakes('- a')).toEqual(['1:1: expected a mapping, got a list']);
  });
});
