import { expect, it } from 'vitest';
import { NewCount } from './new-count.ts';

function setup() {
  const answers: ((count: number) => void)[] = [];
  const counter = new NewCount(
    () =>
      new Promise((resolve, reject) => {
        answers.push((count) =>
          count < 0 ? reject(new Error('offline')) : resolve({ new_notifications_count: count }),
        );
      }),
  );
  return { counter, answers };
}

it('C11: the newest word about the new notifications counts, not the latest answer', async () => {
  const { counter, answers } = setup();
  const loading = counter.load();
  counter.told(3);
  answers[0]?.(1);
  await loading;
  expect(counter.value).toBe(3);
});

it('keeps what it knew when the server does not answer, and tells only of changes', async () => {
  const { counter, answers } = setup();
  let told = 0;
  counter.subscribe(() => (told += 1));
  counter.told(2);
  counter.told(2);
  const loading = counter.load();
  answers[0]?.(-1);
  await loading;
  expect(counter.value).toBe(2);
  expect(told).toBe(1);
});
