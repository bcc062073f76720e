export { graphqlPlugin } from './plugin.ts';
