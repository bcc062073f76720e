export { FakeClock } from './clock.ts';
export { Mailbox, textsOf } from './mailbox.ts';
