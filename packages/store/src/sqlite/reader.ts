import { workerData } from 'node:worker_threads';
import { StoreUnavailable } from '../errors.ts';
import { isFatal, Sqlite } from './driver.ts';
import { LogReader } from './log-reader.ts';
import type { ReaderCall, ReaderSetup } from './messages.ts';
import { serve } from './serve.ts';

// The reader worker: everything it sees is committed.
void serve(async () => {
  const { file } = workerData as ReaderSetup;
  const sqlite = Sqlite.reader(file);
  const log = new LogReader(sqlite);
  const answer = (call: ReaderCall): unknown => {
    if (call.kind === 'query') return sqlite.query(call.sql, call.parameters);
    if (call.kind === 'heads') return log.heads(call.topics);
    if (call.kind === 'read') return log.read(call.request);
    sqlite.exec(`vacuum dbtable_schema into '${call.target.replaceAll("'", "''")}'`);
    return undefined;
  };
  return {
    call: (call: ReaderCall): unknown => {
      try {
        return answer(call);
      } catch (error) {
        if (isFatal(error)) throw new StoreUnavailable(String(error), 'none');
        throw error;
      }
    },
    close: () => sqlite.close(),
  };
});
