export { isLoopback, readConfig, ConfigError, type Config, type Env } from './read.ts';
export { options, type OptionRow } from './options.ts';
export { helpText } from './describe.ts';
export type { LogLevel } from './kinds.ts';
