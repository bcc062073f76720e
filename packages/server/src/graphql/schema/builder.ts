import SchemaBuilder from '@pothos/core';
import type { GraphqlContext } from '../context.ts';

/** What the schema is built with. */
export interface SchemaTypes {
  readonly Context: GraphqlContext;
  readonly DefaultFieldNullability: false;
}

/** A builder; one for each schema. */
export type Builder = PothosSchemaTypes.SchemaBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>
>;

/** Begins a schema. Fields are never null unless they say so; those at the top do, so that one that is refused leaves the others. */
export function newBuilder(): Builder {
  return new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false });
}
