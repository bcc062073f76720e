import { expect, it } from 'vitest';
import { Guest } from './lib/guest.ts';
import { patient, scene } from './lib/scene.ts';

interface Stay {
  readonly memberId: number;
  readonly enteredOn: string;
  readonly leftOn: string | null;
  readonly isEstimate: boolean;
}

const here = scene({ nodes: 2, random: () => 0 });

it('who was connected to a meeting is one log, over two nodes and through the death of one', async () => {
  const { cluster } = here;
  const [ada, bob] = [await here.guest(0), await here.guest(1)];
  const { rows } = await cluster.pool.query<{ id: string }>(
    `insert into dbtable_schema.bookings
      (schedule_member_id, client_member_id, title, starts_on, ends_on, created_on)
      values ($1, $2, 'Talk', now(), now() + interval '1 hour', now()) returning id`,
    [ada.memberId, bob.memberId],
  );
  const id = Number(rows[0]?.id);
  const topic = `exchange/text:${id}`;
  const log = async (memberId: number): Promise<readonly Stay[]> => {
    const { body } = await cluster.surely(bob.user, `GET /api/exchanges/${id}/attendance`);
    const { attendance } = body as { attendance: readonly Stay[] };
    return attendance.filter((one) => one.memberId === memberId);
  };
  ada.client.subscribe(topic, {});
  bob.client.subscribe(topic, {});
  const twin = new Guest({
    user: ada.user,
    memberId: ada.memberId,
    token: cluster.token(ada.user),
    url: cluster.node(1).url,
  });
  try {
    twin.client.subscribe(topic, {});
    const noted = async (): Promise<number> => {
      const found = await cluster.pool.query('select id from dbtable_schema.exchange_stays');
      return found.rows.length;
    };
    await expect.poll(noted, patient).toBe(3);
    await expect.poll(() => log(ada.memberId), patient).toHaveLength(1);
    const [before] = await log(ada.memberId);
    expect(before).toMatchObject({ leftOn: null });

    await cluster.node(0).kill();
    ada.leave();
    // Over the other node they are there all the time, and leave over it.
    expect(await log(ada.memberId)).toEqual([before]);
    twin.leave();
    const over = async (): Promise<boolean> => (await log(ada.memberId))[0]?.leftOn !== null;
    await expect.poll(over, patient).toBe(true);
    expect(await log(ada.memberId)).toMatchObject([{ enteredOn: before?.enteredOn }]);
    expect(await log(bob.memberId)).toMatchObject([{ leftOn: null, isEstimate: false }]);
  } finally {
    twin.leave();
  }
});
