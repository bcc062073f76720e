import { z } from 'zod';

/** A JSON Schema, as an OpenAPI document holds it. */
export type JsonSchema = { [keyword: string]: unknown };

/** Schemas by the name under which the document shows them. */
export type NamedSchemas = Readonly<Record<string, z.ZodType>>;

const DEFS = '#/$defs/';

/**
 * Turns zod schemas into the document's: what has a name becomes a component, once, and a reference
 * everywhere else.
 */
export class Schemas {
  readonly components: Record<string, JsonSchema> = {};
  readonly #names = z.registry<{ id: string }>();
  #unnamed = 0;

  constructor(named: NamedSchemas) {
    for (const [id, schema] of Object.entries(named)) this.#names.add(schema, { id });
  }

  /** @param io Whether it is what clients send, or what they get. */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const {
      $schema: _,
      $defs = {},
      ...made
    } = z.toJSONSchema(schema, {
      io,
      metadata: this.#names,
      unrepresentable: 'any',
      override: tidy,
    });
    const names = new Map<string, string>();
    for (const id of Object.keys($defs)) {
      // Recursive parts have no name of their own, only a number within one schema.
      names.set(id, id.startsWith('__') ? `Part${(this.#unnamed += 1)}` : id);
    }
    for (const [id, definition] of Object.entries($defs)) {
      const name = names.get(id) ?? id;
      this.components[name] ??= relocate(definition, names);
    }
    return relocate(made, names);
  }
}

/** What is said of a part, with what it may look like, and no bounds or patterns that say what its type says already. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }) {
  const { description, examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (description !== undefined) jsonSchema['description'] = description;
  if (examples !== undefined) jsonSchema['examples'] = examples;
  if (jsonSchema['format'] !== undefined) delete jsonSchema['pattern'];
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
  // Servers may say more later, and what is more in a request is passed over.
  if (jsonSchema['additionalProperties'] === false) delete jsonSchema['additionalProperties'];
  delete jsonSchema['id'];
}

function relocate(value: object, names: ReadonlyMap<string, string>): JsonSchema {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (key !== '$ref' || typeof part !== 'string' || !part.startsWith(DEFS)) return part;
    const id = part.slice(DEFS.length);
    return `#/components/schemas/${names.get(id) ?? id}`;
  });
  return JSON.parse(text) as JsonSchema;
}
