import { describe, expect, it } from 'vitest';
import { PasswordHasher } from './password-hasher.ts';

const cost = { ln: 4, r: 8, p: 1 };

describe('passwords', () => {
  it('verify against their own hash only, in whichever way their letters are composed', async () => {
    const hasher = new PasswordHasher({ cost });
    const stored = await hasher.hash('caf\u00e9 au lait');
    await expect(hasher.verify('cafe\u0301 au lait', stored)).resolves.toBe(true);
    await expect(hasher.verify('cafe au lait', stored)).resolves.toBe(false);
    await expect(hasher.verify('café au lait', await hasher.hash('café'))).resolves.toBe(false);
  });

  it('of the same letters have different hashes, each with its cost in it', async () => {
    const hasher = new PasswordHasher({ cost });
    const [one, two] = [await hasher.hash('the same'), await hasher.hash('the same')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$/);
  });

  it('hashed at a lower cost still verify after the cost was raised', async () => {
    const stored = await new PasswordHasher({ cost }).hash('a good password');
    const raised = new PasswordHasher({ cost: { ...cost, ln: 5 } });
    await expect(raised.verify('a good password', stored)).resolves.toBe(true);
    await expect(raised.hash('x')).resolves.toContain('ln=5');
  });

  it('are wrong where there is no hash, or one that cannot be read', async () => {
    const hasher = new PasswordHasher({ cost });
    await expect(hasher.verify('anything', null)).resolves.toBe(false);
    await expect(hasher.verify('anything', 'plain text')).resolves.toBe(false);
  });

  it('take the work of a real one where there is none, so that the time tells nothing', async () => {
    const hasher = new PasswordHasher({ cost });
    const stored = await hasher.hash('a good password');
    const busy = Array.from({ length: 66 }, () => hasher.hash('a good password'));
    // Whoever derives nothing has no need to queue and is answered; both are told to come back.
    for (const hash of [stored, null]) {
      await expect(hasher.verify('anything', hash)).rejects.toMatchObject({ code: 'busy' });
    }
    await Promise.all(busy);
    await expect(hasher.verify('anything', null)).resolves.toBe(false);
  });

  it('are hashed two at a time with a bounded queue, and the rest is told to come back', async () => {
    const hasher = new PasswordHasher({ cost });
    const results = await Promise.allSettled(
      Array.from({ length: 70 }, () => hasher.hash('a good password')),
    );
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ reason: { code: 'busy', retryAfter: 2000 } });
    await expect(hasher.hash('again')).resolves.toContain('$scrypt$');
  });
});
