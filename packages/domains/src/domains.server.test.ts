import { demoSuite } from './testing/demo-suite.ts';
import { exchangeSuite } from './testing/exchange-suite.ts';
import { goneMembersSuite } from './testing/gone-members-suite.ts';
import { identitySuite } from './testing/identity-suite.ts';
import { schedulesSuite } from './testing/schedules-suite.ts';
import { openDomains } from './testing/open-domains.ts';

identitySuite('identity on SQLite', () => openDomains());
demoSuite('the demo on SQLite', () => openDomains());
exchangeSuite('exchanges on SQLite', () => openDomains());
schedulesSuite('bookings on SQLite', () => openDomains());
goneMembersSuite('bookings with somebody who is kept out on SQLite', () => openDomains());
