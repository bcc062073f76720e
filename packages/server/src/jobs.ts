import type { Job } from '@parley/domains/domain';
import type { Clock } from '@parley/hub';

/** Runs a domain's job now and then; a run that fails is told and tried again. Answers what stops it. */
export function startJob(
  job: Job,
  {
    clock,
    report,
  }: { readonly clock: Clock; readonly report: (where: string, error: unknown) => void },
): () => void {
  let cancel = (): void => {};
  let stopped = false;
  const wait = (): void => {
    cancel = clock.after(job.every, () => void run());
  };
  const run = async (): Promise<void> => {
    try {
      await job.run();
    } catch (error) {
      report(job.name, error);
    }
    if (!stopped) wait();
  };
  wait();
  return () => {
    stopped = true;
    cancel();
  };
}
