import type { FastifyInstance } from 'fastify';
import type { Route } from '../rest/route.ts';

/**
 * Which requests we have a route for, so that beside another application on one server the rest is
 * left to it, and which of them are declared. Made before any route is added.
 */
export class Routes {
  readonly #byMethod = new Map<string, RegExp[]>();
  readonly #declared: Route[] = [];

  /** Those that the API document tells of. */
  get declared(): readonly Route[] {
    return this.#declared;
  }

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ method, url, config }) => {
      // Every GET brings a HEAD with it.
      if (config?.declared !== undefined && method !== 'HEAD') this.#declared.push(config.declared);
      const matcher = new RegExp(
        `^${url
          .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
          .replace(/:\w+/g, '[^/]+')
          .replace('*', '.*')}$`,
      );
      for (const name of [method].flat()) {
        const held = this.#byMethod.get(name);
        if (held === undefined) this.#byMethod.set(name, [matcher]);
        else held.push(matcher);
      }
    });
  }

  /** @param url The request's, with or without a query. */
  has(method: string, url: string): boolean {
    const path = url.split('?', 1)[0] ?? '/';
    return this.#byMethod.get(method)?.some((matcher) => matcher.test(path)) ?? false;
  }
}
