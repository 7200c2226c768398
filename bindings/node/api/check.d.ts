import { type Place } from './errors.js';
/** What a value must be. Those of the contract's own types are in shapes.ts. */
export type Shape = {
    kind: 'text' | 'integer' | 'boolean' | 'json';
} | {
    kind: 'list' | 'map';
    of: Shape;
} | {
    kind: 'as';
    of: () => Shape;
} | {
    kind: 'dictionary';
    name: string;
    fields: Fields;
} | {
    kind: 'names';
    name: string;
    names: readonly string[];
} | {
    kind: 'variants';
    name: string;
    variants: Record<string, Fields>;
};
type Fields = Record<string, Field>;
interface Field {
    /** Its name in the contract. */
    argument: string;
    of: Shape;
    /** Whether it may be left out. */
    optional?: true;
    /** Whether null will do. */
    nullable?: true;
}
/** A text that UTF-8 can say; the addon would put another character in the place of half a pair. */
export declare function text(value: unknown, argument: string): string;
/** A text, or null where there is none. */
export declare function textOrNull(value: unknown, argument: string): string | null;
/** A whole number up to 2^53-1. */
export declare function integer(value: unknown, argument: string): number;
/** The JSON text of an argument of this shape. */
export declare function argumentText(shape: Shape, value: unknown, argument: string): string;
/** Refuses a value that is not of this shape. */
export declare function checked(shape: Shape, value: unknown, place: Place): void;
export {};
