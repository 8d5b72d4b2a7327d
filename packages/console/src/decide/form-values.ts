/** What was typed as a number; what is none is handed on as it was typed, so that the check of the playbook names it. */
export function typedNumber(text: string): number {
  const read = Number(text);
  return text.trim() !== "" && Number.isFinite(read) ? read : (text as unknown as number);
}

/** A number as it is typed; empty where there is none. */
export const typedText = (value: number | undefined): string => (value === undefined ? "" : String(value));

/** A field of an entry, trimmed; none where nothing was typed. */
export function said<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return text.trim() === "" ? {} : ({ [name]: text.trim() } as Record<Name, string>);
}

/** A numeric field of an entry, times a factor (0.01 for what is typed as percent); none where nothing was typed. */
export function saidNumber<Name extends string>(name: Name, text: string, factor = 1): Partial<Record<Name, number>> {
  if (text.trim() === "") return {};
  const read = typedNumber(text);
  return { [name]: typeof read === "number" ? Number((read * factor).toPrecision(12)) : read } as Record<Name, number>;
}
