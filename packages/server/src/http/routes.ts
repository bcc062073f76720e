import type { FastifyInstance } from 'fastify';

/**
 * Which requests we have a route for, so that beside another application on one server the rest is
 * left to it. Made before any route is added.
 */
export class Routes {
  readonly #byMethod = new Map<string, RegExp[]>();

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ method, url }) => {
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
