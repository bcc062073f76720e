import type { AppendRequest, ReadRequest, TopicLog } from '@parley/hub';

/** A log that counts what is asked of it, so that an operator sees whether resumes are served from memory. */
export class CountedLog implements TopicLog {
  readonly #log: TopicLog;
  #reads = 0;

  constructor(log: TopicLog) {
    this.#log = log;
  }

  /** How often heads or messages were read since the start. */
  get reads(): number {
    return this.#reads;
  }

  append(request: AppendRequest): ReturnType<TopicLog['append']> {
    return this.#log.append(request);
  }

  heads(topics: readonly string[]): ReturnType<TopicLog['heads']> {
    this.#reads += 1;
    return this.#log.heads(topics);
  }

  read(request: ReadRequest): ReturnType<TopicLog['read']> {
    this.#reads += 1;
    return this.#log.read(request);
  }

  onCommit(listener: Parameters<TopicLog['onCommit']>[0]): () => void {
    return this.#log.onCommit(listener);
  }
}
