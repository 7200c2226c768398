// One expectation of a scenario altered, whichever it is, makes it fail at that place.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Device } from './device.mjs';
import { Harness } from './harness.mjs';

/** What to alter, and why each of the scenarios failed with one seed, or with none; undefined for one that passed. */
async function outcomes(seed) {
  const reports = mkdtempSync(join(tmpdir(), 'cortex-altered-'));
  const env = seed === undefined ? {} : { CORTEX_CONFORMANCE_ALTER: String(seed) };
  const harness = new Harness({ ...env, CORTEX_CONFORMANCE_REPORTS: reports });
  try {
    const { scenarios, seeds } = await harness.ask({ do: 'to_alter' });
    const device = new Device();
    const found = [];
    for (const scenario of scenarios) {
      const why = await harness.run(scenario, device);
      const { where } = await harness.ask({ do: 'altered', scenario, seed: seed ?? 0 });
      found.push({ scenario, why, where });
    }
    assert.ok(found.length > 0);
    return { found, seeds };
  } finally {
    harness.end();
    rmSync(reports, { recursive: true, force: true });
  }
}

test('what passes fails where it is altered, with every seed', async () => {
  const { found, seeds } = await outcomes();
  for (const { scenario, why } of found) assert.equal(why, undefined, scenario);
  assert.ok(seeds.length > 0);
  for (const seed of seeds) {
    for (const { scenario, why, where } of (await outcomes(seed)).found) {
      assert.notEqual(why, undefined, `${scenario} passed with ${where} altered`);
      assert.ok(why.includes(`${where.split(']')[0]}]`), `${scenario} failed elsewhere than at ${where}: ${why}`);
    }
  }
});
