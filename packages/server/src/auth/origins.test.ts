import { describe, expect, it } from 'vitest';
import { originAllowed, siteAllowed } from './origins.ts';

const policy = { host: 'chat.example.com', allowed: ['https://app.example.com'] };

describe('an origin', () => {
  it('is allowed when it is our own, with or without TLS before us', () => {
    expect(originAllowed('https://chat.example.com', policy)).toBe(true);
    expect(originAllowed('http://chat.example.com', policy)).toBe(true);
    expect(
      originAllowed('https://chat.example.com', { ...policy, host: 'CHAT.example.com:443' }),
    ).toBe(true);
    expect(originAllowed('http://localhost:3000', { ...policy, host: 'localhost:3000' })).toBe(
      true,
    );
  });

  it('is allowed when it is on the list, exactly', () => {
    expect(originAllowed('https://app.example.com', policy)).toBe(true);
    expect(originAllowed('http://app.example.com', policy)).toBe(false);
    expect(originAllowed('https://app.example.com:444', policy)).toBe(false);
  });

  it('is refused when it only looks like ours', () => {
    for (const origin of [
      'null',
      '',
      'https://chat.example.com.evil.test',
      'https://evil.test',
      'https://chat.example.com:8443',
      'https://chat.example.com/',
      'https://user@chat.example.com',
      'ftp://chat.example.com',
    ]) {
      expect([origin, originAllowed(origin, policy)]).toEqual([origin, false]);
    }
    expect(originAllowed('https://chat.example.com', { ...policy, host: undefined })).toBe(false);
  });
});

describe('a request that changes something', () => {
  const from = (origin: string | undefined, fetchSite: string | undefined, cookie: boolean) =>
    siteAllowed({ origin, fetchSite, cookie }, policy);

  it('may come from our own pages, from a person, and from allowed origins', () => {
    expect(from('https://chat.example.com', 'same-origin', true)).toBe(true);
    expect(from(undefined, 'none', true)).toBe(true);
    expect(from('https://app.example.com', 'same-site', true)).toBe(true);
    expect(from('https://chat.example.com', undefined, true)).toBe(true);
  });

  it('may not come from other pages, whatever they leave out', () => {
    expect(from('https://evil.test', 'cross-site', true)).toBe(false);
    expect(from('https://evil.test', undefined, false)).toBe(false);
    expect(from(undefined, 'cross-site', true)).toBe(false);
    expect(from(undefined, 'same-site', false)).toBe(false);
    expect(from('null', 'cross-site', true)).toBe(false);
  });

  it('may come from a program, but not with a cookie', () => {
    expect(from(undefined, undefined, false)).toBe(true);
    expect(from(undefined, undefined, true)).toBe(false);
  });
});
