import { randomUUID } from 'node:crypto';
import type { AttendanceBook, DomainDeps } from '@parley/domains/domain';
import { fullGrants, Hub, stableId } from '@parley/hub';
import type { Neighbours } from './neighbours.ts';
import type { NodeParts, Report } from './node-parts.ts';

/** What domains work with on this node. */
export function domainDeps(
  { db, clock, config, files }: Pick<NodeParts, 'db' | 'clock' | 'config' | 'files'>,
  hub: Hub,
): DomainDeps {
  return {
    ...config.domainLimits,
    db,
    files,
    signal: (publication) => {
      const { memberId } = publication;
      const sender = memberId === null ? 'app' : stableId(memberId);
      const timestamp = new Date(clock.now()).toISOString();
      hub.transient({ ...publication, sender, timestamp });
    },
  };
}

/** The hub over the database, with what the domains and the application allow. */
export function openHub(parts: NodeParts, { bus, nodes }: Neighbours, report: Report): Hub {
  const { options, config, clock, domains, db, identity } = parts;
  const hub = new Hub({
    log: db.log,
    profiles: identity.profiles,
    clock,
    limits: config.limits,
    report,
    bus,
    ...(nodes === undefined ? {} : { nodes }),
    ...(db.silence === undefined ? {} : { silence: db.silence }),
  });
  const deps = domainDeps(parts, hub);
  for (const { topics, aliases, events = [] } of domains) {
    for (const { pattern, rule, act } of topics(deps)) {
      hub.allow(pattern, rule, act === undefined ? {} : { act });
    }
    for (const { pattern, alias } of aliases?.(deps) ?? []) hub.rules.addAlias(pattern, alias);
    for (const shapes of events) hub.shapes.add(shapes);
  }
  const open = options.openTopics ?? (config.demo ? ['chat:*'] : []);
  for (const pattern of open) hub.allow(pattern, () => fullGrants, { open: true });
  for (const { pattern, rule } of options.allowances ?? [])
    hub.allow(pattern, rule, { open: true });
  return hub;
}

/** What the domains keep of who is connected over this node; they are told from now on. */
export function openBooks(
  parts: NodeParts,
  hub: Hub,
  { nodes }: Neighbours,
): readonly AttendanceBook[] {
  const isAlone = nodes === undefined;
  // A node that is alone has the same name on its bus at every start.
  const node = isAlone ? randomUUID() : hub.node;
  const deps = { ...domainDeps(parts, hub), node, isAlone, clock: parts.clock };
  const books = parts.domains.flatMap((domain) => domain.attendance?.(deps) ?? []);
  for (const { patterns, heard } of books) {
    for (const pattern of patterns) hub.attend(pattern, heard);
  }
  nodes?.onGone((gone) => {
    for (const book of books) book.gone(gone);
  });
  return books;
}
