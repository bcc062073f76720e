/**
 * A pattern of topic names: `{name}` stands for one part (no `/` and no `:`), `*` at the end for
 * anything.
 */
export class TopicPattern {
  readonly text: string;
  readonly #matcher: RegExp;
  readonly #names: string[] = [];

  constructor(text: string) {
    this.text = text;
    const source = text
      .split(/(\{\w+\}|\*$)/)
      .map((part) => {
        if (part === '*') return '.+';
        if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        this.#names.push(part.slice(1, -1));
        return '([^/:]+)';
      })
      .join('');
    this.#matcher = new RegExp(`^${source}$`, 'u');
  }

  /** The named parts of a topic; `undefined` when it does not match. */
  match(topic: string): Record<string, string> | undefined {
    const match = this.#matcher.exec(topic);
    if (match === null) return undefined;
    const params: Record<string, string> = {};
    this.#names.forEach((name, index) => (params[name] = match[index + 1] ?? ''));
    return params;
  }
}
