export { graphqlPlugin, type GraphqlDeps } from './plugin.ts';
