import { type Place } from './errors.js';
/** The text of a body, checked. */
export declare function bodyText(value: unknown, place: Place): string;
/** Refuses what is no body. */
export declare function check(value: unknown, place: Place): void;
/** An object of no class. That of another realm (a window, `vm`) counts as well. */
export declare function isPlain(value: object): boolean;
/** A value in words. */
export declare function described(value: unknown): string;
