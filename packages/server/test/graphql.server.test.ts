import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, signIn, tokenOf } from './people.ts';
import { codes, graphql, newPerson, type SocialPerson } from './social.ts';

const WHO = '{ getFriends { id } }';

let server: TestServer;
let ada: SocialPerson;
beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_DEMO: '1', PARLEY_TRUST_PROXY: '1', PARLEY_GRAPHIQL: '0' },
  });
  ada = await newPerson(server, 'Ada');
});
afterAll(() => server.stop());

describe('who asks the GraphQL door', () => {
  const cookies = ({ id, secretkey }: SocialPerson) => `id=${id}; secretkey=${secretkey}`;

  it('says so by headers, by the two cookies, by a token or by the session', async () => {
    const demo = await signIn(server, 1);
    const page = { origin: server.url };
    for (const headers of [
      ada.headers,
      { ...page, cookie: cookies(ada) },
      { authorization: `Bearer ${await tokenOf(server, demo.id)}` },
      { ...page, cookie: demo.cookie },
      // Behind a proxy, browsers say where the page is from.
      { 'sec-fetch-site': 'same-origin', cookie: cookies(ada) },
    ]) {
      const { data, text } = await graphql(server, WHO, {}, headers);
      expect([data, text]).toEqual([{ getFriends: [] }, text]);
    }
  });

  it('is nobody without credentials, or with bad ones, whatever comes behind them', async () => {
    const demo = await signIn(server, 1);
    const page = { origin: server.url };
    for (const headers of [
      {},
      { id: String(ada.id) },
      { id: String(ada.id), secretkey: '' },
      { id: 'undefined', secretkey: 'undefined' },
      { id: String(ada.id), secretkey: 'A'.repeat(43) },
      { id: String(ada.id + 1), secretkey: ada.secretkey },
      { ...ada.headers, authorization: 'Bearer nonsense' },
      { ...page, cookie: `id=${ada.id}; secretkey=nonsense; ${demo.cookie}` },
      { ...page, cookie: 'id=__proto__; secretkey=constructor' },
    ]) {
      const answer = await graphql(server, WHO, {}, headers);
      expect([headers, codes(answer)]).toEqual([headers, ['not_signed_in']]);
    }
  });

  it("is refused from another site's page", async () => {
    for (const headers of [
      { origin: 'https://evil.test', cookie: cookies(ada) },
      { 'sec-fetch-site': 'cross-site', cookie: cookies(ada) },
      { origin: 'null', cookie: cookies(ada) },
      { origin: 'https://evil.test' },
      // A cookie without a word about the page that sent it.
      { cookie: cookies(ada) },
    ]) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: WHO }),
      });
      expect([headers, response.status]).toEqual([headers, 403]);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('gets a secret that no other door takes', async () => {
    const authorization = { authorization: `Bearer ${ada.secretkey}` };
    expect((await ask(server, null, 'GET /api/session', undefined, authorization)).status).toBe(
      401,
    );
    const cookie = { cookie: `parley_session=${ada.secretkey}` };
    expect((await ask(server, cookie, 'GET /api/session')).status).toBe(401);
    const ticket = await ask(server, { cookie: cookies(ada) }, 'POST /ticket');
    expect(ticket.status).toBe(401);
    expect((await ask(server, null, 'POST /ticket', undefined, ada.headers)).status).toBe(401);
  });
});

describe('signing in and up', () => {
  const SIGN_IN = 'mutation ($u: String!, $p: String!) { signIn(username: $u, pass: $p) { id } }';
  const SIGN_UP = `mutation ($u: String!, $p: String!) {
    createUser(firstName: "A", lastName: "B", username: $u, password: $p) { id secretkey }
  }`;
  const from = (address: string) => ({ 'x-forwarded-for': address });

  it('hands the key over in two cookies for our own pages alone, and takes them back', async () => {
    const { data, headers } = await graphql(
      server,
      'mutation ($u: String!) { signIn(username: $u, pass: "a good password") { id secretkey } }',
      { u: ada.username.toUpperCase() },
    );
    const key = data?.['signIn'] as { id: number; secretkey: string };
    expect(key.id).toBe(ada.id);
    const [id = '', secret = ''] = headers.getSetCookie();
    expect(id).toBe(`id=${ada.id}; Max-Age=604800; Path=/; SameSite=Strict`);
    expect(secret).toBe(`secretkey=${key.secretkey}; Max-Age=604800; Path=/; SameSite=Strict`);
    const cookie = `id=${ada.id}; secretkey=${key.secretkey}`;
    const page = { origin: server.url, cookie };
    const out = await graphql(server, 'mutation { signOut }', {}, page);
    expect(out.data).toEqual({ signOut: true });
    expect(out.headers.getSetCookie()).toEqual([
      'id=; Max-Age=0; Path=/; SameSite=Strict',
      'secretkey=; Max-Age=0; Path=/; SameSite=Strict',
    ]);
    expect(codes(await graphql(server, WHO, {}, page))).toEqual(['not_signed_in']);
    // The others go on.
    expect(await ada.ask(WHO)).toEqual([]);
  });

  it('asks for TLS anywhere but on this machine', async () => {
    const { port } = new URL(server.url);
    const headers = { 'x-forwarded-host': 'parley.example.com', 'x-forwarded-proto': 'https' };
    const answer = await graphql(
      { url: `http://127.0.0.1:${port}` },
      SIGN_IN,
      { u: ada.username, p: 'a good password' },
      headers,
    );
    for (const cookie of answer.headers.getSetCookie()) expect(cookie).toContain('; Secure');
  });

  it('has bounds on guesses, with aliases or without', async () => {
    const bob = await newPerson(server, 'Bob');
    const aliases = (n: number) =>
      Array.from({ length: n }, (_, i) => `a${i}: signIn(username: $u, pass: $p) { id }`).join(' ');
    const many = `mutation ($u: String!, $p: String!) { ${aliases(6)} }`;
    const guess = { u: bob.username, p: 'a bad password' };
    expect(codes(await graphql(server, many, guess, from('10.9.0.1')))).toEqual(['too_large']);
    for (let i = 0; i < 2; i += 1) {
      const five = `mutation ($u: String!, $p: String!) { ${aliases(5)} }`;
      const answer = await graphql(server, five, guess, from('10.9.0.1'));
      expect(codes(answer)).toEqual(Array(5).fill('bad_credentials'));
    }
    const good = { u: bob.username, p: 'a good password' };
    const late = await graphql(server, SIGN_IN, good, from('10.9.0.2'));
    expect(codes(late)).toEqual(['rate_limited']);
    expect(late.errors?.[0]?.extensions?.['retryAfter']).toBeGreaterThan(0);
  });

  it('says what is wrong with which field, and makes nobody of it', async () => {
    const wrong = await graphql(server, SIGN_UP, { u: 'no spaces', p: 'short' }, from('10.9.1.1'));
    expect(wrong.errors?.[0]?.extensions).toMatchObject({
      code: 'invalid',
      fields: { username: expect.any(String), password: expect.any(String) },
    });
    const taken = { u: ada.username.toUpperCase(), p: 'a good password' };
    expect(codes(await graphql(server, SIGN_UP, taken, from('10.9.1.1')))).toEqual([
      'username_taken',
    ]);
    // `-` is the server's, for those whose name is taken.
    const ours = { u: `${ada.username}-1`, p: 'a good password' };
    expect(codes(await graphql(server, SIGN_UP, ours, from('10.9.1.1')))).toEqual(['invalid']);
  });

  it('lets an address make so many accounts and no more', async () => {
    const all: unknown[] = [];
    for (let i = 0; i < 35; i += 1) {
      // A name that is taken costs a try as well, but no password hash is waited for here.
      const answer = await graphql(
        server,
        SIGN_UP,
        { u: ada.username, p: 'a good password' },
        from('10.9.2.1'),
      );
      all.push(...codes(answer));
    }
    expect(all.slice(0, 30)).toEqual(Array(30).fill('username_taken'));
    expect(all.slice(30)).toEqual(Array(5).fill('rate_limited'));
  });
});

describe('questions that nobody asks', () => {
  const deep = (levels: number) => {
    let selection = 'id';
    for (let i = 0; i < levels; i += 1) selection = `chatroomUsers { ${selection} }`;
    return `{ getChats { ${selection} } }`;
  };

  it.each([
    [
      'a thousand aliases',
      `{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: getFriends { id }`).join(' ')} }`,
    ],
    ['depth', deep(20)],
    [
      'fragments that double',
      `{ getFriends { ...f0 } } fragment f20 on Person { id }
        ${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Person { ...f${i + 1} ...f${i + 1} }`).join(' ')}`,
    ],
    [
      'lists of lists',
      `{ getChats { ${Array.from({ length: 12 }, (_, i) => `m${i}: messages(first: ${i + 1}) { id content date read }`).join(' ')} } }`,
    ],
  ])('%s: refused before anything is looked up', async (_name, query) => {
    const answer = await ada.try(query);
    expect(answer.data).toBeNull();
    expect(answer.text).toMatch(/too_large|Syntax Error|token/u);
  });

  it('fragments in a circle, a thousand tokens of nothing, directives without end', async () => {
    for (const query of [
      '{ getFriends { ...a } } fragment a on Person { ...b } fragment b on Person { ...a }',
      `{ getFriends ${'{ id '.repeat(3000)} ${'}'.repeat(3000)} }`,
      `{ getFriends { id ${'@include(if: true) '.repeat(1500)} } }`,
      '{',
      '',
    ]) {
      const answer = await ada.try(query);
      expect(answer.data).toBeNull();
      expect(answer.errors?.length).toBeGreaterThan(0);
    }
    expect(await ada.ask(WHO)).toEqual([]);
  });

  it('has nothing to say of its schema, also not in its errors', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "User") { fields { name } } }',
      '{ getFriends { __typename } __schema { queryType { name } } }',
    ]) {
      const answer = await ada.try(query);
      expect(answer.data).toBeNull();
      expect(answer.text).toContain('introspection');
    }
    const typo = await ada.try('{ getFriend { id } }');
    expect(typo.text).not.toContain('getFriends');
    expect(await ada.ask('{ getFriends { __typename } }')).toEqual([]);
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(404);
  });

  it('bodies that are none, too large, or of another type', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { ...ada.headers, 'content-type': type },
        body,
      });
    expect((await post('{')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post('null')).status).toBe(400);
    expect((await post(JSON.stringify({ query: `{ a } #${'x'.repeat(70_000)}` }))).status).toBe(
      413,
    );
    expect((await post('query=%7BgetFriends%7D', 'application/x-www-form-urlencoded')).status).toBe(
      415,
    );
    expect((await post(JSON.stringify({ query: WHO }), 'text/plain')).status).toBe(415);
    const batch = await post(JSON.stringify([{ query: WHO }, { query: WHO }]));
    expect(batch.status).toBe(400);
    const asked = await fetch(`${server.url}/graphql?query=${encodeURIComponent(WHO)}`, {
      headers: ada.headers,
    });
    expect(asked.status).toBe(404);
  });

  it('values of another type, and texts that are none', async () => {
    const info = 'query ($u: String!) { getPublicInfo(username: $u) { id } }';
    for (const u of [1, null, ['a'], { $ne: '' }]) {
      expect((await ada.try(info, { u })).data).toBeNull();
    }
    for (const u of ['\0', '\ud800', 'a\nb', 'x'.repeat(201)]) {
      expect(codes(await ada.try(info, { u }))).toEqual(['invalid']);
    }
    const room = 'query ($c: ID!) { getChatroomData(chatId: $c) { id } }';
    for (const c of ['\0', '../', '', 'nothing', 12]) {
      expect(codes(await ada.try(room, { c }))).toEqual(['not_found']);
    }
    expect(codes(await ada.try('{ getChats(page: 0) { id } }'))).toEqual(['invalid']);
    expect(codes(await ada.try('{ getChats { messages(first: 51) { id } } }'))).toEqual([]);
  });

  it('leaves nothing of all that in the log but what is ours', () => {
    expect(server.output()).not.toContain(ada.secretkey);
    expect(server.output()).not.toContain('a resolver failed');
  });
});

describe('in development', () => {
  let open: TestServer;
  const page = 'https://app.example.com';
  beforeAll(async () => {
    open = await startParley({ env: { PARLEY_GRAPHIQL: '1', PARLEY_ORIGINS: page } });
  });
  afterAll(() => open.stop());

  it('a page of a listed origin may ask, preflight and all, and no other', async () => {
    const preflight = (origin: string) =>
      fetch(`${open.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,id,secretkey',
        },
      });
    const allowed = await preflight(page);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(page);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('secretkey');
    const evil = await preflight('https://evil.test');
    expect(evil.headers.get('access-control-allow-origin')).not.toBe('https://evil.test');
    const asked = await graphql(open, '{ __typename }', {}, { origin: page });
    expect(asked.data).toEqual({ __typename: 'Query' });
    expect(asked.headers.get('access-control-allow-origin')).toBe(page);
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
    expect(asked.headers.get('vary')).toBe('Origin');
  });

  it('there is GraphiQL, and the schema tells of itself', async () => {
    const page = await fetch(`${open.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('YogaGraphiQL');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const { data } = await graphql(open, '{ __schema { mutationType { fields { name } } } }');
    const names = JSON.stringify(data);
    for (const name of [
      'signIn',
      'createUser',
      'followUnfollowUser',
      'pendingRequest',
      'getLocation',
      'sendMessage',
      'editMessage',
    ]) {
      expect(names).toContain(`"${name}"`);
    }
  });
});
