/**
 * Datagrams of IP discovery: a client learns its outside address from the voice server that it will send audio to.
 * Pure. Decoding never errors: anybody may send anything.
 * Source: Discord Docs, "Voice Connections", section "IP Discovery".
 *
 *     type (u16 BE) | length of the rest, 70 (u16 BE) | ssrc (u32 BE) | address (64 bytes, ends with 0) | port (u16 BE)
 */

const REQUEST = 1;
const RESPONSE = 2;

/** Bytes of a datagram, and those behind the field that states the length. */
const PACKET_SIZE = 74;
const BODY_SIZE = 70;

const ADDRESS_OFFSET = 8;
const ADDRESS_SIZE = 64;
const PORT_OFFSET = ADDRESS_OFFSET + ADDRESS_SIZE;

export interface IpDiscoveryResponse {
	readonly ssrc: number;
	/** Address and port that the request came from. */
	readonly address: string;
	readonly port: number;
}

/** Returns the SSRC of a request; `undefined` if the datagram is none. */
export function decodeIpDiscoveryRequest(datagram: Buffer): number | undefined {
	if (datagram.length !== PACKET_SIZE) return undefined;
	if (datagram.readUInt16BE(0) !== REQUEST || datagram.readUInt16BE(2) !== BODY_SIZE) return undefined;
	return datagram.readUInt32BE(4);
}

/** Writes a response. @throws RangeError If the address has more than 63 bytes. */
export function encodeIpDiscoveryResponse({ ssrc, address, port }: IpDiscoveryResponse): Buffer {
	const size = Buffer.byteLength(address);
	if (size >= ADDRESS_SIZE) throw new RangeError(`address must be at most ${ADDRESS_SIZE - 1} bytes, got ${size}`);
	const datagram = Buffer.alloc(PACKET_SIZE);
	datagram.writeUInt16BE(RESPONSE, 0);
	datagram.writeUInt16BE(BODY_SIZE, 2);
	datagram.writeUInt32BE(ssrc, 4);
	datagram.write(address, ADDRESS_OFFSET);
	datagram.writeUInt16BE(port, PORT_OFFSET);
	return datagram;
}
