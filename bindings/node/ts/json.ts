/** A value of JSON. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** An object of JSON: what a body is. */
export interface JsonObject {
  [name: string]: JsonValue;
}
