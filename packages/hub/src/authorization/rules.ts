import { HubError } from '../errors.ts';
import type { Principal } from '../principal.ts';
import type { Act, Alias, Grants, OwnerOptions, Published, Rule } from './grants.ts';
import { TopicPattern } from './topic-pattern.ts';

interface Entry {
  readonly pattern: TopicPattern;
  readonly rule: Rule;
  readonly owner: OwnerOptions;
}

interface Aliased {
  readonly pattern: TopicPattern;
  readonly alias: Alias;
}

/**
 * Which rule decides on which topic. Deny by default. A domain's patterns win over open ones, the
 * longer pattern over the shorter.
 */
export class Rules {
  readonly #entries: Entry[] = [];
  readonly #aliases: Aliased[] = [];

  /** Adds a rule on the topics of a pattern. */
  add(pattern: string, rule: Rule, owner: OwnerOptions = {}): void {
    this.#entries.push({ pattern: new TopicPattern(pattern), rule, owner });
    this.#entries.sort(
      (a, b) =>
        Number(a.owner.open ?? false) - Number(b.owner.open ?? false) ||
        b.pattern.text.length - a.pattern.text.length,
    );
  }

  /** Lets names of a pattern stand for topics. */
  addAlias(pattern: string, alias: Alias): void {
    this.#aliases.push({ pattern: new TopicPattern(pattern), alias });
  }

  /**
   * The topic that a name stands for: itself, mostly. Throws `forbidden` for an alias of nothing, and
   * `stale_rights` when it could not be looked up.
   */
  resolve(name: string): Promise<string> | string {
    for (const { pattern, alias } of this.#aliases) {
      const params = pattern.match(name);
      if (params !== undefined) return resolved(alias, params);
    }
    return name;
  }

  /** The grants of a principal on a topic. Throws `forbidden`, or `stale_rights` when the rule failed. */
  async decide(principal: Principal, topic: string): Promise<Grants> {
    // Topics of the server itself are nobody's to join.
    const found = topic.startsWith('$') ? undefined : this.#find(topic);
    if (found === undefined) throw new HubError('forbidden', 'no such kind of topic');
    const { entry, params } = found;
    let answer;
    try {
      answer = await entry.rule({ principal, topic, params });
    } catch {
      throw new HubError('stale_rights', 'the rights could not be looked up');
    }
    if ('refused' in answer) throw new HubError(answer.refused, answer.reason);
    return answer;
  }

  /**
   * Hands what is published on a topic to the domain that owns it. `undefined`: nobody's business,
   * and it goes on as on any topic. Throws what the domain throws.
   */
  act(act: Omit<Act, 'params'>): Promise<Published> | undefined {
    const found = this.#find(act.topic);
    const actor = found?.entry.owner.act;
    if (found === undefined || actor === undefined) return undefined;
    const done = actor({ ...act, params: found.params });
    if (done === undefined && act.store) {
      throw new HubError('bad_request', `${act.event} cannot be stored on this topic`);
    }
    return done;
  }

  /** Whether a domain takes what is published on a topic. */
  hasActor(topic: string): boolean {
    return this.#find(topic)?.entry.owner.act !== undefined;
  }

  /** Whether rights on a topic are a domain's business and can be taken away. */
  isProtected(topic: string): boolean {
    return this.#find(topic)?.entry.owner.open !== true;
  }

  #find(topic: string): { entry: Entry; params: Record<string, string> } | undefined {
    for (const entry of this.#entries) {
      const params = entry.pattern.match(topic);
      if (params !== undefined) return { entry, params };
    }
    return undefined;
  }
}

async function resolved(alias: Alias, params: Record<string, string>): Promise<string> {
  let topic;
  try {
    topic = await alias(params);
  } catch {
    throw new HubError('stale_rights', 'the topic could not be looked up');
  }
  if (topic === undefined) throw new HubError('forbidden', 'no such topic, or not yours');
  return topic;
}
