import { channelNames, messageEntrySchema } from "@attune/model/message";
import { nearestWord } from "@attune/rules/nearest-word";
import { Compile } from "typebox/compile";
import { findProblem, type Problem } from "../schema/find-problem.ts";

const byChannel = new Map(
  messageEntrySchema.anyOf.map((schema) => [
    schema.properties.channel.const as string,
    { schema, is: Compile(schema) },
  ]),
);

/** What is wrong with the first of `messages:` that does not fit the form of its channel; null: nothing of that. */
export function problemOfMessages(messages: unknown): Problem | null {
  if (!isObject(messages)) return null;
  for (const [id, entry] of Object.entries(messages)) {
    const problem = isObject(entry) ? problemOf(entry, `messages.${id}`) : null;
    if (problem !== null) return problem;
  }
  return null;
}

function problemOf(entry: Record<string, unknown>, path: string): Problem | null {
  const { channel } = entry;
  const known = channelNames.join(", ");
  if (channel === undefined) return { path: `${path}.channel`, message: `is missing; one of ${known}` };
  const form = typeof channel === "string" ? byChannel.get(channel) : undefined;
  if (form === undefined) {
    const close = typeof channel === "string" ? nearestWord(channel, channelNames) : null;
    const hint = close === null ? `known are ${known}` : `did you mean ${close}? Known are ${known}`;
    return { path: `${path}.channel`, message: `${JSON.stringify(channel).slice(0, 100)} is no channel; ${hint}` };
  }
  if (form.is.Check(entry)) return null;
  const problem = findProblem(form.schema, entry, form.is.Errors(entry));
  return { ...problem, path: problem.path === "" ? path : `${path}.${problem.path}` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
