/** A value that JSON can carry. Amounts that must stay exact are integers of micros, never fractions. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}
