import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { Histogram, type Registry } from 'prom-client';
import { addRow } from './add-row.ts';
import type { MetricRow } from './rows.ts';

/** Milliseconds between two looks at the event loop; they are taken off what is measured. */
const RESOLUTION = 20;
const NANOSECONDS = 1e9;

/** What only a running process can tell. */
export interface ProcessSources {
  /** Seconds for which the event loop was late, by what of it; what is told is forgotten. */
  readonly loopDelay: () => readonly (readonly [string, number])[];
}

/** The names are those that dashboards for Node.js know, but for the event loop's. */
export const processRows: Readonly<Record<string, MetricRow<ProcessSources>>> = {
  parley_event_loop_delay_seconds: {
    kind: 'gauge',
    help: 'How late the event loop was since the reading before: mean, p50, p99, max.',
    label: 'of',
    read: ({ loopDelay }) => loopDelay(),
  },
  process_cpu_seconds_total: {
    kind: 'counter',
    help: 'Processor time of the process with its threads.',
    read: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  },
  process_resident_memory_bytes: {
    kind: 'gauge',
    help: 'Memory of the process.',
    read: () => process.memoryUsage.rss(),
  },
  process_start_time_seconds: {
    kind: 'gauge',
    help: 'When the process began, in seconds since 1970.',
    read: () => Math.round(performance.timeOrigin / 1000),
  },
  nodejs_heap_size_total_bytes: {
    kind: 'gauge',
    help: 'The heap of the main thread.',
    read: () => process.memoryUsage().heapTotal,
  },
  nodejs_heap_size_used_bytes: {
    kind: 'gauge',
    help: 'What of it is in use.',
    read: () => process.memoryUsage().heapUsed,
  },
  nodejs_external_memory_bytes: {
    kind: 'gauge',
    help: 'Buffers and the like, beside the heap.',
    read: () => process.memoryUsage().external,
  },
};

/** The name, labels and help of the pauses, which are observed as they happen. */
export const gcPauses = {
  name: 'nodejs_gc_duration_seconds',
  help: 'Garbage collections of the main thread.',
  labelNames: ['kind'],
  buckets: [0.001, 0.01, 0.1, 1],
} as const;

const kinds: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Adds what can be told of the process; the answer ends its watching. */
export function observeProcess(registry: Registry): () => void {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  loop.enable();
  const late = (nanoseconds: number): number =>
    Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION / 1000);
  const loopDelay = (): readonly (readonly [string, number])[] => {
    // Without a look yet there is nothing to tell.
    const told = [
      ['mean', late(loop.count === 0 ? 0 : loop.mean)],
      ['p50', late(loop.percentile(50))],
      ['p99', late(loop.percentile(99))],
      ['max', late(loop.max)],
    ] as const;
    loop.reset();
    return told;
  };
  for (const [name, row] of Object.entries(processRows)) addRow(registry, name, row, { loopDelay });
  const pauses = new Histogram({
    ...gcPauses,
    labelNames: [...gcPauses.labelNames],
    buckets: [...gcPauses.buckets],
    registers: [registry],
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = kindOf('detail' in entry ? entry.detail : undefined);
      if (kind !== undefined) pauses.observe({ kind }, entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    loop.disable();
    observer.disconnect();
  };
}

function kindOf(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null || !('kind' in detail)) return undefined;
  return typeof detail.kind === 'number' ? kinds.get(detail.kind) : undefined;
}
