// The program that keeps the server, the scenarios and what they expect.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Harness {
  #process;
  #lines;

  constructor(env = {}) {
    const program = process.env.CORTEX_CONFORMANCE_HARNESS;
    if (program === undefined) throw new Error('CORTEX_CONFORMANCE_HARNESS names no program; run cargo xtask test');
    this.#process = spawn(program, ['node'], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask(message) {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
    const { done, value } = await this.#lines.next();
    if (done) throw new Error('the harness has ended');
    const reply = JSON.parse(value);
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }

  /** Runs a scenario; why it failed, if it did. */
  async run(scenario, device) {
    let reply = await this.ask({ do: 'begin', scenario });
    while (reply.step !== undefined) {
      reply = await this.ask({ do: 'outcome', ...(await device.perform(reply.step)) });
    }
    return reply.end.passed ? undefined : (reply.end.why ?? 'it says not why');
  }

  end() {
    this.#process.stdin.end();
  }
}
