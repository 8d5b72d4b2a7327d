/** Who did what through the API: one link of a chain. */
export interface AuditRecord {
  /** 1, 2, 3, … without a gap. */
  sequence: number;
  /** Epoch milliseconds. */
  at: number;
  /** What the request says of who asks; else by which way it came. */
  by: string;
  /** Method and route, such as `POST /v1/playbook/apply`. */
  action: string;
  /** The route's parameters; people under a pseudonym, so that erasing them leaves nothing here. */
  target: string;
  status: number;
  /** SHA-256 of the JSON body, hex; null where there was none, or it was a file. */
  bodyDigest: string | null;
  /** The hash of the record before; 64 zeros for the first. */
  previous: string;
  /** SHA-256, hex, of all of the above. */
  hash: string;
}

export interface AuditVerification {
  entries: number;
  intact: boolean;
  /** Write it down elsewhere: a chain that was made anew from the beginning has another. */
  head: string | null;
  /** The first record that does not fit; null where all do. */
  broken: { sequence: number; reason: string } | null;
}
