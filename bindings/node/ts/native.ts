// The addon: what it exports, and where it is. It comes with a package of this platform's own, so that nothing has to be
// downloaded or built when the app is installed.

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

/** Platforms there is a package for. */
const PACKAGES: readonly string[] = ['linux-x64-gnu'];

function platform(): string {
  const { platform: os, arch } = process;
  if (os !== 'linux') return `${os}-${arch}`;
  // Without this the report may look every network address up. The setting is the host's: it gets it back.
  const settings = process.report as typeof process.report & { excludeNetwork?: boolean };
  const { excludeNetwork } = settings;
  settings.excludeNetwork = true;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (excludeNetwork !== undefined) settings.excludeNetwork = excludeNetwork;
  return `${os}-${arch}-${report.header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}

function load(): Native {
  const here = platform();
  const name = `cortex-cloud-${here}`;
  if (!PACKAGES.includes(here)) {
    throw new Error(
      `cortex-cloud has no engine for ${here}; it has one for ${PACKAGES.join(', ')}. Build it from source for others.`,
    );
  }
  try {
    return require(name) as Native;
  } catch (cause) {
    throw new Error(
      `cortex-cloud cannot load its engine: the package ${name} is missing or damaged. It is an optional dependency of ` +
        'cortex-cloud, which some settings leave out. Install again on this platform with ' +
        '`npm install --include=optional`; leave both packages out of a bundle (mark them external).',
      { cause },
    );
  }
}

/** The addon. */
export const native = load();
