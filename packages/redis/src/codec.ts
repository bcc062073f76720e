import type { BusMessage, StoredPublication } from '@parley/hub';

/** A durable publication with all its places of one shard: an identical payload travels once. */
interface Parcel extends Omit<StoredPublication, 'topic' | 'position'> {
  readonly at: (readonly [topic: string, epoch: string, offset: number])[];
}

type Wire =
  | Exclude<BusMessage, { kind: 'durable' }>
  | { readonly kind: 'durable'; readonly parcels: readonly Parcel[] };

/** A message as text, with the name of the node that sends it. */
export function encode(node: string, message: BusMessage): string {
  const wire: Wire =
    message.kind === 'durable' ? { kind: 'durable', parcels: pack(message.publications) } : message;
  return JSON.stringify({ node, wire });
}

/** What another node sent; `undefined` for what is not to be understood, or its own. */
export function decode(self: string, text: string): BusMessage | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isEnvelope(read) || read.node === self) return undefined;
  const { wire } = read;
  switch (wire.kind) {
    case 'durable':
      return { kind: 'durable', publications: wire.parcels.flatMap(unpack) };
    case 'transient':
    case 'share':
    case 'ask':
    case 'sequences':
    case 'line':
      return wire;
    default:
      // A newer node says something new.
      return undefined;
  }
}

function isEnvelope(value: unknown): value is { node: string; wire: Wire } {
  if (typeof value !== 'object' || value === null) return false;
  if (!('node' in value) || !('wire' in value)) return false;
  return typeof value.node === 'string' && typeof value.wire === 'object' && value.wire !== null;
}

function pack(publications: readonly StoredPublication[]): Parcel[] {
  const parcels: Parcel[] = [];
  for (const { topic, position, ...rest } of publications) {
    const at = [topic, position.epoch, position.offset] as const;
    const last = parcels.at(-1);
    // One unit's publication to many topics comes as neighbours.
    if (last !== undefined && isSame(last, rest)) last.at.push(at);
    else parcels.push({ ...rest, at: [at] });
  }
  return parcels;
}

function isSame(parcel: Parcel, rest: Omit<StoredPublication, 'topic' | 'position'>): boolean {
  return (
    parcel.payload === rest.payload &&
    parcel.event === rest.event &&
    parcel.sender === rest.sender &&
    parcel.timestamp === rest.timestamp &&
    parcel.memberId === rest.memberId &&
    parcel.subject === rest.subject &&
    parcel.internal === rest.internal
  );
}

function unpack({ at, ...rest }: Parcel): StoredPublication[] {
  return at.map(([topic, epoch, offset]) => ({ ...rest, topic, position: { epoch, offset } }));
}
