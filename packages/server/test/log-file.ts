import { join } from 'node:path';
import Libsql from 'libsql';
import type { TestServer } from '@parley/testing';

/** A row of the topic log, as whoever opens the file finds it. */
export interface StoredRow {
  readonly offset: number;
  readonly action: string;
  readonly message: string;
  readonly member_id: number | null;
}

/** Reads `dbtable_schema.topic_messages` of a topic out of the server's own file, past the server. */
export function rowsOf(server: TestServer, topic: string): StoredRow[] {
  const db = new Libsql(':memory:');
  try {
    const file = join(server.folder, 'parley.db');
    db.prepare('attach database ? as dbtable_schema').run(`file:${file}?mode=ro`);
    const select = db.prepare(
      'select "offset", action, message, member_id from dbtable_schema.topic_messages' +
        ' where topic_id = (select id from dbtable_schema.topics where name = ?) order by "offset"',
    );
    return select.all(topic) as StoredRow[];
  } finally {
    db.close();
  }
}
