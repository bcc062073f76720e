import type { Bus } from '../ports/bus.ts';

/** The bus of a single node: there is nobody else to tell, and a node never hears its own. */
export class MemoryBus implements Bus {
  join(): Promise<void> {
    return Promise.resolve();
  }

  leave(): void {}

  publish(): void {}

  onMessage(): () => void {
    return () => {};
  }
}
