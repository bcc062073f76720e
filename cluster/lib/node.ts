import { freePort, SwallowProxy, TestServer } from '@parley/testing';

/** One node of a cluster: the built server, with a network of its own to Redis and to Postgres. */
export class ClusterNode {
  readonly name: string;
  readonly server: TestServer;
  readonly toRedis: SwallowProxy;
  readonly toPostgres: SwallowProxy;
  #up = false;

  private constructor(
    name: string,
    parts: { server: TestServer; toRedis: SwallowProxy; toPostgres: SwallowProxy },
  ) {
    this.name = name;
    this.server = parts.server;
    this.toRedis = parts.toRedis;
    this.toPostgres = parts.toPostgres;
  }

  static async start(
    name: string,
    options: {
      readonly databaseUrl: string;
      readonly redisUrl: string;
      readonly env: Readonly<Record<string, string>>;
    },
  ): Promise<ClusterNode> {
    const { databaseUrl, redisUrl } = options;
    const toRedis = await SwallowProxy.open(redisUrl);
    const toPostgres = await SwallowProxy.open(databaseUrl);
    const server = new TestServer({
      env: {
        ...options.env,
        PORT: String(await freePort()),
        DATABASE_URL: toPostgres.before(databaseUrl),
        REDIS_URL: toRedis.before(redisUrl),
      },
    });
    const node = new ClusterNode(name, { server, toRedis, toPostgres });
    try {
      await server.start();
    } catch (error) {
      await node.stop();
      throw error;
    }
    node.#up = true;
    return node;
  }

  /** Whether a balancer would send somebody here. */
  get up(): boolean {
    return this.#up;
  }

  get url(): string {
    return this.server.url;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.#up = false;
    await this.server.kill();
  }

  /** Ends it as an operator would, if it runs, and starts it again on its port. */
  async restart(): Promise<void> {
    this.#up = false;
    await this.server.restart();
    this.#up = true;
  }

  async stop(): Promise<void> {
    this.#up = false;
    await this.server.stop();
    await this.toRedis.close();
    await this.toPostgres.close();
  }

  /** What `/readyz` says. */
  async readiness(): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await fetch(`${this.url}/readyz`);
    return { status: answer.status, text: await answer.text() };
  }
}
