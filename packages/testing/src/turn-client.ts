import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** How a member comes in to a TURN server. */
export interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

/** What a TURN server answered: an address it relays at, or the code of its refusal. */
export interface TurnAnswer {
  readonly refused?: number;
  readonly address?: string;
}

const COOKIE = 0x2112a442;
const BINDING = 0x001;
const ALLOCATE = 0x003;
const CREATE_PERMISSION = 0x008;
const FAILED = 0x0110;
const UDP = 17;

const attribute = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  peer: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  transport: 0x0019,
  mapped: 0x0020,
} as const;

/** Milliseconds until a datagram is sent again, and how often. */
const PATIENCE = 500;
const TRIES = 8;

type Attributes = ReadonlyMap<number, Buffer>;

/**
 * As much of a TURN client (RFC 5389, RFC 5766) as shows whom a server lets in, over UDP.
 *
 * @example
 * const client = await TurnClient.open('turn:127.0.0.1:3478?transport=udp');
 * await client.allocate({ username, credential });   // { address } or { refused: 401 }
 */
export class TurnClient {
  readonly #socket: Socket;
  #challenge: { readonly realm: Buffer; readonly nonce: Buffer } | undefined;
  #credentials: TurnCredentials | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(url: string): Promise<TurnClient> {
    const [, host, port] = /^(?:turn|stun):([\d.]+):(\d+)/u.exec(url) ?? [];
    const socket = createSocket('udp4');
    socket.connect(Number(port), host);
    await once(socket, 'connect');
    // A server that is not there yet answers with an ICMP error; the next try may find it.
    socket.on('error', () => undefined);
    return new TurnClient(socket);
  }

  close(): void {
    this.#socket.close();
  }

  /** Asks for its own address, without credentials. */
  async bind(): Promise<TurnAnswer> {
    return answerOf(await this.#request(BINDING, []), attribute.mapped);
  }

  /** Asks for an address to relay at: first without credentials, then with, as browsers do. */
  async allocate(credentials?: TurnCredentials): Promise<TurnAnswer> {
    const transport = [attribute.transport, Buffer.from([UDP, 0, 0, 0])] as const;
    this.#credentials = undefined;
    const first = await this.#request(ALLOCATE, [transport]);
    if (credentials === undefined) return answerOf(first, attribute.relayed);
    const realm = first.get(attribute.realm);
    const nonce = first.get(attribute.nonce);
    if (realm === undefined || nonce === undefined) return answerOf(first, attribute.relayed);
    this.#challenge = { realm, nonce };
    this.#credentials = credentials;
    return answerOf(await this.#request(ALLOCATE, [transport]), attribute.relayed);
  }

  /** Asks to be relayed to an IPv4 address. */
  async permit(address: string): Promise<TurnAnswer> {
    const peer = Buffer.alloc(8);
    peer.writeUInt8(1, 1);
    peer.writeUInt16BE(9 ^ (COOKIE >>> 16), 2);
    const value = Buffer.from(address.split('.').map(Number)).readUInt32BE(0);
    peer.writeUInt32BE((value ^ COOKIE) >>> 0, 4);
    return answerOf(await this.#request(CREATE_PERMISSION, [[attribute.peer, peer]]), undefined);
  }

  async #request(type: number, given: readonly (readonly [number, Buffer])[]): Promise<Attributes> {
    const id = randomBytes(12);
    const message = this.#signed(type, id, given);
    for (let tries = 0; tries < TRIES; tries++) {
      const answer = this.#answerTo(id);
      this.#socket.send(message, () => undefined);
      const attributes = await answer;
      if (attributes !== undefined) return attributes;
    }
    throw new Error('The TURN server does not answer.');
  }

  #answerTo(id: Buffer): Promise<Attributes | undefined> {
    return new Promise((resolve) => {
      const done = (attributes?: Attributes): void => {
        clearTimeout(timer);
        this.#socket.off('message', listen);
        resolve(attributes);
      };
      const listen = (message: Buffer): void => {
        if (message.length >= 20 && message.subarray(8, 20).equals(id)) done(attributesIn(message));
      };
      const timer = setTimeout(done, PATIENCE);
      this.#socket.on('message', listen);
    });
  }

  #signed(type: number, id: Buffer, given: readonly (readonly [number, Buffer])[]): Buffer {
    if (this.#credentials === undefined || this.#challenge === undefined) {
      return message(type, id, given);
    }
    const { username, credential } = this.#credentials;
    const { realm, nonce } = this.#challenge;
    const all = [
      ...given,
      [attribute.username, Buffer.from(username)],
      [attribute.realm, realm],
      [attribute.nonce, nonce],
    ] as const;
    const key = createHash('md5').update(`${username}:${realm.toString()}:${credential}`).digest();
    // The length in the header counts the signature, the signed bytes do not hold it.
    const unsigned = message(type, id, [...all, [attribute.integrity, Buffer.alloc(20)]]);
    const digest = createHmac('sha1', key).update(unsigned.subarray(0, -24)).digest();
    return message(type, id, [...all, [attribute.integrity, digest]]);
  }
}

function message(
  type: number,
  id: Buffer,
  attributes: readonly (readonly [number, Buffer])[],
): Buffer {
  const parts = attributes.map(([kind, value]) => {
    const part = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
    part.writeUInt16BE(kind, 0);
    part.writeUInt16BE(value.length, 2);
    value.copy(part, 4);
    return part;
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length, 2);
  head.writeUInt32BE(COOKIE, 4);
  return Buffer.concat([head, id, body]);
}

/** The attributes of an answer; of a refusal, its code is among them. */
function attributesIn(message: Buffer): Attributes {
  const found = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= message.length;) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  const isRefusal = (message.readUInt16BE(0) & FAILED) === FAILED;
  if (!isRefusal) found.delete(attribute.error);
  return found;
}

function answerOf(attributes: Attributes, address: number | undefined): TurnAnswer {
  const error = attributes.get(attribute.error);
  if (error !== undefined) {
    return { refused: (error.readUInt8(2) & 7) * 100 + error.readUInt8(3) };
  }
  const value = address === undefined ? undefined : attributes.get(address);
  if (value === undefined) return {};
  const port = value.readUInt16BE(2) ^ (COOKIE >>> 16);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((value.readUInt32BE(4) ^ COOKIE) >>> 0, 0);
  return { address: `${[...bytes].join('.')}:${port}` };
}
