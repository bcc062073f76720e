import type { Publication } from './publication.ts';

/** The wire languages. */
export type Language = 'topic' | 'cable' | 'socket-io';

/** What listeners of one language are told of an event: a name, and JSON text. */
export interface Told {
  readonly event: string;
  readonly payload: string;
  /** A second name under which it is told as well, in languages that can. */
  readonly alsoEvent?: string;
}

/** Makes what one language is told. Pure; called once per publication, whoever listens. */
export type Projection = (publication: Publication) => Told;

/**
 * A domain's canonical event and its shapes. A language without a shape is not told; the topic
 * language always is, since its listeners count offsets.
 */
export interface EventShapes {
  /** `<domain>.<name>`, which no client can publish. */
  readonly event: string;
  readonly topic: Projection;
  readonly cable?: Projection;
  readonly 'socket-io'?: Projection;
}

/** What domains' events look like in each language. */
export class Shapes {
  readonly #byEvent = new Map<string, EventShapes>();
  /** A fan-out, a page and a storm of resumes show the same publication: it is projected once. */
  readonly #told = new WeakMap<Publication, Map<Language, Publication>>();

  add(shapes: EventShapes): void {
    this.#byEvent.set(shapes.event, shapes);
  }

  /** Whether only a domain may publish this event. */
  isOwned(event: string): boolean {
    return this.#byEvent.has(event);
  }

  /**
   * The publication as a language tells it; `undefined`: not at all. What no domain shapes is told
   * as it is, and what clients sent each other stays in their own language.
   */
  tell<P extends Publication>(language: Language, publication: P): P | undefined {
    if (publication.only !== undefined && publication.only !== language) return undefined;
    const shapes = this.#byEvent.get(publication.event);
    if (shapes === undefined) return publication;
    const project = shapes[language];
    if (project === undefined) return undefined;
    let told = this.#told.get(publication);
    if (told === undefined) this.#told.set(publication, (told = new Map()));
    let made = told.get(language) as P | undefined;
    if (made === undefined) {
      made = { ...publication, ...project(publication) };
      told.set(language, made);
    }
    return made;
  }
}
