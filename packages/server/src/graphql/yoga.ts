import { GraphQLError, NoSchemaIntrospectionCustomRule, parse } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { GraphqlContext } from './context.ts';
import { maskError, withoutSuggestions } from './errors.ts';
import { graphqlLimits } from './limits.ts';
import { GRAPHQL_PATH } from './path.ts';
import { queryLimits } from './query-limits.ts';
import { listSizes, makeSchema } from './schema/index.ts';

/** The engine behind the door; its context comes with each request. */
export type GraphqlEngine = YogaServerInstance<GraphqlContext, object>;

/** Makes the engine. `development`: GraphiQL and introspection are there. */
export async function makeEngine(options: {
  readonly development: boolean;
  readonly log: (error: unknown) => void;
}): Promise<GraphqlEngine> {
  const { development, log } = options;
  const page = development ? await import('@graphql-yoga/render-graphiql') : undefined;
  return createYoga<GraphqlContext, object>({
    schema: makeSchema(),
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: development ? { title: 'Parley' } : false,
    ...(page === undefined ? {} : { renderGraphiQL: page.renderGraphiQL }),
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
    healthCheckEndpoint: '/graphql/health',
    maskedErrors: { maskError: (error) => maskError(error, log) },
    plugins: [limiting({ development })],
  });
}

function limiting({ development }: { readonly development: boolean }): Plugin {
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source, parameters) => {
        const maxTokens = graphqlLimits.tokens.default;
        return parse(source, { ...parameters, maxTokens });
      });
    },
    onValidate: ({ addValidationRule }) => {
      addValidationRule(queryLimits(listSizes));
      if (development) return undefined;
      addValidationRule(NoSchemaIntrospectionCustomRule);
      return ({ result, setResult }) => {
        setResult(
          result.map((error: unknown) =>
            error instanceof GraphQLError ? withoutSuggestions(error) : error,
          ),
        );
      };
    },
  };
}
