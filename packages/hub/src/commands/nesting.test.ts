import { describe, expect, it } from 'vitest';
import { resolveLimits } from '../limits.ts';
import { requireShallow } from './nesting.ts';

const limits = resolveLimits({ payloadDepth: 3 });
const judge = (text: string): void => requireShallow(text, limits);

describe('a payload', () => {
  it.each([
    '1',
    '[[[1]]]',
    '{"a":[{"b":"long enough to be looked at"}]}',
    '[[[1]],[[2]],[[3]],[[4]]]',
    // Brackets in texts nest nothing, whatever is escaped before them.
    JSON.stringify(['[[[[[[[', '\\', '"[[[[', '\\"{{{{{']),
  ])('%s may pass', (text) => {
    expect(() => judge(text)).not.toThrow();
  });

  it.each(['[[[[]]]]', '{"a":{"b":{"c":{"d":1}}}}', '["\\\\",[[[[1]]]]]', '[[[[[[[[[[[[[[['])(
    '%s nests too deep',
    (text) => {
      expect(() => judge(text)).toThrow(
        expect.objectContaining({
          code: 'too_large',
          message: expect.stringContaining('3 levels'),
        }),
      );
    },
  );
});
