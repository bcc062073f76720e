import { describe, expect, it } from 'vitest';
import { BOARD, boardWorld, drawn } from '../testing/board-world.ts';

describe('sharing something', () => {
  it('B6 asks first, and everybody has to agree', async () => {
    const { page, settle } = boardWorld();
    const [ann, ben, cat] = [page(1), page(2), page(3)];
    await settle();
    const answer = ann.board.ask('plan.pdf');
    await settle();
    expect(ben.board.questions).toMatchObject([{ what: 'plan.pdf', from: { scid: 'm1' } }]);
    ben.board.questions[0]?.agree();
    await settle();
    expect(ben.board.questions).toEqual([]);
    expect(cat.board.questions).toHaveLength(1);
    cat.board.questions[0]?.agree();
    await settle();
    await expect(answer).resolves.toEqual({ agreed: true, ask: expect.any(String) as string });
  });

  it('tells the server first, which keeps what was agreed to, and names the question to it', async () => {
    const { page, settle, server } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    const answer = ann.board.ask('plan.pdf');
    await settle();
    ben.board.questions[0]?.agree();
    await settle();
    const told = await answer;
    if (!told.agreed) throw new Error('Ben agreed.');
    expect(server.log(BOARD).messages).toMatchObject([
      { action: 'answer', payload: { ask: told.ask, agree: true } },
    ]);
  });

  it('is not agreed to by what is only told in passing', async () => {
    const { page, settle } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    const answer = ann.board.ask('plan.pdf');
    await settle();
    const ask = ben.board.questions[0]?.id;
    await ben.client.transmit(false, 'answer', BOARD, { ask, agree: true });
    await settle();
    // It is still open, and the answer counts.
    ben.board.questions[0]?.decline();
    await settle();
    await expect(answer).resolves.toMatchObject({ agreed: false });
  });

  it('is off when one declines, and nobody is asked any more', async () => {
    const { page, settle } = boardWorld();
    const [ann, ben, cat] = [page(1), page(2), page(3)];
    await settle();
    const answer = ann.board.ask('plan.pdf');
    await settle();
    cat.board.questions[0]?.decline();
    await settle();
    await expect(answer).resolves.toMatchObject({ agreed: false, by: { scid: 'm3' } });
    expect(ben.board.questions).toEqual([]);
  });

  it('needs nobody’s leave where nobody else is, nor that of who leaves or answers in another tab', async () => {
    const { page, settle } = boardWorld();
    const ann = page(1);
    await settle();
    await expect(ann.board.ask('alone.png')).resolves.toEqual({ agreed: true, ask: undefined });
    const [ben, tab, cat] = [page(2), page(2), page(3)];
    await settle();
    const answer = ann.board.ask('plan.pdf');
    await settle();
    tab.board.questions[0]?.agree();
    await settle();
    expect(ben.board.questions).toEqual([]);
    cat.client.disconnect();
    await settle();
    await expect(answer).resolves.toMatchObject({ agreed: true });
  });

  it('is off when nobody answers for a minute, or without a connection', async () => {
    const { page, settle, clock } = boardWorld();
    const [ann] = [page(1), page(2)];
    await settle();
    const answer = ann.board.ask('plan.pdf');
    await clock.advanceAsync(60_000);
    await expect(answer).resolves.toMatchObject({ agreed: false, by: { scid: 'm2' } });
    ann.client.disconnect();
    await expect(ann.board.ask('plan.pdf')).rejects.toMatchObject({ code: 'not_connected' });
  });

  it('cannot be passed by: a picture on its way is shown only where it was kept before', async () => {
    const { page, settle, clock } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    const look = { type: 'image', customData: { url: '/files/a', name: 'a' } };
    const other = { url: '/files/b', name: 'b' };
    ann.draw(drawn('there', look));
    ann.draw(drawn('box'));
    await clock.advanceAsync(200);
    const drafts = [
      { id: 'new', v: 1, n: 1, set: look },
      { id: 'box', v: 2, n: 1, set: look },
      { id: 'there', v: 2, n: 1, set: { customData: other } },
      { id: 'step', v: 1, n: 1, set: { ...look, type: 'rectangle' } },
    ];
    await ann.client.transmit(false, 'live', BOARD, { drafts });
    const next = [{ id: 'step', v: 2, n: 1, set: { type: 'image' } }];
    await ann.client.transmit(false, 'live', BOARD, { drafts: next });
    await settle();
    expect(ben.scene.get('there')).toEqual(drawn('there', look));
    expect([...ben.scene.values()].filter(({ type }) => type === 'image')).toHaveLength(1);
    const moved = [{ id: 'there', v: 3, n: 1, set: { x: 99 } }];
    await ann.client.transmit(false, 'live', BOARD, { drafts: moved });
    await settle();
    expect(ben.scene.get('there')).toMatchObject({ ...look, x: 99 });
  });
});
