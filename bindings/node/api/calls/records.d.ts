import { type CallOptions } from '../abort.js';
import type { JsonObject } from '../json.js';
import type { CloudRecord, Page, Query, RecordBody, RecordChange, RecordPage, TableInfo, TablePolicy } from '../types.js';
import { Handle } from './handle.js';
/** Calls of the store. */
export declare abstract class Records extends Handle {
    /**
     * Saves a record's body, replacing what was there. Returns whether that changed anything: a body equal to the present
     * one is no mutation.
     *
     * `table` has 1 to 128 bytes, `id` 1 to 512, both without control characters. `body` is a JSON object of
     * at most `Config.maxBodyBytes`; it is kept in its canonical form (RFC 8785). Integers beyond 2^53-1, duplicate
     * keys and lone surrogates are refused.
     *
     * Throws `InvalidArgumentError` with the path of what is wrong; `BusyError`; `StorageError`. In each case nothing was
     * changed.
     */
    put(table: string, id: string, body: object): boolean;
    /**
     * Saves many records of one table, each as `put` would. Returns how many changed. For imports.
     *
     * Every row is checked before the first is written. They are written in order, in transactions of 500.
     *
     * Throws `InvalidArgumentError` with the number of the row, and nothing was changed; `CancelledError`, `BusyError`
     * and `StorageError`, after which the rows of finished transactions are saved and the rest is not.
     */
    putMany(table: string, rows: RecordBody[], options?: CallOptions): number;
    /** The same as `putMany`, on a thread of its own. Rows are taken when it is called. */
    putManyAsync(table: string, rows: RecordBody[], options?: CallOptions): Promise<number>;
    /**
     * The body of a record in canonical form; `null` for one that does not exist or is deleted.
     *
     * Throws `InvalidArgumentError` for a table or id that will not do; `StorageError`.
     */
    get<T extends object = JsonObject>(table: string, id: string): T | null;
    /**
     * A record with its metadata, deleted ones included; `null` for one that never existed, or that only the server has
     * because the table is local here.
     *
     * Throws as `get`.
     */
    getRecord<T extends object = JsonObject>(table: string, id: string): CloudRecord<T> | null;
    /**
     * Deletes a record. Returns whether there was one. The delete is a mutation like any other and reaches the other
     * devices with the next sync.
     *
     * Throws as `put`.
     */
    delete(table: string, id: string): boolean;
    /**
     * Bodies of a table's records, a page at a time. Deleted ones are left out.
     *
     * Throws `InvalidArgumentError` for a table, filter, order, limit or page token that will not do, of a filter with
     * the place of what is wrong; `StorageError`.
     */
    query<T extends object = JsonObject>(table: string, query?: Query): Page<T>;
    /** The same as `query`, on a thread of its own. */
    queryAsync<T extends object = JsonObject>(table: string, query?: Query): Promise<Page<T>>;
    /**
     * A table's records with their metadata, a page at a time. Deleted ones are left out.
     *
     * Throws as `query`.
     */
    queryRecords<T extends object = JsonObject>(table: string, query?: Query): RecordPage<T>;
    /**
     * How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
     *
     * Throws as `query`.
     */
    count(table: string, filter?: object | null): number;
    /**
     * Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records changed.
     *
     * They are one unit from then on: other devices see all of them or none, but for the records they have changed
     * themselves, and the server takes all or none. Of several changes to one record the last counts.
     *
     * Throws `InvalidArgumentError` with the number of the change; `BusyError`; `StorageError`. In each case nothing was
     * changed.
     */
    apply(changes: RecordChange[]): number;
    /** The same as `apply`, on a thread of its own. Changes are taken when it is called. */
    applyAsync(changes: RecordChange[]): Promise<number>;
    /**
     * The tables that have records or a policy, by name. Counts every record of the file.
     *
     * Throws `StorageError`.
     */
    tables(): TableInfo[];
    /**
     * Sets what holds for a table from now on, in this file. From local to cloud, its records are queued; from cloud to
     * local, nothing goes up or comes down any more and both copies stay as they are. Indexes are made and dropped at
     * once.
     *
     * Throws `InvalidArgumentError` for a table or a path that will not do; `BusyError` when another writer does not let
     * go within 10 s, and then nothing was changed; `StorageError`.
     */
    setTablePolicy(table: string, policy: TablePolicy): Promise<void>;
}
