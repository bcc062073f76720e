import type { FastifyBaseLogger } from 'fastify';
import type { Domain } from '@parley/domains/domain';
import type { Identity } from '@parley/domains/identity';
import type { Clock, FileStore } from '@parley/hub';
import type { Database } from '@parley/store';
import type { Config } from './config/index.ts';
import type { StoreCounts } from './counted-database.ts';
import type { ParleyOptions } from './options.ts';

/** Where a failure goes that nobody waits for. */
export type Report = (where: string, error: unknown) => void;

/** What a node is made of. */
export interface NodeParts {
  readonly options: ParleyOptions;
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly domains: readonly Domain[];
  readonly db: Database;
  readonly counts: StoreCounts;
  readonly identity: Identity;
  readonly files: FileStore;
}
