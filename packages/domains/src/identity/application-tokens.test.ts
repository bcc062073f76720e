import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationTokens } from './application-tokens.ts';

const clock = { now: () => Date.UTC(2026, 5, 1) };
const exp = clock.now() / 1000 + 60;

describe('tokens that the application signed with a key pair', () => {
  let server: Server;
  let jwksUrl: string;
  let publicText: string;
  let privateKey: CryptoKey;
  let stranger: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    privateKey = pair.privateKey;
    stranger = (await generateKeyPair('ES256')).privateKey;
    publicText = JSON.stringify(await exportJWK(pair.publicKey));
    const keys = `{"keys":[${JSON.stringify({ ...JSON.parse(publicText), kid: 'k1', alg: 'ES256' })}]}`;
    server = createServer((_request, response) => response.end(keys));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => server.close());

  const sign = (key: CryptoKey): Promise<string> =>
    new SignJWT({ sub: 'u1', email: 'u1@example.com', exp })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(key);

  it('are good when the published key says so', async () => {
    const tokens = new ApplicationTokens({ jwksUrl }, clock);
    await expect(tokens.verify(await sign(privateKey))).resolves.toMatchObject({
      externalId: 'u1',
      name: 'u1',
      email: 'u1@example.com',
      credential: expect.stringMatching(/^jwt:[0-9a-f]{32}$/),
    });
    await expect(tokens.verify(await sign(stranger))).resolves.toBe('unauthorized');
  });

  it('are no good when the public key is used as a secret', async () => {
    const tokens = new ApplicationTokens({ jwksUrl }, clock);
    const forged = await new SignJWT({ sub: 'admin', exp })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode(publicText));
    await expect(tokens.verify(forged)).resolves.toBe('unauthorized');
  });

  it('are neither good nor bad while the keys cannot be fetched', async () => {
    const gone = createServer();
    gone.listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const tokens = new ApplicationTokens({ jwksUrl: `http://127.0.0.1:${port}/keys` }, clock);
    await expect(tokens.verify(await sign(privateKey))).rejects.toMatchObject({
      code: 'keys_unavailable',
    });
  });

  it('need a secret that is one', () => {
    expect(() => new ApplicationTokens({ secret: 'short' }, clock)).toThrow(RangeError);
  });
});
