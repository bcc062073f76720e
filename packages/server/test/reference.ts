import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { ApiDocument } from '../src/rest/openapi/document.ts';

/** An answer of the server: the status and the parsed body; nothing is an empty object. */
export interface GivenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the server says of itself, as something that answers are measured against. */
export class Reference {
  readonly document: ApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  private constructor(document: ApiDocument) {
    this.document = document;
    this.#ajv.addSchema(closed(document) as object, 'api');
  }

  static async of(server: { readonly url: string }): Promise<Reference> {
    const response = await fetch(`${server.url}/openapi.json`);
    return new Reference((await response.json()) as ApiDocument);
  }

  /** Whether the document tells of such a request. */
  knows(method: string, url: string): boolean {
    return this.#pathOf(method, url) !== undefined;
  }

  /** Fails the test when an answer is not as documented, or says more than is. */
  check(method: string, url: string, { status, body }: GivenAnswer): void {
    const path = this.#pathOf(method, url);
    if (path === undefined) {
      expect([url, status]).toEqual([url, 404]);
      return;
    }
    const operation = this.document.paths[path]?.[method.toLowerCase()] as {
      responses: Record<string, { content?: unknown }>;
    };
    const known = operation.responses[status] === undefined ? 'default' : String(status);
    expect([path, status, known === 'default' && status < 400]).toEqual([path, status, false]);
    if (operation.responses[known]?.content === undefined) {
      expect(body).toEqual({});
      return;
    }
    const at = ['paths', path, method.toLowerCase(), 'responses', known, 'content'];
    const pointer = [...at, 'application/json', 'schema'].map(escaped).join('/');
    const validate = this.#ajv.getSchema(`api#/${pointer}`) as ValidateFunction;
    validate(body);
    expect({ at: `${method} ${path} ${status}`, errors: validate.errors }).toEqual({
      at: `${method} ${path} ${status}`,
      errors: null,
    });
  }

  #pathOf(method: string, url: string): string | undefined {
    const [asked = ''] = url.split('?', 1);
    return Object.keys(this.document.paths).find(
      (template) =>
        pathMatcher(template).test(asked) &&
        this.document.paths[template]?.[method.toLowerCase()] !== undefined,
    );
  }
}

const references = new Map<string, Reference>();

/** What the server at an address says of itself, read once. */
export async function referenceOf(server: { readonly url: string }): Promise<Reference> {
  const known = references.get(server.url) ?? (await Reference.of(server));
  references.set(server.url, known);
  return known;
}

/** The document with every object closed: what is not documented is a fault. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const made = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const isObject = made['type'] === 'object' && 'properties' in made;
  return isObject && made['additionalProperties'] === undefined
    ? { ...made, additionalProperties: false }
    : made;
}

function pathMatcher(template: string): RegExp {
  const fixed = template.replaceAll(/[.+?^$()|[\]\\]/gu, '\\$&');
  return new RegExp(`^${fixed.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u');
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
