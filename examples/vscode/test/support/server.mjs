// A real sync server with one space.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

function program() {
  const path = process.env.CORTEX_SERVER_BIN;
  if (path === undefined) throw new Error('CORTEX_SERVER_BIN names no server: set it to the path of cortex-server');
  return path;
}

/** Starts a server; `url`, and `key()` for a key of one account. */
export async function startServer(context) {
  const bin = program();
  const data = mkdtempSync(join(tmpdir(), 'vscode-server-'));
  const manage = (...args) => execFileSync(bin, [...args, '--data', data], { encoding: 'utf8' });
  manage('space', 'create', 'team');
  const server = spawn(bin, ['serve', '--data', data, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  context.after(async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  });
  const url = await addressOf(server);
  const key = (role = 'editor') => JSON.parse(manage('key', 'create', '--space', 'team', '--role', role, '--json')).key;
  return { url, key };
}

/** One that takes connections and says nothing. */
export async function silentServer(context) {
  const sockets = new Set();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** It says where it listens once it does. */
async function addressOf(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const said = /^listening on (http:\/\/\S+)/.exec(line);
    if (said !== null) return said[1];
  }
  throw new Error('the server does not start');
}
