import { closes } from './closes.ts';
import { down } from './down.ts';
import { errors } from './errors.ts';
import type { FrameShape } from './shape.ts';
import { up } from './up.ts';

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function frames(title: string, table: Readonly<Record<string, FrameShape>>): string[] {
  return Object.values(table).map((shape) =>
    row(
      title,
      `\`${shape.op}\``,
      Object.entries(shape.fields)
        .map(([name, kind]) => `\`${name}\`: ${kind.replace('?', ' (optional)')}`)
        .join(', ') || '–',
    ),
  );
}

/** The generated parts of PROTOCOL.md, by the name of their markers. */
export function tables(): Record<'frames' | 'errors' | 'closes', string> {
  return {
    frames: [
      row('from', 'op', 'fields'),
      row('---', '---', '---'),
      ...frames('client', up),
      ...frames('server', down),
    ].join('\n'),
    errors: [
      row('code', 'retry', 'text'),
      row('---', '---', '---'),
      ...Object.entries(errors).map(([code, e]) =>
        row(`\`${code}\``, e.retry ? 'yes' : 'no', e.text),
      ),
    ].join('\n'),
    closes: [
      row('code', 'reason', 'come back', 'text'),
      row('---', '---', '---', '---'),
      ...Object.entries(closes).map(([name, c]) =>
        row(String(c.code), `\`${name}\``, c.reconnect ? 'yes' : 'no', c.text),
      ),
    ].join('\n'),
  };
}

/** PROTOCOL.md with its generated parts made anew. */
export function refresh(text: string): string {
  let fresh = text;
  for (const [name, table] of Object.entries(tables())) {
    const begin = `<!-- ${name}:begin -->`;
    const end = `<!-- ${name}:end -->`;
    const from = fresh.indexOf(begin) + begin.length;
    fresh = `${fresh.slice(0, from)}\n${table}\n${fresh.slice(fresh.indexOf(end))}`;
  }
  return fresh;
}
