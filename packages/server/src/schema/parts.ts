import Type, { type TSchema } from "typebox";

/** Pieces of answers, as OpenAPI tells them. */

/** An object with these fields and no others: what is not told here is not sent. */
export function only<const Fields extends Record<string, TSchema>>(fields: Fields, description?: string) {
  return Type.Object(fields, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
}

export function orNull<const T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const text = Type.String();
export const count = Type.Integer({ minimum: 0 });
export const time = Type.String({ format: "date-time" });
/** Epoch milliseconds. */
export const epochMs = Type.Integer({ description: "Epoch milliseconds." });
export const money = Type.Number({ description: "In units of the reporting currency." });
export const anyObject = Type.Record(Type.String(), Type.Unknown());
export const countsByName = Type.Record(Type.String(), count);
export const identifier = only({ namespace: text, value: text });
