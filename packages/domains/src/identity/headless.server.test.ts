import { headlessSuite } from '../testing/headless-suite.ts';
import { openIdentity } from '../testing/open-identity.ts';
import { signingKeysSuite } from '../testing/signing-keys-suite.ts';

headlessSuite('headless auth on SQLite', () => openIdentity());
signingKeysSuite('on SQLite', () => openIdentity());
