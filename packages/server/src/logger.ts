import { pino } from 'pino';
import type { FastifyBaseLogger } from 'fastify';
import type { LogLevel } from './config/index.ts';

/**
 * JSON lines on standard output. What could hold a secret is cut out, whatever part of the program
 * logs it: headers with credentials, passwords, tickets and tokens by name.
 */
export function createLogger(level: LogLevel): FastifyBaseLogger {
  return pino({
    level,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        'req.headers["sec-websocket-protocol"]',
        'res.headers["set-cookie"]',
        '*.password',
        '*.ticket',
        '*.token',
        '*.secret',
        'password',
        'ticket',
        'token',
        'secret',
      ],
      censor: '[secret]',
    },
  });
}
