/** What a listener of this language is called in the hub: its stream, and the identifier it came in by. */
export interface Address {
  /** The topic as the client knows it. */
  readonly stream: string;
  /** As the client wrote it. */
  readonly identifier: string;
}

/** Puts an address together. The stream has no line break, see {@link isStream}. */
export function addressOf({ stream, identifier }: Address): string {
  return `${stream}\n${identifier}`;
}

/** Whether a topic's name can be a stream. */
export function isStream(topic: string): boolean {
  return !topic.includes('\n');
}

/** Takes an address apart. */
export function partsOf(address: string): Address {
  const at = address.indexOf('\n');
  return { stream: address.slice(0, at), identifier: address.slice(at + 1) };
}
