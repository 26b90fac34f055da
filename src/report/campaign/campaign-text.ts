/** The result of a campaign, for people. */
import type { Counterexample } from '../check/check-report.ts';
import type { CampaignProperty, CampaignReport, KnownRace } from './campaign-report.ts';
import type { Look } from '../terminal/look.ts';
import { Pen } from '../terminal/pen.ts';
import { renderTable } from '../terminal/table.ts';
import { resultText } from '../check/results.ts';
import { counted, grouped } from '../terminal/text.ts';
import { remarkTexts } from '../check/verdict.ts';
import { explained, mentioned, type Violated, type ViolationOptions } from '../check/violations.ts';

/** How a campaign is told. @public */
export interface CampaignOptions extends Look {
  /** The command line that replays a race; shown as it is. */
  readonly replayCommand: (token: string) => string;
  /** How a race is told that happens in such a configuration. */
  readonly lookOf: (config: object) => ViolationOptions;
}

interface Found extends CampaignProperty {
  readonly race: NonNullable<CampaignProperty['race']>;
}

/**
 * Tells what was drawn, what broke and how often, the smallest race as a timeline and the others in a line each, what each
 * scheduler contributed, and what may make the campaign mean less than it seems to.
 *
 * @public
 */
export function renderCampaign(report: CampaignReport, options: CampaignOptions): string {
  const pen = new Pen(options);
  const { lookOf, replayCommand: _replay, ...look } = options;
  const found = sorted(report.properties);
  const tell = (one: Found, how: typeof explained): string => {
    const texts = [placeText(one), ...remarkTexts(one.race)].map((text) => pen.text(text));
    return [how(violatedOf(one), lookOf(one.race.config), pen), ...texts].join('\n');
  };
  const blocks = [
    pen.text(seenText(report)),
    knownText(report, options, pen),
    propertyTable(report, look, pen),
    ...found.slice(0, 1).map((one) => tell(one, explained)),
    found
      .slice(1)
      .map((one) => tell(one, mentioned))
      .join('\n'),
    schedulerTable(report, look),
    pen.text(injectedText(report)),
    warnings(report)
      .map((text) => pen.warning(text))
      .join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

const isFound = (property: CampaignProperty): property is Found => property.race !== undefined;

/** The smallest race of all: fewest faults, then preemptions, then steps; one without steps, which is no race at all, comes last. */
export function smallestIn({ properties }: CampaignReport): CampaignProperty | undefined {
  return sorted(properties)[0];
}

function sorted(properties: readonly CampaignProperty[]): Found[] {
  const key = (found: Found): readonly number[] => {
    const size = sizeOf(found);
    return [size.at(-1) === 0 ? 1 : 0, ...size];
  };
  return properties.filter(isFound).toSorted((one, other) => compareSizes(key(one), key(other)));
}

function sizeOf({ race: { counterexample } }: Found): readonly number[] {
  const { steps, shrunk } = counterexample;
  return [shrunk?.faults ?? 0, shrunk?.preemptions ?? 0, steps.length];
}

function compareSizes(one: readonly number[], other: readonly number[]): number {
  return one.map((size, at) => size - (other[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function violatedOf({ name, kind, race: { message, counterexample } }: Found): Violated {
  return { name, kind, result: 'violated', message, counterexample };
}

/** What a race happens in, and whether it could be smaller. */
function placeText({ race: { batch, config, counterexample } }: Found): string {
  const { protocol, ...rest } = config as { readonly protocol?: string };
  const given = Object.entries({ protocol, ...rest }).flatMap(([name, value]) => settingText(name, value as unknown));
  const least =
    counterexample.shrunk?.minimal === true ? '1-minimal: no step of it can be left out' : 'perhaps not minimal';
  return `drawn in batch ${batch}, ${isShrunk(counterexample) ? 'shrunk to' : 'not shrunk'}: ${given.join(', ')}; ${least}`;
}

function isShrunk({ steps, shrunk }: Counterexample): boolean {
  return shrunk?.minimal === true || shrunk?.from !== steps.length;
}

function settingText(name: string, value: unknown): string[] {
  if (value === true) return [name];
  if (Array.isArray(value)) return [`${name} ${value.length === 0 ? 'none' : value.join(' and ')}`];
  if (typeof value !== 'object' || value === null) return [`${name} ${String(value)}`];
  const entries = Object.entries(value).map(([key, one]) => `${key} ${String(one)}`);
  return entries.length === 0 ? [] : [`${name} ${entries.join(' and ')}`];
}

function seenText(report: CampaignReport): string {
  const { protocol, seed, shard, batches, schedules, steps, worlds, bound, given } = report;
  const share = shard === undefined ? '' : `, shard ${shard.index} of ${shard.of}`;
  const pinned = Object.entries(given).flatMap(([name, value]) => settingText(name, value as unknown));
  const cut = bound === undefined ? '' : `, cut by ${bound}`;
  return [
    `protocol ${protocol}, seed ${seed}${share}: sampled, ${batches === 1 ? '1 batch' : `${grouped(batches)} batches`},`,
    `each of a rollout of its own${pinned.length === 0 ? '' : ` with ${pinned.join(', ')}`}:`,
    `${counted(schedules, 'schedule')}, ${counted(steps, 'step')}, ${counted(worlds, 'world')} seen${cut}.`,
    'A sample proves nothing about the schedules it did not draw',
  ].join(' ');
}

function propertyTable({ properties }: CampaignReport, look: Look, { glyphs }: Pen): string {
  const rows = properties.map((property) => [
    property.name,
    property.kind,
    resultText(property.result, glyphs),
    `${grouped(property.broken)} of ${grouped(property.asked)}`,
    isFound(property) ? raceText(property) : '',
  ]);
  return renderTable(rows, { ...look, header: ['property', 'kind', 'result', 'broke in batches', 'smallest race'] });
}

function raceText(property: Found): string {
  const [faults = 0, preemptions = 0, steps = 0] = sizeOf(property);
  return `${counted(preemptions, 'preemption')}, ${counted(faults, 'fault')}, ${counted(steps, 'step')}`;
}

function schedulerTable({ schedulers, labels: all }: CampaignReport, look: Look): string {
  const rows = schedulers.map(({ name, schedules, steps, worlds, labels, broke }) => [
    name,
    grouped(schedules),
    grouped(steps),
    grouped(worlds),
    `${grouped(labels)} of ${grouped(all)}`,
    broke.length === 0
      ? 'nothing'
      : `${broke.length}, first in schedule ${grouped(Math.min(...broke.map(({ schedule }) => schedule)))}`,
  ]);
  const header = ['scheduler', 'schedules', 'steps', 'new worlds', 'labels taken', 'broke'];
  return renderTable(rows, { ...look, header });
}

function knownText({ known }: CampaignReport, { replayCommand }: CampaignOptions, pen: Pen): string {
  const headOf = ({ property, outcome }: KnownRace): string => `an earlier race of ${property}: ${outcome}`;
  return known
    .map((race) => {
      const head = headOf(race);
      return `${race.outcome === 'still broken' ? pen.bad(head) : pen.text(head)}\n  replay: ${replayCommand(race.token)}`;
    })
    .join('\n');
}

function injectedText({ faults }: CampaignReport): string {
  if (faults.length === 0) return '';
  const told = faults.map(
    ({ name, allowed, injected }) => `${name} ${counted(injected, 'time')} in ${grouped(allowed)}`,
  );
  return `injected, in so many batches that allow it: ${told.join(', ')}`;
}

function warnings({ properties, witnesses, faults }: CampaignReport): string[] {
  const unreached = witnesses.filter(({ reached }) => reached === 0);
  const unused = faults.filter(({ injected }) => injected === 0);
  const slow = properties.filter(({ unsettled, broken }) => unsettled > 0 && broken === 0);
  const unshrunk = properties.filter(({ race }) => race !== undefined && !isShrunk(race.counterexample));
  return [
    ...unreached.map(({ name }) => `witness ${name} never reached: this campaign may be vacuous`),
    ...unused.map(({ name }) => `fault ${name} never injected: nothing was learnt about it`),
    ...slow.map(
      ({ name, unsettled }) =>
        `${counted(unsettled, 'schedule')} did not reach ${name} within its steps without faults; none of them was shown to be stuck`,
    ),
    ...unshrunk.map(
      ({ name }) => `there was no time to shrink the race of ${name}: its replay is the schedule as it was drawn`,
    ),
  ];
}
