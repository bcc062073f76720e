import { openSocial } from '../testing/open-social.ts';
import { socialSuite } from '../testing/social-suite.ts';
import { usernamesSuite } from '../testing/usernames-suite.ts';

socialSuite('social on SQLite', () => openSocial());
usernamesSuite('usernames of before on SQLite', () => Promise.resolve(undefined));
