import { Counter, Gauge, type Registry } from 'prom-client';
import type { MetricRow, Reading } from './rows.ts';

/** Adds a metric that is read whenever it is asked for; one that there is none of here is left out. */
export function addRow<S>(
  registry: Registry,
  name: string,
  { kind, help, label, read }: MetricRow<S>,
  sources: S,
): void {
  if (read(sources) === undefined) return;
  const labelNames = label === undefined ? [] : [label];
  const options = { name, help, labelNames, registers: [registry] };
  if (kind === 'gauge') {
    const gauge = new Gauge({
      ...options,
      collect: () => {
        gauge.reset();
        for (const [labels, value] of values(read(sources), label)) gauge.set(labels, value);
      },
    });
  } else {
    const counter = new Counter({
      ...options,
      collect: () => {
        counter.reset();
        for (const [labels, value] of values(read(sources), label)) counter.inc(labels, value);
      },
    });
  }
}

function* values(
  reading: Reading,
  label: string | undefined,
): Generator<[Record<string, string>, number]> {
  if (typeof reading === 'number') yield [{}, reading];
  else if (reading !== undefined && label !== undefined) {
    for (const [name, value] of reading) yield [{ [label]: name }, value];
  }
}
