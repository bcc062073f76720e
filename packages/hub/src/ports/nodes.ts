/** Which nodes live. Each holds a lease; one that lets it lapse is dead, and the others say so. */
export interface Nodes {
  /**
   * Told once per node that is gone, with how many milliseconds ago it may have died. Not while
   * nobody can know.
   */
  onGone(listener: (node: string, silentFor: number) => void): () => void;
}
