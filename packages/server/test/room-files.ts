import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startParley, type TestServer } from '@parley/testing';
import { ask, newMember, signIn, type Answer, type Person } from './people.ts';

/** How a file is sent. */
export interface Sending {
  readonly name?: string;
  readonly type?: string;
  readonly on?: string;
}

/** A server that takes small files, three people, and a room of the first two. */
export class RoomFiles {
  readonly server: TestServer;
  readonly ada: Person;
  readonly ben: Person;
  readonly stranger: Person;
  room = '';
  topic = '';

  private constructor(server: TestServer, [ada, ben, stranger]: readonly [Person, Person, Person]) {
    this.server = server;
    this.ada = ada;
    this.ben = ben;
    this.stranger = stranger;
  }

  static async open(): Promise<RoomFiles> {
    const server = await startParley({
      env: {
        PARLEY_DEMO: '1',
        PARLEY_FILE_BYTES: '400000',
        PARLEY_FILES_PER_MEMBER: '1000000',
        PARLEY_LOG_LEVEL: 'warn',
      },
    });
    const person = async (): Promise<Person> => {
      const { email, password } = await newMember(server);
      return signIn(server, email, password);
    };
    return new RoomFiles(server, [await person(), await person(), await person()]);
  }

  /** A room of Ada's of the test's own. */
  async newRoom(more: object = { community_member_ids: [this.ben.id] }): Promise<void> {
    const { body } = await ask(this.server, this.ada, 'POST /api/headless/v1/messages', {
      chat_room: { kind: 'group_chat', name: 'Files', ...more },
    });
    this.room = String(body['uuid']);
    this.topic = `room:${this.room}`;
  }

  async send(
    who: Person | null,
    file: Uint8Array | string,
    { name = 'a file', type = '', on = this.topic }: Sending = {},
  ): Promise<Answer> {
    const query = new URLSearchParams({ topic: on, name });
    const response = await fetch(`${this.server.url}/api/files?${query}`, {
      method: 'POST',
      headers: {
        origin: this.server.url,
        ...(who === null ? {} : { cookie: who.cookie }),
        ...(type === '' ? {} : { 'content-type': type }),
      },
      body: Buffer.from(file),
    });
    const body = (await response.json()) as Answer['body'];
    return { status: response.status, headers: response.headers, body };
  }

  get(
    who: Person | null,
    url: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const cookie = who === null ? {} : { cookie: who.cookie };
    return fetch(this.server.url + String(url), { headers: { ...cookie, ...headers } });
  }

  /** Sends a message that is a file; answers its id. */
  async attach(who: Person, url: unknown): Promise<{ status: number; id: number }> {
    const path = `/api/headless/v1/messages/${this.room}/chat_room_messages`;
    const message = { body: String(url), message_type: 'file' };
    const sent = await ask(this.server, who, `POST ${path}`, message);
    return { status: sent.status, id: Number(sent.body['id']) };
  }

  /** What is in the folder of files. */
  async kept(): Promise<string[]> {
    const folder = join(this.server.folder, 'files');
    const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return found.filter((one) => one.isFile()).map(({ name }) => name);
  }
}
