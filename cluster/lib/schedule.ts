import { below, pick, type Random } from './random.ts';

/** One fault, its begin and its length in milliseconds. */
export type Fault = { readonly at: number; readonly lasts: number } & (
  | { readonly kind: 'kill'; readonly node: number }
  | { readonly kind: 'redis restarts empty' }
  | { readonly kind: 'redis is gone' }
  | { readonly kind: 'redis pauses' }
  | { readonly kind: 'redis is slow'; readonly node: number; readonly ms: number }
  | { readonly kind: 'redis is out of reach'; readonly node: number; readonly silent: boolean }
  | { readonly kind: 'postgres restarts' }
  | { readonly kind: 'postgres pauses' }
  | { readonly kind: 'postgres is out of reach'; readonly node: number; readonly silent: boolean }
);

/** How a run is to be. */
export interface ScheduleOptions {
  readonly nodes: number;
  /** Faults begin within this time, ms; all end soon after. */
  readonly duration: number;
  /** Mean time from one fault to the next, ms. */
  readonly every: number;
}

const KINDS: readonly Fault['kind'][] = [
  'kill',
  'postgres restarts',
  'redis is out of reach',
  'redis restarts empty',
  'postgres is out of reach',
  'redis pauses',
  'postgres pauses',
  'redis is gone',
  'redis is slow',
];

/**
 * What goes wrong when: the same for the same random numbers. Every kind of fault comes once before
 * any comes twice, in an order of the seed's; they may overlap.
 */
export function schedule(random: Random, options: ScheduleOptions): readonly Fault[] {
  const faults: Fault[] = [];
  let left: Fault['kind'][] = [];
  let at = options.every / 2;
  while (at < options.duration) {
    if (left.length === 0) left = [...KINDS];
    const kind = pick(random, left);
    left.splice(left.indexOf(kind), 1);
    const lasts = 500 + below(random, 3000);
    const node = below(random, options.nodes);
    const silent = random() < 0.5;
    faults.push(faultOf(kind, { at: Math.round(at), lasts }, { node, silent }));
    at += options.every * (0.5 + random());
  }
  return faults;
}

function faultOf(
  kind: Fault['kind'],
  when: { readonly at: number; readonly lasts: number },
  { node, silent }: { readonly node: number; readonly silent: boolean },
): Fault {
  switch (kind) {
    case 'kill':
      return { ...when, kind, node };
    case 'redis is slow':
      return { ...when, kind, node, ms: 200 };
    case 'redis is out of reach':
    case 'postgres is out of reach':
      return { ...when, kind, node, silent };
    default:
      return { ...when, kind };
  }
}
