import type { z } from 'zod';
import { isHeadless } from '../error-reply.ts';
import type { Route, RouteAuth } from '../route.ts';
import { events, namedSchemas } from './named.ts';
import { Schemas, type JsonSchema } from './schemas.ts';

/** An OpenAPI 3.1 document. */
export interface ApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: JsonSchema;
  /** Every event that comes over sockets: where, when, and its schema among the components. */
  readonly 'x-events': Readonly<Record<string, JsonSchema>>;
}

const security: Record<RouteAuth, readonly JsonSchema[]> = {
  member: [{ accessToken: [] }, { session: [] }],
  app: [{ appToken: [] }],
  page: [],
  none: [],
};

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "A member's access token.",
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'parley_session',
    description: "The cookie of the server's own pages.",
  },
  appToken: {
    type: 'http',
    scheme: 'bearer',
    description: "The app token, for the application's own back ends. Never in a browser.",
  },
};

const UNKNOWN = 'Who asks is not known.';

/** The document of the routes given: from the very schemas that check what they are sent. */
export function apiDocument(routes: readonly Route[], version: string): ApiDocument {
  const schemas = new Schemas(namedSchemas());
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = operation(route, schemas);
  }
  const told = eventReference(schemas);
  const tags = [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name }));
  return {
    openapi: '3.1.0',
    info: { title: 'Parley', version, description: description(told) },
    tags,
    paths,
    components: { schemas: schemas.components, securitySchemes },
    'x-events': told,
  };
}

function operation(route: Route, schemas: Schemas): JsonSchema {
  const { params, query, body, accepts, response, stranger, status = 200, produces, auth } = route;
  const parameters = [
    ...parametersOf(params, 'path', schemas),
    ...parametersOf(query, 'query', schemas),
  ];
  const content = (schema: JsonSchema) => ({ 'application/json': { schema } });
  const good =
    produces !== undefined
      ? { 200: { description: 'A stream.', content: { [produces]: {} } } }
      : response === undefined
        ? { 204: { description: 'Done.' } }
        : { [status]: { description: 'Good.', content: content(schemas.of(response, 'output')) } };
  const error = isHeadless(route.path) ? 'HeadlessError' : 'Error';
  schemas.of(namedSchemas()[error] as z.ZodType, 'output');
  const refused = (text: string) => ({
    description: text,
    content: content({ $ref: `#/components/schemas/${error}` }),
  });
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: [route.tag],
    security: security[auth],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(accepts === undefined
      ? {}
      : { requestBody: { required: true, content: { [accepts]: {} } } }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            // What may be said in it may be left unsaid with it.
            required: !body.safeParse({}).success,
            content: content(schemas.of(body, 'input')),
          },
        }),
    responses: {
      ...good,
      ...(auth === 'member' || auth === 'app' ? { 401: refused(UNKNOWN) } : {}),
      ...(stranger === undefined
        ? {}
        : { 401: { description: UNKNOWN, content: content(schemas.of(stranger, 'output')) } }),
      ...(params === undefined ? {} : { 404: refused("There is none, or it is not one's own.") }),
      ...(body === undefined && query === undefined
        ? {}
        : { 422: refused('Something in it is not as it should be.') }),
      default: refused('Refused; nothing was changed.'),
    },
  };
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  schemas: Schemas,
): JsonSchema[] {
  if (schema === undefined) return [];
  let made = schemas.of(schema, 'input');
  // A query that has a name of its own is a component: parameters are told one by one.
  const name = typeof made['$ref'] === 'string' ? made['$ref'].split('/').at(-1) : undefined;
  if (name !== undefined) made = schemas.components[name] ?? {};
  const { properties = {}, required = [] } = made as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([key, { description: text, ...rest }]) => ({
    name: key,
    in: place,
    required: place === 'path' || required.includes(key),
    ...(text === undefined ? {} : { description: text }),
    schema: rest,
  }));
}

/** `getMessagesByUuid`: unlike from route to route, and the same from release to release. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/api\/(?:headless\/v1\/|v1\/headless\/)?/u, '')
    .replaceAll(/\{(\w+)\}/gu, 'by $1')
    .split(/[^a-z\d]+/iu)
    .filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return method.toLowerCase() + name;
}

function eventReference(schemas: Schemas): Record<string, JsonSchema> {
  const entries = Object.entries(events).map(([name, { schema, topics, summary }]) => {
    return [name, { summary, topics, schema: schemas.of(schema, 'output') }] as const;
  });
  return Object.fromEntries(entries);
}

function description(told: Record<string, JsonSchema>): string {
  const rows = Object.entries(told).map(([name, { summary, topics, schema }]) => {
    const where = (topics as string[]).map((topic) => `\`${topic}\``).join('<br>');
    return `| \`${name}\` | ${where} | ${String(summary)} | ${fieldsOf(schema as JsonSchema)} |`;
  });
  return [
    'Lists come in pages (`page`, `per_page`). Dates are ISO 8601 in UTC. Refusals below',
    '`/api/headless/v1` and `/api/v1/headless` are `{ success, message, error_details }`, elsewhere',
    '`{ error: { code, message } }`; both name the fields that are wrong.',
    '',
    '## Events',
    'What comes over sockets. On Action Cable: `message: { event, …fields }`. On the topic protocol',
    'the payload is `{ event, …fields }`, a message also has its plain text as `message`, and the',
    'action is the event, or what its sender called it. The schema of each is under `x-events`.',
    '',
    'The channels of Action Cable: `Chats::RoomChannel` with `chat_room_uuid` for `room:<uuid>`,',
    '`ChatRoomChannel` for `chat-room-channel-<member id>`, `Chats::CommunityMemberThreadsChannel` for',
    '`chat-community-member-<member id>-threads-channel`, `NotificationChannel` for',
    '`notification-channel-<member id>`, and `ExchangeChannel` for `exchange-channel-<member id>`.',
    '',
    '| event | topics | when | fields |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The name of a component, or the names of the fields. */
function fieldsOf({ $ref: ref, properties }: JsonSchema): string {
  if (typeof ref === 'string') return `those of \`${ref.split('/').at(-1)}\``;
  return Object.keys(properties as object)
    .map((name) => `\`${name}\``)
    .join(', ');
}
