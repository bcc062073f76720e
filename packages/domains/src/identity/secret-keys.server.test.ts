import { openIdentity } from '../testing/open-identity.ts';
import { secretKeySuite } from '../testing/secret-key-suite.ts';

secretKeySuite('secret keys on SQLite', () => openIdentity());
