// Every scenario is a test. What they say is in tests/conformance; nothing here knows one by name.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Device } from './device.mjs';
import { Harness } from './harness.mjs';

const harness = new Harness();
after(() => harness.end());
const { scenarios } = await harness.ask({ do: 'scenarios' });
const device = new Device();

for (const scenario of scenarios) {
  test(scenario, async () => {
    assert.equal(await harness.run(scenario, device), undefined);
  });
}

test('the report is written', async () => {
  const { report } = await harness.ask({ do: 'report' });
  console.log(`# report: ${report}`);
});
