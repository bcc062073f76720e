/**
 * The outgoing half of one socket. `write` takes bytes that are ready for the wire and never blocks;
 * writes of one tick leave together and in order. After `close` every write is ignored.
 */
export interface Wire {
  write(bytes: Uint8Array): void;
  /** Bytes accepted and not yet taken by the network. */
  readonly queued: number;
  /**
   * What was written so far was asked for and has limits of its own. It no longer counts as `queued`,
   * so that a long replay is not taken for a slow reader; beyond a bound of the wire it still does.
   */
  excuse?(): void;
  /** Says goodbye with this WebSocket close code and ends. */
  close(code: number, reason: string): void;
}
