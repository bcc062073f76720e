/** The path of the GraphQL door. */
export const GRAPHQL_PATH = '/graphql';
