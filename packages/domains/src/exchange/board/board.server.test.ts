import { boardSuite, lifeOf } from '../../testing/board-suite.ts';
import { openDomains } from '../../testing/open-domains.ts';

boardSuite('a whiteboard on SQLite', () => openDomains(), { deltas: lifeOf(10_000) });
