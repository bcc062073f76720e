import { HubError } from '../errors.ts';
import type { Principal } from '../principal.ts';
import type { Grants, Rule } from './grants.ts';

interface Entry {
  readonly pattern: string;
  readonly matcher: RegExp;
  readonly names: readonly string[];
  readonly rule: Rule;
  readonly open: boolean;
}

/**
 * Which rule decides on which topic. Deny by default. `{name}` in a pattern stands for one part
 * (no `/` and no `:`), `*` at the end for anything. A domain's patterns win over open ones, the
 * longer pattern over the shorter.
 */
export class Rules {
  readonly #entries: Entry[] = [];

  /** Adds a rule. `open`: an application's own topics, which never match what a domain owns. */
  add(pattern: string, rule: Rule, options: { open?: boolean } = {}): void {
    const names: string[] = [];
    const source = pattern
      .split(/(\{\w+\}|\*$)/)
      .map((part) => {
        if (part === '*') return '.+';
        if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        names.push(part.slice(1, -1));
        return '([^/:]+)';
      })
      .join('');
    this.#entries.push({
      pattern,
      matcher: new RegExp(`^${source}$`, 'u'),
      names,
      rule,
      open: options.open ?? false,
    });
    this.#entries.sort(
      (a, b) => Number(a.open) - Number(b.open) || b.pattern.length - a.pattern.length,
    );
  }

  /** The grants of a principal on a topic. Throws `forbidden`, or `stale_rights` when the rule failed. */
  async decide(principal: Principal, topic: string): Promise<Grants> {
    // Topics of the server itself are nobody's to join.
    const entry = topic.startsWith('$') ? undefined : this.#find(topic);
    if (entry === undefined) throw new HubError('forbidden', 'no such kind of topic');
    const match = entry.matcher.exec(topic);
    const params: Record<string, string> = {};
    entry.names.forEach((name, index) => (params[name] = match?.[index + 1] ?? ''));
    let answer;
    try {
      answer = await entry.rule({ principal, topic, params });
    } catch {
      throw new HubError('stale_rights', 'the rights could not be looked up');
    }
    if ('refused' in answer) throw new HubError(answer.refused, answer.reason);
    return answer;
  }

  /** Whether rights on a topic are a domain's business and can be taken away. */
  isProtected(topic: string): boolean {
    return this.#find(topic)?.open !== true;
  }

  #find(topic: string): Entry | undefined {
    return this.#entries.find((entry) => entry.matcher.test(topic));
  }
}
