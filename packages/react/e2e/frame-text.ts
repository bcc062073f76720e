/**
 * What the WebSocket frames of a piece of a stream say, if the piece begins with a frame: clients
 * mask what they send, so the words do not lie there openly.
 */
export function textOf(piece: Buffer): string {
  let text = '';
  for (let at = 0; at + 2 <= piece.length;) {
    const second = piece.readUInt8(at + 1);
    const masked = second >= 128;
    let length = second & 127;
    at += 2;
    if (length === 126 && at + 2 <= piece.length) length = piece.readUInt16BE(at);
    else if (length === 127 && at + 8 <= piece.length) length = Number(piece.readBigUInt64BE(at));
    at += (second & 127) === 126 ? 2 : (second & 127) === 127 ? 8 : 0;
    const mask = piece.subarray(at, at + (masked ? 4 : 0));
    at += mask.length;
    const body = Buffer.from(piece.subarray(at, at + length));
    if (masked) body.forEach((byte, i) => body.writeUInt8(byte ^ (mask[i % 4] ?? 0), i));
    text += body.toString();
    at += length;
  }
  return text;
}
