/** Files that every node of a cluster must find, whichever made them: those of trained models. */
export interface FileShelf {
  has(name: string): Promise<boolean>;
  /** Whole or not at all; durable when it resolves. */
  put(name: string, bytes: Buffer): Promise<void>;
  get(name: string): Promise<Buffer | undefined>;
  /** Forgets all but these. */
  keepOnly(names: readonly string[]): Promise<void>;
}
