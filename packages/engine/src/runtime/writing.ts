import type { Stores } from "../ports/stores.ts";
import type { FoldSettings } from "../profile/fold-group.ts";
import { createCarryOut } from "./carry-out.ts";
import { type ErasureRequest, erasePerson } from "./erase-person.ts";
import { createPartitionedOrders, type PartitionedOrders } from "./partitioned-orders.ts";
import { createPartitionedWriter } from "./partitioned-writer.ts";
import { type UnmergeRequest, unmergePerson } from "./unmerge-person.ts";
import { createWriter, type Writer } from "./writer.ts";

/** All that changes people: inputs that are folded, and orders, which are to run alone (`Writer.exclusively`). */
export interface Writing extends PartitionedOrders {
  writer: Writer;
}

/** Over one log, or several partitions. */
export function createWriting(
  stores: Stores,
  settings: FoldSettings,
  { waitingInputs, clock }: { waitingInputs: number; clock: () => number },
): Writing {
  const { partitions } = stores;
  if (partitions === undefined)
    return {
      writer: createWriter(stores.state, settings, { waitingInputs }),
      erase: (request: ErasureRequest) => erasePerson(stores, request, settings.timeZone),
      unmerge: (request: UnmergeRequest) => unmergePerson(stores, request, settings),
    };
  const carryOut = createCarryOut(partitions);
  return {
    writer: createPartitionedWriter({ partitions, carryOut, limits: { waitingInputs }, clock }),
    ...createPartitionedOrders(stores, partitions, carryOut),
  };
}
