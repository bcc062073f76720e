import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { FileQueue, MOST } from './file-queue.ts';

interface Call {
  readonly file: File;
  readonly signal: AbortSignal;
  readonly onProgress: (part: number) => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function open() {
  const uploads: Call[] = [];
  const sent: string[] = [];
  let ids = 0;
  const refusals: Error[] = [];
  const queue = new FileQueue({
    upload: (file, options) =>
      new Promise((resolve, reject) => {
        const view = { id: 1, url: `/files/${file.name}`, name: file.name, type: '', bytes: 1 };
        uploads.push({ ...options, file, reject, resolve: () => resolve(view) });
      }),
    send: ({ url }, id) => {
      const refused = refusals.pop();
      if (refused !== undefined) return Promise.reject(refused);
      sent.push(`${id} ${url}`);
      return Promise.resolve();
    },
    newId: () => `id${(ids += 1)}`,
    show: ({ name }) => `blob:${name}`,
    hide: () => {},
  });
  const states = () => queue.read().map(({ name, state }) => `${name} ${state}`);
  return { queue, uploads, sent, refusals, states };
}

const file = (name: string, type = 'image/png'): File => new File(['x'], name, { type });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('files on their way', () => {
  it('go two at a time, in their order, and into the room when they are there', async () => {
    const { queue, uploads, sent, states } = open();
    expect(queue.add([file('a'), file('b'), file('c', 'text/plain')])).toBe(0);
    expect(states()).toEqual(['a uploading', 'b uploading', 'c waiting']);
    expect(queue.read().map(({ preview }) => preview)).toEqual(['blob:a', 'blob:b', undefined]);
    uploads[0]?.onProgress(0.5);
    expect(queue.read()[0]?.part).toBe(0.5);
    uploads[0]?.resolve();
    await settle();
    expect(states()).toEqual(['b uploading', 'c uploading']);
    expect(sent).toEqual(['id1 /files/a']);
  });

  it('stand in the room in the order that they were chosen in', async () => {
    const { queue, uploads, sent, states } = open();
    queue.add([file('large'), file('small')]);
    uploads[1]?.resolve();
    await settle();
    expect([states(), sent]).toEqual([['large uploading', 'small sending'], []]);
    uploads[0]?.resolve();
    await settle();
    expect(sent).toEqual(['id1 /files/large', 'id2 /files/small']);
  });

  it('say why they failed, and try again, from where they were', async () => {
    const { queue, uploads, sent, refusals, states } = open();
    queue.add([file('a')]);
    uploads[0]?.reject(new ApiError('file_mistyped', 'Not what it says.'));
    await settle();
    expect(queue.read()).toMatchObject([{ state: 'failed', error: { code: 'file_mistyped' } }]);
    queue.retry('id1');
    refusals.push(new ApiError('offline', 'Away.'));
    uploads[1]?.resolve();
    await settle();
    expect(states()).toEqual(['a failed']);
    // It is on the server: only its message is still to go, under the same id.
    queue.retry('id1');
    await settle();
    expect([uploads.length, sent, states()]).toEqual([2, ['id1 /files/a'], []]);
  });

  it('are given up at any time, and the next one goes', async () => {
    const { queue, uploads, sent, states } = open();
    queue.add([file('a'), file('b'), file('c')]);
    queue.cancel('id1');
    expect(uploads[0]?.signal.aborted).toBe(true);
    uploads[0]?.reject(new ApiError('cancelled', ''));
    await settle();
    expect(states()).toEqual(['b uploading', 'c uploading']);
    queue.close();
    expect(states()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('are so many at most, and the rest is told', () => {
    const { queue, states } = open();
    expect(queue.add(Array.from({ length: MOST + 3 }, (_, at) => file(`${at}`)))).toBe(3);
    expect(states()).toHaveLength(MOST);
  });
});
