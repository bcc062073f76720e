import { boardSharingSuite } from '../../testing/board-sharing-suite.ts';
import { boardSizeSuite, lifeOf } from '../../testing/board-size-suite.ts';
import { boardSuite } from '../../testing/board-suite.ts';
import { openDomains } from '../../testing/open-domains.ts';

boardSuite('a whiteboard on SQLite', () => openDomains());
boardSizeSuite('its size', () => openDomains(), { deltas: lifeOf(10_000) });
boardSharingSuite('files on it', () => openDomains());
