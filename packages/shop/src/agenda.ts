import type { Move, Story } from "./story.ts";

/** A story and the move that it makes next. */
export interface Appointment {
  story: Story;
  move: Move;
  /** Ties in time are settled by who came first, so that the order is the same in every run. */
  number: number;
}

/** The appointments of all stories, earliest first: a binary heap, O(log n) an operation. */
export interface Agenda {
  add(story: Story, move: Move): void;
  /** Takes out the earliest; undefined when nothing is left. */
  next(): Appointment | undefined;
}

const isBefore = (a: Appointment, b: Appointment) =>
  a.move.at < b.move.at || (a.move.at === b.move.at && a.number < b.number);

/** An empty agenda. */
export function createAgenda(): Agenda {
  const heap: Appointment[] = [];
  let added = 0;

  function rise(index: number): void {
    const rising = heap[index]!;
    let at = index;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(rising, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = rising;
  }

  function sink(sinking: Appointment): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, sinking)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = sinking;
  }

  return {
    add(story, move) {
      heap.push({ story, move, number: added++ });
      rise(heap.length - 1);
    },
    next() {
      const first = heap[0];
      const last = heap.pop();
      if (first && last && heap.length > 0) sink(last);
      return first;
    },
  };
}
