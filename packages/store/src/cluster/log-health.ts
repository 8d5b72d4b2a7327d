import type { StoresHealth } from "@attune/engine/ports/stores";
import type { JetStreamLink } from "./jetstream-link.ts";
import { hasLeader, type LogStreams } from "./log-streams.ts";

/** @param trouble what keeps this node from bringing committed groups into the state; null: nothing */
export async function logHealth(
  { manager }: JetStreamLink,
  { log }: LogStreams,
  trouble: string | null,
): Promise<StoresHealth> {
  try {
    const info = await manager.streams.info(log);
    const { state, config, cluster } = info;
    const away = (cluster?.replicas ?? []).filter(({ offline, current }) => offline === true || !current).length;
    const isLed = hasLeader(info);
    const limitBytes = config.max_bytes > 0 ? config.max_bytes : Number.MAX_SAFE_INTEGER;
    const isFull = state.bytes >= limitBytes;
    const words = [
      `writes ${log}: sequence ${state.last_seq}, ${config.num_replicas} replicas`,
      ...(isLed ? [] : ["it has no leader"]),
      ...(away > 0 ? [`${away} of them are away or behind`] : []),
      ...(isFull ? ["it is full"] : []),
      ...(trouble === null ? [] : [trouble]),
    ];
    return {
      writable: isLed && !isFull && trouble === null,
      detail: words.join("; "),
      usedBytes: state.bytes,
      limitBytes,
    };
  } catch (error) {
    const detail = `JetStream does not answer: ${error instanceof Error ? error.message : String(error)}`;
    return { writable: false, detail, usedBytes: 0, limitBytes: Number.MAX_SAFE_INTEGER };
  }
}
