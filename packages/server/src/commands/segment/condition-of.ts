import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Json } from "@attune/model/json";
import { parse } from "yaml";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";

/** Where a command line has a condition from. */
export interface ConditionOptions {
  when?: string;
  file?: string;
}

/** The condition that a command line gives, as YAML or JSON. */
export async function conditionOf({ when, file }: ConditionOptions, environment: Environment): Promise<Json> {
  if ((when === undefined) === (file === undefined))
    throw new UsageError("name a segment, or give a condition with --when or --file");
  const text = when ?? (await textIn(resolve(environment.workingDirectory, file!)));
  try {
    return parse(text) as Json;
  } catch (error) {
    throw new UsageError(`the condition cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
}

async function textIn(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}
