// One expectation of a scenario altered, whichever it is, makes it fail at that place.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Device } from './device.mjs';
import { Harness } from './harness.mjs';

/** So many of the scenarios, the first ones. */
const SOME = 8;

/** Why each of them failed, by its name; undefined for one that passed. */
async function outcomes(env) {
  const reports = mkdtempSync(join(tmpdir(), 'cortex-altered-'));
  const harness = new Harness({ ...env, CORTEX_CONFORMANCE_REPORTS: reports });
  try {
    const { scenarios } = await harness.ask({ do: 'scenarios' });
    const device = new Device();
    const found = [];
    for (const scenario of scenarios.slice(0, SOME)) {
      const why = await harness.run(scenario, device);
      const seed = Number(env.CORTEX_CONFORMANCE_ALTER ?? 0);
      const { where } = await harness.ask({ do: 'altered', scenario, seed });
      found.push({ scenario, why, where });
    }
    return found;
  } finally {
    harness.end();
    rmSync(reports, { recursive: true, force: true });
  }
}

test('unaltered, they pass', async () => {
  for (const { scenario, why } of await outcomes({})) assert.equal(why, undefined, scenario);
});

for (const seed of ['1', '2']) {
  test(`every scenario fails where it is altered with the seed ${seed}`, async () => {
    for (const { scenario, why, where } of await outcomes({ CORTEX_CONFORMANCE_ALTER: seed })) {
      assert.notEqual(why, undefined, `${scenario} passed with ${where} altered`);
      assert.ok(why.includes(`${where.split(']')[0]}]`), `${scenario} failed elsewhere than at ${where}: ${why}`);
    }
  });
}
