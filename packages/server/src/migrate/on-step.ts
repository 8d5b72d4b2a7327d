/** Told how far a move is. @param what the part that is under way, for people; `total` null: not known */
export type OnStep = (what: string, done: number, total: number | null) => void;
