import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { graphqlLimits } from './limits.ts';

/** How many of each a list field answers at most. */
export type ListSizes = Readonly<Record<string, number>>;

const {
  depth: deepest,
  aliases: mostAliases,
  mutations: mostMutations,
  cost: most,
} = graphqlLimits;

class Refused extends Error {}

/**
 * Refuses documents whose answer would be too deep or too large, before anything of it is looked up.
 * Fragments count wherever they are spread. `__schema` is not counted: where it may be asked for, its
 * own question is deep.
 */
export function queryLimits(sizes: ListSizes): ValidationRule {
  return (context) => ({
    Document: {
      enter: (document) => {
        try {
          new Measure(document, sizes).run();
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          const extensions = { code: 'too_large' };
          context.reportError(new GraphQLError(error.message, { extensions }));
        }
      },
    },
  });
}

class Measure {
  readonly #document: DocumentNode;
  readonly #sizes: ListSizes;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  #cost = 0;
  #aliases = 0;

  constructor(document: DocumentNode, sizes: ListSizes) {
    this.#document = document;
    this.#sizes = sizes;
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
    }
  }

  /** Throws `Refused` at the first limit: an exponential document costs no more than that. */
  run(): void {
    for (const node of this.#document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      const isMutation = node.operation === OperationTypeNode.MUTATION;
      const roots = this.#visit(node.selectionSet, { depth: 1, times: 1, inside: [] });
      if (isMutation && roots > mostMutations.default) {
        throw new Refused(`At most ${mostMutations.default} mutations in a request.`);
      }
    }
  }

  /** Counts what a selection answers; gives the number of its own fields. */
  #visit(
    { selections }: SelectionSetNode,
    at: { readonly depth: number; readonly times: number; readonly inside: readonly string[] },
  ): number {
    let fields = 0;
    for (const node of selections) {
      this.#count(at.times * (1 + (node.directives?.length ?? 0)));
      if (node.kind === Kind.FIELD) {
        fields += 1;
        this.#field(node, at);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        fields += this.#visit(node.selectionSet, at);
      } else {
        const name = node.name.value;
        const fragment = this.#fragments.get(name);
        // Circles are refused by a rule of their own.
        if (fragment === undefined || at.inside.includes(name)) continue;
        fields += this.#visit(fragment.selectionSet, { ...at, inside: [...at.inside, name] });
      }
    }
    return fields;
  }

  #field(
    node: FieldNode,
    at: { readonly depth: number; readonly times: number; readonly inside: readonly string[] },
  ): void {
    if (node.alias !== undefined && (this.#aliases += 1) > mostAliases.default) {
      throw new Refused(`At most ${mostAliases.default} aliases.`);
    }
    if (node.selectionSet === undefined || node.name.value.startsWith('__')) return;
    if (at.depth >= deepest.default) {
      throw new Refused(`At most ${deepest.default} levels of fields.`);
    }
    const times = at.times * (this.#sizes[node.name.value] ?? 1);
    this.#visit(node.selectionSet, { ...at, depth: at.depth + 1, times });
  }

  #count(cost: number): void {
    this.#cost += cost;
    if (this.#cost > most.default) throw new Refused('The answer would be too large.');
  }
}
