/**
 * IP discovery datagrams, for both sides: a client learns its public address from the voice server before op 1.
 * Pure. Decoding never throws: the datagrams come from the network.
 * Source: Discord Docs, "Voice Connections", section "IP Discovery".
 *
 *     type (u16 BE) | length of the rest, 70 (u16 BE) | ssrc (u32 BE) | address (64 bytes, ends with 0) | port (u16 BE)
 */

import { isIP } from "node:net";

const REQUEST = 1;
const RESPONSE = 2;

/** Size of a datagram, and of the part after the length field, in bytes. */
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

/** Encodes a request. The rest is zeros: some servers reject anything else (dysnomia PR #205). */
export function encodeIpDiscoveryRequest(ssrc: number): Buffer {
	return encode(REQUEST, ssrc);
}

/** Decodes the SSRC of a request; `undefined` if the datagram is not one. */
export function decodeIpDiscoveryRequest(datagram: Buffer): number | undefined {
	return isOfType(REQUEST, datagram) ? datagram.readUInt32BE(4) : undefined;
}

/** Encodes a response. @throws RangeError If the address has more than 63 bytes. */
export function encodeIpDiscoveryResponse({ ssrc, address, port }: IpDiscoveryResponse): Buffer {
	const size = Buffer.byteLength(address);
	if (size >= ADDRESS_SIZE) throw new RangeError(`address must be at most ${ADDRESS_SIZE - 1} bytes, got ${size}`);
	const datagram = encode(RESPONSE, ssrc);
	datagram.write(address, ADDRESS_OFFSET);
	datagram.writeUInt16BE(port, PORT_OFFSET);
	return datagram;
}

/** Decodes a response; `undefined` if the datagram is not one, or has no valid IP address or port. */
export function decodeIpDiscoveryResponse(datagram: Buffer): IpDiscoveryResponse | undefined {
	if (!isOfType(RESPONSE, datagram)) return undefined;
	const field = datagram.subarray(ADDRESS_OFFSET, PORT_OFFSET);
	const end = field.indexOf(0);
	const address = end === -1 ? "" : field.toString("latin1", 0, end);
	const port = datagram.readUInt16BE(PORT_OFFSET);
	if (isIP(address) === 0 || port === 0) return undefined;
	return { ssrc: datagram.readUInt32BE(4), address, port };
}

function encode(type: number, ssrc: number): Buffer {
	const datagram = Buffer.alloc(PACKET_SIZE);
	datagram.writeUInt16BE(type, 0);
	datagram.writeUInt16BE(BODY_SIZE, 2);
	datagram.writeUInt32BE(ssrc, 4);
	return datagram;
}

function isOfType(type: number, datagram: Buffer): boolean {
	if (datagram.length !== PACKET_SIZE) return false;
	return datagram.readUInt16BE(0) === type && datagram.readUInt16BE(2) === BODY_SIZE;
}
