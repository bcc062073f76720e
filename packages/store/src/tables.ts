/** The log's own tables, as queries see them. The log's SQL is written by hand; this is for readers. */
export interface StoreTables {
  readonly topics: {
    readonly id: number;
    readonly name: string;
    readonly epoch: string;
    readonly low: number;
    readonly head: number;
  };
}
