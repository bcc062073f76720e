/**
 * The outgoing half of one socket. `write` takes bytes that are ready for the wire and never blocks;
 * writes of one tick leave together and in order. After `close` every write is ignored.
 */
export interface Wire {
  write(bytes: Uint8Array): void;
  /** Bytes accepted and not yet taken by the network. */
  readonly queued: number;
  /** Says goodbye with this WebSocket close code and ends. */
  close(code: number, reason: string): void;
}
