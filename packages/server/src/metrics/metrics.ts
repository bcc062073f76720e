import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { addRow } from './add-row.ts';
import { observeProcess } from './process.ts';
import { observeRequests } from './requests.ts';
import { metricRows, type MetricSources } from './rows.ts';

/**
 * The numbers of one server, for Prometheus. Almost all are read when they are asked for; counted as
 * they happen are requests and garbage collections.
 */
export class Metrics {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #stop: () => void;

  /** @param app Before its first route: requests are counted from the first. */
  constructor(app: FastifyInstance, sources: MetricSources) {
    this.contentType = this.#registry.contentType;
    for (const [name, row] of Object.entries(metricRows)) {
      addRow(this.#registry, name, row, sources);
    }
    observeRequests(app, this.#registry);
    this.#stop = observeProcess(this.#registry);
  }

  /** The text form, version 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    this.#stop();
  }
}
