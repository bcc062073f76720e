import { describe, expect, it } from 'vitest';
import { fullGrants } from './grants.ts';
import { Rules } from './rules.ts';

const principal = {
  memberId: 1,
  profile: { memberId: 1, name: 'Ada', role: 'member', color: '#000' },
  credential: 'session:1',
};
const no = { refused: 'forbidden', reason: 'not yours' } as const;

describe('allow(pattern, rule)', () => {
  it('denies what no pattern names, and what is the server’s own', async () => {
    const rules = new Rules();
    rules.add('*', () => fullGrants, { open: true });
    await expect(rules.decide(principal, '$member:1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(new Rules().decide(principal, 'chat:1')).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('gives the rule the named parts', async () => {
    const rules = new Rules();
    rules.add('exchange/text:{id}', ({ params }) => (params['id'] === '7' ? fullGrants : no));
    await expect(rules.decide(principal, 'exchange/text:7')).resolves.toEqual(fullGrants);
    await expect(rules.decide(principal, 'exchange/text:8')).rejects.toThrow('not yours');
    await expect(rules.decide(principal, 'exchange/text:7/8')).rejects.toThrow('no such kind');
    await expect(rules.decide(principal, 'exchange/textX7')).rejects.toThrow('no such kind');
  });

  it('never lets an open pattern decide on what a domain owns', async () => {
    const rules = new Rules();
    rules.add('room:*', () => fullGrants, { open: true });
    rules.add('room:{uuid}', () => no);
    await expect(rules.decide(principal, 'room:1')).rejects.toThrow('not yours');
  });

  it('asks the longer pattern first', async () => {
    const rules = new Rules();
    rules.add('chat:*', () => no, { open: true });
    rules.add('chat:open-*', () => fullGrants, { open: true });
    await expect(rules.decide(principal, 'chat:open-1')).resolves.toEqual(fullGrants);
    await expect(rules.decide(principal, 'chat:1')).rejects.toThrow('not yours');
  });

  it('says that it could not look, when a rule fails, and lets nobody in', async () => {
    const rules = new Rules();
    rules.add('a', () => Promise.reject(new Error('database away')));
    await expect(rules.decide(principal, 'a')).rejects.toMatchObject({
      code: 'stale_rights',
      retry: true,
    });
  });
});
