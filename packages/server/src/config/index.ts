export { isLoopback, readConfig, ConfigError, type Config, type Env, type Flags } from './read.ts';
export { options, type OptionName, type OptionRow } from './options.ts';
export { documentation, helpText, marks } from './describe.ts';
export type { LogLevel, Proxies } from './kinds.ts';
