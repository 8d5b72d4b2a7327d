import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { AttuneError } from "@attune/model/errors";

/** The work of one hash: `cost` (N, a power of two), `blockSize` (r), `parallelism` (p); memory is 128·N·r bytes. */
export interface PasswordWork {
  cost: number;
  blockSize: number;
  parallelism: number;
}

/** 32 MB and about three times 60 ms of one core: the third of the equal settings in OWASP's password storage cheat sheet. */
export const presentWork: PasswordWork = { cost: 2 ** 15, blockSize: 8, parallelism: 3 };

const saltBytes = 16;
const hashBytes = 32;
/** Hashes at once: on two cores a second one would take what decisions run on, and the thread pool also serves the disk. */
const mostAtOnce = 1;
/** Hashes that may wait for their turn. */
const mostWaiting = 30;

export const leastPasswordLength = 12;
/** Bytes of UTF-8; checked before any work is done. */
export const mostPasswordBytes = 1_024;

export interface Passwords {
  /** `scrypt$N$r$p$salt$hash`, salt and hash in base64url: the work stands in each, so that it can be raised later. */
  hash(password: string): Promise<string>;
  /** Against null (nobody, or nobody with a password) the same work is done, and the answer is no. */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** Made with other work than today's: to be hashed anew at the next sign-in. */
  isOutdated(stored: string): boolean;
}

/** scrypt off the main thread, one at a time. Throws `overloaded` where too many wait. */
export function createPasswords(work: PasswordWork = presentWork): Passwords {
  const inTurn = createTurns();
  const decoy = randomBytes(hashBytes);

  async function derive(password: string, salt: Buffer, { cost, blockSize, parallelism }: PasswordWork) {
    const options = { N: cost, r: blockSize, p: parallelism, maxmem: 256 * blockSize * (cost + parallelism + 2) };
    return inTurn(() => scryptOf(password.normalize("NFKC"), salt, options));
  }

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes);
      const hash = await derive(password, salt, work);
      const { cost, blockSize, parallelism } = work;
      return ["scrypt", cost, blockSize, parallelism, salt.toString("base64url"), hash.toString("base64url")].join("$");
    },
    async verify(password, stored) {
      if (Buffer.byteLength(password) > mostPasswordBytes) return false;
      const parsed = stored === null ? null : parse(stored);
      const hash = await derive(password, parsed?.salt ?? randomBytes(saltBytes), parsed?.work ?? work);
      return timingSafeEqual(hash, parsed?.hash ?? decoy) && parsed !== null;
    },
    isOutdated(stored) {
      const { cost, blockSize, parallelism } = parse(stored).work;
      return cost !== work.cost || blockSize !== work.blockSize || parallelism !== work.parallelism;
    },
  };
}

/** Throws `bad-request` for a new password that is too short, too long, or the e-mail itself. */
export function requireGoodPassword(password: string, email: string): void {
  const refuse = (message: string) => {
    throw new AttuneError("bad-request", message, { path: "password" });
  };
  if ([...password].length < leastPasswordLength)
    refuse(`A password has at least ${leastPasswordLength} characters; a few words do well.`);
  if (Buffer.byteLength(password) > mostPasswordBytes) refuse(`A password has at most ${mostPasswordBytes} bytes.`);
  if (new Set(password).size < 4) refuse("A password has more than three different characters.");
  if (password.trim().toLowerCase() === email) refuse("The e-mail address is not a password.");
}

function parse(stored: string): { work: PasswordWork; salt: Buffer; hash: Buffer } {
  const [, cost, blockSize, parallelism, salt = "", hash = ""] = stored.split("$");
  return {
    work: { cost: Number(cost), blockSize: Number(blockSize), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64url"),
    hash: Buffer.from(hash, "base64url"),
  };
}

function scryptOf(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: Array<() => void> = [];
  return async (work) => {
    if (running >= mostAtOnce) {
      if (waiting.length >= mostWaiting)
        throw new AttuneError("overloaded", "Too many passwords are being checked.", { retryAfterSeconds: 2 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
