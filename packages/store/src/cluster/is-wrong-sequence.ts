import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";

/** JetStream refused a message because another had come before it. */
export function isWrongSequence(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;
}
