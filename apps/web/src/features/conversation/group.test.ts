import { describe, expect, it } from 'vitest';
import { group, type Block } from './group.ts';
import { lineOf } from './sample.test-data.ts';

function outline(blocks: readonly Block[]): string[] {
  return blocks.map((block) =>
    block.kind === 'group'
      ? `${block.author.name}: ${block.lines.map((l) => l.text).join(' | ')}`
      : block.kind,
  );
}

describe('a conversation', () => {
  it('puts together what one person says in a row', () => {
    const lines = [
      lineOf('Ada', 'Hello', '10:00'),
      lineOf('Ada', 'Anybody here?', '10:01'),
      lineOf('Ben', 'Yes', '10:02'),
      lineOf('Ada', 'Good', '10:03'),
    ];
    expect(outline(group(lines))).toEqual([
      'day',
      'Ada: Hello | Anybody here?',
      'Ben: Yes',
      'Ada: Good',
    ]);
  });

  it('begins anew after five minutes of silence', () => {
    const lines = [
      lineOf('Ada', 'One', '10:00'),
      lineOf('Ada', 'Two', '10:04:59'),
      lineOf('Ada', 'Three', '10:09:59'),
    ];
    expect(outline(group(lines))).toEqual(['day', 'Ada: One | Two', 'Ada: Three']);
  });

  it('names each day of the reader once', () => {
    const lines = [
      lineOf('Ada', 'Late', '23:59:30'),
      lineOf('Ada', 'Early', '00:00:10', { day: '2026-11-21' }),
    ];
    expect(outline(group(lines))).toEqual(['day', 'Ada: Late', 'day', 'Ada: Early']);
  });

  it('draws the line before what is new, within one person’s words too', () => {
    const lines = [lineOf('Ada', 'Seen', '10:00'), lineOf('Ada', 'Not seen', '10:01')];
    expect(outline(group(lines, 'Seen'))).toEqual(['day', 'Ada: Seen', 'new', 'Ada: Not seen']);
  });

  it('draws no line when nothing follows, or when the last seen line is not there', () => {
    const lines = [lineOf('Ada', 'Seen', '10:00')];
    expect(outline(group(lines, 'Seen'))).toEqual(['day', 'Ada: Seen']);
    expect(outline(group(lines, 'Gone'))).toEqual(['day', 'Ada: Seen']);
  });
});
