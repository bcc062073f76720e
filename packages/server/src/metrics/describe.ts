import { gcPauses, processRows } from './process.ts';
import { requestCount, requestDuration } from './requests.ts';
import { metricRows } from './rows.ts';

/** The table of docs/operations.md between its two markers. */
export function metricsDocumentation(): string {
  const lines = ['| Metric | Labels | What it tells |', '| --- | --- | --- |'];
  const add = (name: string, labels: readonly string[], help: string): void => {
    lines.push(
      `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ') || '–'} | ${help} |`,
    );
  };
  for (const [name, { label, help }] of Object.entries({ ...metricRows, ...processRows })) {
    add(name, label === undefined ? [] : [label], help);
  }
  for (const { name, labelNames, help } of [requestCount, requestDuration, gcPauses]) {
    add(name, labelNames, help);
  }
  return lines.join('\n');
}

/** The markers around it. */
export const metricsMarks: { readonly begin: string; readonly end: string } = {
  begin: '<!-- metrics: written by `npm run docs`; do not edit -->',
  end: '<!-- /metrics -->',
};
