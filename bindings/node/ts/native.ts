// The addon: what it exports, and where it is. It comes with a package of this platform's own, so that nothing has to be
// downloaded or built when the app is installed.

import { PLATFORMS, VERSION } from './platforms.js';

/** The engine of the addon. Texts are JSON. */
export interface NativeEngine {
  close(): void;
  put(table: string, id: string, body: string): boolean;
  putMany(table: string, rows: string, cancel?: NativeCancelToken): number;
  putManyAsync(table: string, rows: string, cancel?: NativeCancelToken): Promise<number>;
  get(table: string, id: string): string | null;
  getRecord(table: string, id: string): string;
  delete(table: string, id: string): boolean;
  query(table: string, query: string): string;
  queryAsync(table: string, query: string): Promise<string>;
  queryRecords(table: string, query: string): string;
  count(table: string, filter: string | null): number;
  apply(changes: string): number;
  applyAsync(changes: string): Promise<number>;
  tables(): string;
  setTablePolicy(table: string, policy: string): Promise<void>;
  putMemory(memory: string): string;
  getMemory(id: string): string | null;
  queryMemories(query: string): string;
  sync(cancel?: NativeCancelToken): Promise<string>;
  push(cancel?: NativeCancelToken): Promise<string>;
  pull(cancel?: NativeCancelToken): Promise<string>;
  verify(cancel?: NativeCancelToken): Promise<string>;
  goOnline(cancel?: NativeCancelToken): Promise<string>;
  goOffline(): void;
  start(): void;
  stop(): Promise<void>;
  queueMutation(mutation: string): boolean;
  queuedMutations(after: number | null, limit: number): string;
  getStatus(): string;
  explain(table: string, id: string): string;
  conflicts(filter: string): string;
  resolveConflict(table: string, id: string, strategy: string): void;
  resolveConflictWith(table: string, id: string, body: string): void;
  restore(conflictId: number, side: string): boolean;
  failedMutations(): string;
  retryFailed(table: string | null, id: string | null): number;
  discardFailed(table: string | null, id: string | null): number;
  loginApiKey(key: string): void;
  logout(): void;
  authState(): string;
  quota(): string;
  checkQuota(): string;
  subscribe(wake: () => void): NativeSubscription;
  setLogSink(queue: NativeLogQueue, wake: () => void, level: string): void;
  clearLogSink(): void;
  noteFailed(): void;
}

/** A listener's subscription. */
export interface NativeSubscription {
  cancel(): void;
  take(): string | null;
}

/** Log entries that wait. */
export interface NativeLogQueue {
  take(): string | null;
}

/** Ends the long calls it was given to. */
export interface NativeCancelToken {
  cancel(): void;
  isCancelled(): boolean;
}

/** What the engine knows of a token store. */
export interface NativeHostTokens {
  loaded(name: string, secret: string | null): void;
  unreadable(name: string, reason: string): void;
  ask(): void;
  asked(): [name: string, secret?: string] | null;
  done(failure?: string): void;
}

interface Native {
  CloudEngine: new (config: string, tokens?: NativeHostTokens) => NativeEngine;
  CancelToken: new () => NativeCancelToken;
  LogQueue: new () => NativeLogQueue;
  HostTokens: new () => NativeHostTokens;
}

/**
 * Names of packages that may fit. On Linux both: npm installs the one of the C library that is there, and the process's
 * own report, which would say which it is, must not be asked in Electron.
 */
function candidates(): string[] {
  const { platform: os, arch } = process;
  const here = `${os}-${arch}`;
  return PLATFORMS.filter((name) => name === here || name.startsWith(`${here}-`));
}

function load(): Native {
  const fitting = candidates().map((name) => `cortex-cloud-${name}`);
  const [first] = fitting;
  if (first === undefined) {
    throw new Error(
      `cortex-cloud has no engine for ${process.platform} on ${process.arch}; it has one for ${PLATFORMS.join(', ')}. ` +
        'Build it from source for others.',
    );
  }
  const missing: string[] = [];
  const broken: string[] = [];
  let cause: unknown;
  for (const name of fitting) {
    try {
      return require(name) as Native;
    } catch (error) {
      cause ??= error;
      if (!isThere(name)) missing.push(name);
      else broken.push(`the package ${name} is there, and: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const gets = missing.map((name) => {
    const libc = name.endsWith('-musl') ? 'with musl (Alpine): ' : name.endsWith('-gnu') ? 'with glibc: ' : '';
    return `${libc}\`npm install ${name}@${VERSION}\``;
  });
  if (broken.length > 0) {
    const instead = gets.length > 0 ? ` If it is of another system, get the right one, ${gets.join('; ')}.` : '';
    throw new Error(`cortex-cloud cannot load its engine: ${broken.join('; ')}.${instead}`, { cause });
  }
  throw new Error(
    `cortex-cloud cannot load its engine: the package ${first} is missing. It is an optional dependency of cortex-cloud, ` +
      'which some settings leave out, and so does a lock file or a node_modules of another platform. Install again on ' +
      `this one with \`npm install --include=optional\`, or get it, ${gets.join('; ')}. Leave cortex-cloud and that ` +
      'package out of a bundle (mark them external).',
    { cause },
  );
}

/** Whether the package is installed, whatever else is wrong with it. */
function isThere(name: string): boolean {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** The addon. */
export const native = load();
