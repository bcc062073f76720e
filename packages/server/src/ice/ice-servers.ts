import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** One entry of a page's `RTCConfiguration.iceServers`. */
export interface IceServer {
  readonly urls: readonly string[];
  /** Of TURN; STUN asks nobody who they are. */
  readonly username?: string;
  readonly credential?: string;
}
/** {@link IceServer} as a schema. */
export const iceServerView: z.ZodType<IceServer> = z.object({
  urls: z.array(z.string()),
  username: z.string().exactOptional(),
  credential: z.string().exactOptional(),
});

/** What a page makes its peer connections with, and until when it is good. */
export interface IceServers {
  /** None where the server knows no TURN. */
  readonly iceServers: readonly IceServer[];
  /** ISO 8601, UTC. A call that runs goes on; who restarts ICE after it asks again. */
  readonly expiresAt: string;
}
/** {@link IceServers} as a schema. */
export const iceServersView: z.ZodType<IceServers> = z.object({
  iceServers: z.array(iceServerView).describe('Empty where the server knows no TURN.'),
  expiresAt: z.iso
    .datetime()
    .describe('A call that runs goes on; who restarts ICE after it asks again.'),
});

/** Where calls are relayed, and the secret that is shared with it. */
export interface IceOptions {
  /** `PARLEY_TURN_URLS`. */
  readonly urls: readonly string[] | null;
  /** `PARLEY_TURN_SECRET`: Coturn's `static-auth-secret`. */
  readonly secret: string | null;
  /** Milliseconds that credentials are good for. */
  readonly lifetime: number;
  /** Told whenever credentials were made. */
  readonly handedOut?: () => void;
}

/** Calls are made on these topics, and on no others. */
const CALLS = /^(?:exchange\/call|room-call):[^/:]+$/u;

/** Whether calls are made on a topic of that name. */
export function isCallTopic(topic: string): boolean {
  return CALLS.test(topic);
}

/**
 * Credentials for one member in one call, by the scheme of Coturn's `use-auth-secret`: the name says
 * until when (seconds) and for whom, the password is its HMAC. Coturn takes nothing that another
 * secret made or whose time is over, and counts its quota by what stands behind the first colon.
 */
export function iceServersFor(
  { memberId, topic }: { readonly memberId: number; readonly topic: string },
  { urls, secret, lifetime, handedOut }: IceOptions,
  now: number,
): IceServers {
  const ends = Math.floor((now + lifetime) / 1000);
  const expiresAt = new Date(ends * 1000).toISOString();
  const [turn, stun] = [/^turns?:/u, /^stuns?:/u].map((kind) =>
    (urls ?? []).filter((url) => kind.test(url)),
  );
  const iceServers: IceServer[] = [];
  if (stun !== undefined && stun.length > 0) iceServers.push({ urls: stun });
  if (turn !== undefined && turn.length > 0 && secret !== null) {
    const username = `${ends}:${memberId}:${topic}`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    iceServers.push({ urls: turn, username, credential });
    handedOut?.();
  }
  return { iceServers, expiresAt };
}
