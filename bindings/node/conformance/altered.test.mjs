// One expectation of a scenario altered, whichever it is, makes it fail.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Device } from './device.mjs';
import { Harness } from './harness.mjs';

/** So many of the scenarios, the first ones. */
const SOME = 8;

for (const seed of ['1', '2']) {
  test(`every scenario fails when it is altered with the seed ${seed}`, async () => {
    const reports = mkdtempSync(join(tmpdir(), 'cortex-altered-'));
    const harness = new Harness({ CORTEX_CONFORMANCE_ALTER: seed, CORTEX_CONFORMANCE_REPORTS: reports });
    try {
      const { scenarios } = await harness.ask({ do: 'scenarios' });
      const device = new Device();
      for (const scenario of scenarios.slice(0, SOME)) {
        const why = await harness.run(scenario, device);
        const { where } = await harness.ask({ do: 'altered', scenario, seed: Number(seed) });
        assert.notEqual(why, undefined, `${scenario} passed with ${where} altered`);
      }
    } finally {
      harness.end();
      rmSync(reports, { recursive: true, force: true });
    }
  });
}
