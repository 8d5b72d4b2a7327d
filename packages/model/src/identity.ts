/** One identifier: a value in a namespace, such as `email` / `ada@example.com`. Values are compared exactly, after normalization. */
export interface Identifier {
  /** `user_id`, `anonymous_id`, `email`, `phone`, `loyalty_id`, `device_id`, `profile_id`, or a source's own. */
  namespace: string;
  value: string;
}

/** `namespace:value`, the form under which stores index identifiers. */
export type IdentifierKey = string;

export function identifierKey(identifier: Identifier): IdentifierKey {
  return `${identifier.namespace}:${identifier.value}`;
}

/** The inverse of `identifierKey`; a namespace never holds a colon, a value may. */
export function parseIdentifierKey(key: IdentifierKey): Identifier {
  const colon = key.indexOf(":");
  return { namespace: key.slice(0, colon), value: key.slice(colon + 1) };
}

/** What the stores keep of one identifier. */
export interface IdentityRecord {
  /** The profile that new events naming only this identifier go to; empty where it never joined one (a limit kept it apart). */
  profileId: string;
  /**
   * Every profile that owns a log entry naming this identifier, the present owner included. More than one where two people
   * shared a browser, or where a limit kept an identifier from joining. Erasure follows it. At most 100, ascending.
   */
  namedBy: string[];
  /** More profiles than `namedBy` may hold name it (a kiosk's browser): the list is empty, and who needs it reads the log. */
  shared?: true;
}
