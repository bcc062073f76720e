import { domainLimits } from '@parley/domains/limits';
import { type LimitRow, limits } from '@parley/hub';
import { kinds } from './kinds.ts';
import { type OptionRow, options } from './options.ts';
import { serverLimits } from './server-limits.ts';

const rows: readonly OptionRow[] = Object.values(options);
const limitRows: readonly LimitRow[] = Object.values({
  ...limits,
  ...domainLimits,
  ...serverLimits,
});

/** What `parley serve --help` says of the options. */
export function helpText(): string {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(`  ${row.flag === undefined ? row.env : `--${row.flag}, ${row.env}`}`);
    lines.push(`      ${row.description}`);
    lines.push(`      ${byDefault(row)}`);
  }
  lines.push('', 'Limits, by environment:');
  for (const row of limitRows) {
    lines.push(`  ${row.env}`, `      ${row.reason}`);
    lines.push(`      Default: ${row.default} (${row.unit})`);
  }
  return lines.join('\n');
}

/** The part of docs/operations.md between its two markers. */
export function documentation(): string {
  const lines = [
    '| Variable | Flag | Allowed | Default | What it does |',
    '| --- | --- | --- | --- | --- |',
  ];
  for (const row of rows) {
    const flag = row.flag === undefined ? '–' : `\`--${row.flag}\``;
    const preset = row.default === null ? (row.unset ?? 'none') : `\`${row.default}\``;
    const allowed = kinds[row.kind].allowed;
    lines.push(`| \`${row.env}\` | ${flag} | ${allowed} | ${preset} | ${row.description} |`);
  }
  lines.push(
    '',
    '### Limits',
    '',
    '| Variable | Default | Unit | Why |',
    '| --- | --- | --- | --- |',
  );
  for (const row of limitRows) {
    lines.push(`| \`${row.env}\` | ${row.default} | ${row.unit} | ${row.reason} |`);
  }
  return lines.join('\n');
}

/** The markers around the generated part. */
export const marks: { readonly begin: string; readonly end: string } = {
  begin: '<!-- options: written by `npm run docs`; do not edit -->',
  end: '<!-- /options -->',
};

function byDefault(row: OptionRow): string {
  if (row.default === null) return `When unset: ${row.unset ?? 'none'}.`;
  return `Default: ${row.default}`;
}
