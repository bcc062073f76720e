import { parley, parleyIsBuilt } from './parley.mjs';
import { peers } from './targets.mjs';

/** Everything that can be measured: the peers, and Parley when it is built. */
export function targetsAtHand() {
  return parleyIsBuilt() ? [parley, ...peers] : peers;
}
