/** A long campaign against the newest protocol, with another seed each time. What it finds is written down as scenarios. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { saveRace } from '../../src/jobs/save-race.ts';
import { PROTOCOLS } from '../../src/machines/index.ts';
import type { CampaignProperty, CampaignReport } from '../../src/report/index.ts';
import { UserError } from '../../src/user-error.ts';
import { holdfast, ROOT } from '../integration/cli-process.ts';

const MINUTES = Number(process.env['HOLDFAST_CAMPAIGN_MINUTES'] ?? 60);
const SEED = process.env['HOLDFAST_CAMPAIGN_SEED'] ?? `campaign-${Date.now().toString(36)}`;
/** To make small what was found takes longer than the clock says. */
const LONGEST = (MINUTES + 30) * 60_000;

/** Where a scenario of the race is, or why there is none. */
async function saved(property: CampaignProperty, report: CampaignReport): Promise<string> {
  const path = join(ROOT, 'scenarios', `found-${SEED}-${property.name}.yaml`);
  try {
    return await saveRace(path, property, report);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

it(
  `the newest protocol breaks nothing in ${MINUTES} minutes of drawn schedules`,
  async () => {
    expect(existsSync(`${ROOT}dist/cli/main.js`), 'this runs what is built: npm run build').toBe(true);
    const options = ['--protocol', PROTOCOLS.at(-1)?.name ?? '', '--minutes', String(MINUTES), '--seed', SEED];
    process.stdout.write(`holdfast simulate ${options.join(' ')}\n`);
    const { code, stdout } = await holdfast(['simulate', ...options, '--json']);
    const report = JSON.parse(stdout) as CampaignReport;
    process.stdout.write(`${report.batches} batches, ${report.schedules} schedules, ${report.steps} steps\n`);
    expect(report.batches).toBeGreaterThan(0);
    const broken = report.properties.filter(({ result }) => result === 'violated');
    const told = await Promise.all(
      broken.map(async (property) => {
        const { message = '', counterexample } = property.race ?? {};
        return `${property.name}: ${message}. holdfast replay ${counterexample?.token}. ${await saved(property, report)}`;
      }),
    );
    expect(told).toEqual([]);
    expect(code).toBe(3);
  },
  LONGEST,
);
