import { workerData } from 'node:worker_threads';
import { newDigestKey } from '../digest.ts';
import { inOrder } from '../migrations.ts';
import { loadUnits } from '../units.ts';
import { BatchWriter } from './batch-writer.ts';
import { Sqlite } from './driver.ts';
import type { WriterCall, WriterSetup } from './messages.ts';
import { migrateSqlite } from './migrate.ts';
import { serve } from './serve.ts';

// The writer worker: the one that changes the file.
void serve(async () => {
  const setup = workerData as WriterSetup;
  const units = await loadUnits(setup.modules);
  const options = setup.maxPages === undefined ? {} : { maxPages: setup.maxPages };
  const sqlite = Sqlite.writer(setup.file, options);
  migrateSqlite(sqlite, inOrder(setup.migrations), new Date(setup.now).toISOString());
  const batches = new BatchWriter({
    sqlite,
    units,
    key: digestKey(sqlite),
    unitTime: setup.unitTime,
  });
  return {
    call: (call: WriterCall) => batches.write(call),
    close: () => {
      sqlite.checkpoint();
      sqlite.close();
    },
  };
});

function digestKey(sqlite: Sqlite): Uint8Array {
  sqlite
    .prepare(
      `insert into dbtable_schema.settings (name, value) values ('digest_key', ?)
        on conflict do nothing`,
    )
    .run([newDigestKey()]);
  const row = sqlite
    .prepare(`select value from dbtable_schema.settings where name = 'digest_key'`)
    .first([]);
  return new Uint8Array(row?.['value'] as ArrayBuffer);
}
