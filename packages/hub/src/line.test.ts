import { FakeClock } from '@parley/testing';
import { expect, it } from 'vitest';
import { Hub } from './hub.ts';
import { MemoryBusRoom, MemoryTopicLog } from './memory/index.ts';

function hubIn(room: MemoryBusRoom): Hub {
  const clock = new FakeClock();
  return new Hub({
    log: new MemoryTopicLog({ clock }),
    clock,
    profiles: { find: () => Promise.resolve([]) },
    bus: room.bus(),
  });
}

it('a line says to all other nodes, or to one, and to nobody once it is closed', async () => {
  const room = new MemoryBusRoom();
  const hubs = [hubIn(room), hubIn(room), hubIn(room)];
  const heard: string[] = [];
  const lines = [];
  for (const hub of hubs) {
    lines.push(
      await hub.line('talk', (text, from) => heard.push(`${hub.node} hears ${text} of ${from}`)),
    );
  }
  const [a = '', b = '', c = ''] = hubs.map(({ node }) => node);
  lines[0]?.publish('hello');
  expect(heard.splice(0)).toEqual([`${b} hears hello of ${a}`, `${c} hears hello of ${a}`]);
  lines[1]?.publish('you', c);
  expect(heard.splice(0)).toEqual([`${c} hears you of ${b}`]);
  lines[2]?.close();
  lines[0]?.publish('anyone?');
  expect(heard).toEqual([`${b} hears anyone? of ${a}`]);
  await expect(hubs[0]?.line('talk', () => {})).rejects.toThrow('open already');
});
