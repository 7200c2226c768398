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
/** The addon. */
export declare const native: Native;
export {};
