import type { Engine } from "@attune/engine/runtime/engine";
import type { DecideRequest } from "@attune/model/decision";
import type { JsonObject } from "@attune/model/json";

type Person = Pick<DecideRequest, "userId" | "anonymousId">;

const userNames = ["userId", "user_id"];
const anonymousNames = ["anonymousId", "anonymous_id", "deviceId", "device_id"];

/**
 * Who is meant by the attributes of a flag client. `userId` and `anonymousId` say it themselves; a key that says nothing of its kind is the
 * user of that id where there is one, and an anonymous id otherwise: two user ids never become one person, so nobody is called a user by guess.
 * Null where nobody is named.
 */
export async function flagPerson(engine: Engine, attributes: JsonObject, keyName: string): Promise<Person | null> {
  const person: Person = {};
  const userId = textOf(attributes, userNames);
  const anonymousId = textOf(attributes, anonymousNames);
  if (userId !== undefined) person.userId = userId;
  if (anonymousId !== undefined) person.anonymousId = anonymousId;
  const key = textOf(attributes, [keyName]);
  if (key === undefined || key === userId || key === anonymousId)
    return key === undefined && isNobody(person) ? null : person;
  if (userId === undefined && (await engine.findProfile({ namespace: "user_id", value: key })) !== undefined)
    return { ...person, userId: key };
  return anonymousId === undefined ? { ...person, anonymousId: key } : person;
}

function isNobody({ userId, anonymousId }: Person): boolean {
  return userId === undefined && anonymousId === undefined;
}

function textOf(attributes: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}
