import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  startPostgres,
  startRedis,
  SwallowProxy,
  type TestPostgres,
  type TestRedis,
} from '@parley/testing';
import { ClusterNode } from './node.ts';
import { below, type Random } from './random.ts';

/** How a test wants its cluster. */
export interface ClusterOptions {
  /** Default 3. */
  readonly nodes?: number;
  /** Settings of every node, beside those that make it one of the cluster. */
  readonly env?: Readonly<Record<string, string>>;
  /** Decides which node a connection lands on. */
  readonly random?: Random;
}

/** An answer of a node. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Times that fit a test: presence, leases and checks in seconds rather than in tens of them. */
const quick = {
  PARLEY_PRESENCE_GRACE: '1000',
  PARLEY_SHARE_INTERVAL: '1000',
  PARLEY_TICKET_LIFETIME: '15000',
  PARLEY_LOG_LEVEL: 'warn',
};

const MESSAGES = '/api/headless/v1/messages';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A Postgres, a Redis, some nodes, and a balancer that sends connections to those that live. */
export class Cluster {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly nodes: readonly ClusterNode[];
  readonly balancer: SwallowProxy;
  /** Straight to the database, for the judge. */
  readonly pool: pg.Pool;
  readonly appToken: string;
  readonly #jwtSecret: string;

  private constructor(parts: {
    postgres: TestPostgres;
    redis: TestRedis;
    nodes: readonly ClusterNode[];
    balancer: SwallowProxy;
    secrets: { app: string; jwt: string };
  }) {
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.nodes = parts.nodes;
    this.balancer = parts.balancer;
    this.appToken = parts.secrets.app;
    this.#jwtSecret = parts.secrets.jwt;
    this.pool = new pg.Pool({ connectionString: parts.postgres.url, max: 2 });
    this.pool.on('error', () => undefined);
  }

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const secrets = {
      app: randomBytes(18).toString('base64url'),
      jwt: randomBytes(32).toString('hex'),
    };
    const nodes: ClusterNode[] = [];
    const { random = Math.random } = options;
    const balancer = await SwallowProxy.open(() => {
      const up = nodes.filter((node) => node.up);
      return up[below(random, up.length)]?.url;
    });
    const cluster = new Cluster({ postgres, redis, nodes, balancer, secrets });
    const env = {
      ...quick,
      PARLEY_APP_TOKEN: secrets.app,
      PARLEY_JWT_SECRET: secrets.jwt,
      PARLEY_SIGN_UP: 'open',
      ...options.env,
    };
    try {
      const start = (index: number): Promise<ClusterNode> =>
        ClusterNode.start(`node ${index + 1}`, {
          databaseUrl: postgres.url,
          redisUrl: redis.url,
          env,
        });
      // All at once, as after a power cut: the migrations have a lock for that.
      const started = await Promise.allSettled(
        Array.from({ length: options.nodes ?? 3 }, (_, index) => start(index)),
      );
      for (const one of started) if (one.status === 'fulfilled') nodes.push(one.value);
      for (const one of started) if (one.status === 'rejected') throw one.reason;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** The node of this number, from 0. */
  node(index: number): ClusterNode {
    const node = this.nodes[index];
    if (node === undefined) throw new RangeError(`There is no node ${index}.`);
    return node;
  }

  /** A token as the application signs it for one of its users; the member is made on its first use. */
  token(user: string): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: user, name: user, jti: user, iat: now, exp: now + 3600 };
    const text = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`;
    return `${text}.${createHmac('sha256', this.#jwtSecret).update(text).digest('base64url')}`;
  }

  /** Asks a node, `'GET /api/session'`, in a user's name or (`null`) the application's. */
  async ask(
    at: { readonly url: string },
    user: string | null,
    request: string,
    body?: unknown,
  ): Promise<Answer> {
    const [method = 'GET', path = '/'] = request.split(' ');
    const token = user === null ? this.appToken : this.token(user);
    const response = await fetch(at.url + path, {
      method,
      signal: AbortSignal.timeout(10_000),
      headers: {
        authorization: `Bearer ${token}`,
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
    };
  }

  /** The member behind a user of the application. */
  async memberOf(user: string): Promise<number> {
    const { body } = await this.ask(this.balancer, user, 'GET /api/session');
    const { member } = body as { member?: { id: number } };
    if (member === undefined) throw new Error(`${user} is nobody: ${JSON.stringify(body)}`);
    return member.id;
  }

  /** Asks whoever lives, in a user's name, until there is an answer that is none of a fault's. */
  async surely(user: string, request: string, body?: unknown): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(this.balancer, user, request, body).catch(() => undefined);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
      await wait(200);
    }
  }

  /** Makes a room; answers its uuid. Newcomers of a private one do not see what was before them. */
  async makeRoom(owner: string, access: 'open' | 'private'): Promise<string> {
    const chat_room = { kind: 'group_chat', name: `room of ${owner}`, access, show_history: false };
    const answer = await this.ask(this.balancer, owner, `POST ${MESSAGES}`, { chat_room });
    if (typeof answer.body['uuid'] === 'string') return answer.body['uuid'];
    throw new Error(`No room: ${JSON.stringify(answer)}`);
  }

  /** Lets members into a room; answers the status. */
  async letIn(
    at: { readonly url: string },
    room: { readonly owner: string; readonly uuid: string },
    memberIds: readonly number[],
  ): Promise<number> {
    const path = `${MESSAGES}/${room.uuid}/chat_room_participants`;
    const body = { community_member_ids: memberIds };
    return (await this.ask(at, room.owner, `POST ${path}`, body)).status;
  }

  /** Puts a member out of a room; answers the status, 404 where they are not in it. */
  async putOut(
    at: { readonly url: string },
    room: { readonly owner: string; readonly uuid: string },
    memberId: number,
  ): Promise<number> {
    const path = `${MESSAGES}/${room.uuid}/chat_room_participants`;
    const list = await this.ask(at, room.owner, `GET ${path}?per_page=100`);
    if (list.status !== 200) return list.status;
    const { records } = list.body as {
      readonly records: readonly { readonly id: number; readonly community_member_id: number }[];
    };
    const found = records.find((one) => one.community_member_id === memberId);
    if (found === undefined) return 404;
    return (await this.ask(at, room.owner, `DELETE ${path}/${found.id}`)).status;
  }

  /** What the nodes printed, for when a test fails. */
  output(): string {
    return this.nodes
      .map(({ name, server }) => `── ${name}\n${server.output().slice(-4000)}`)
      .join('\n');
  }

  async stop(): Promise<void> {
    await this.balancer.close();
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.pool.end();
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
  }
}
