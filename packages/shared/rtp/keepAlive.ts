/**
 * UDP keepalive datagrams of a voice connection. Pure; reading never throws.
 * Source: Discord's native client, as described by userdoccers ("Voice Connections", section "UDP keepalive") and
 * discord.js PR #9195: every 5 seconds a magic number and a sequence number, both big-endian, answered with another
 * magic number.
 * The legacy form, used by @discordjs/voice and others, is a little-endian counter that some servers echo.
 */

const SIZE = 8;
const PING = 0x1337cafe;
const PONG = 0x1337f00d;

/** @param sequence 0 to 4,294,967,295. @throws RangeError If it does not fit. */
export function encodePing(sequence: number): Buffer {
	return encode(PING, sequence);
}

/** Decodes the sequence number; `undefined` if the datagram is not a ping. */
export function decodePing(datagram: Buffer): number | undefined {
	return decode(PING, datagram);
}

/** @param sequence Sequence number of the ping. @throws RangeError If it does not fit. */
export function encodePong(sequence: number): Buffer {
	return encode(PONG, sequence);
}

/** Decodes the sequence number of the answered ping; `undefined` if the datagram is not a pong. */
export function decodePong(datagram: Buffer): number | undefined {
	return decode(PONG, datagram);
}

/** @param counter 0 to 4,294,967,295. @throws RangeError If it does not fit. */
export function encodeLegacyPing(counter: number): Buffer {
	const datagram = Buffer.alloc(SIZE);
	datagram.writeUInt32LE(counter, 0);
	return datagram;
}

/** Decodes the counter of a legacy ping or its echo; `undefined` if the datagram is neither. */
export function decodeLegacyPing(datagram: Buffer): number | undefined {
	if (datagram.length !== SIZE || datagram.readUInt32LE(4) !== 0) return undefined;
	if (decodePing(datagram) !== undefined || decodePong(datagram) !== undefined) return undefined;
	return datagram.readUInt32LE(0);
}

function encode(magic: number, sequence: number): Buffer {
	const datagram = Buffer.alloc(SIZE);
	datagram.writeUInt32BE(magic, 0);
	datagram.writeUInt32BE(sequence, 4);
	return datagram;
}

function decode(magic: number, datagram: Buffer): number | undefined {
	if (datagram.length !== SIZE || datagram.readUInt32BE(0) !== magic) return undefined;
	return datagram.readUInt32BE(4);
}
