/**
 * Sets `carriage` on every socket of a voice session: the relay supplies cryptography (DAVE) and UDP (media), which Luau
 * lacks.
 * Source: docs/relay.md, "End-to-end encryption (DAVE)" and "Who speaks".
 */

import { Encryption, readEncryption } from "../protocol/voice/encryption";
import { VoiceCarriage } from "../socket/SocketAdapter";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";

/** The part of a transport that reports its socket's capabilities. */
type OpenSocket = Pick<WebSocketTransport, "socketInstance">;

/** Whether a relay speaks DAVE for the session over the open socket. */
export function carriesDave({ socketInstance }: OpenSocket): boolean {
	return socketInstance?.capabilities.dave === true;
}

/** Whether a relay receives audio for the session of the open socket. */
export function carriesMedia({ socketInstance }: OpenSocket): boolean {
	return socketInstance?.capabilities.media === true;
}

/** What a session requests from its sockets. */
export interface CarriageRequest {
	/** Channel of the session. DAVE needs it, and is not requested without it. */
	readonly channelId: () => string | undefined;
	/** Neither yields nor errors. */
	readonly onEncryption: (encryption: Encryption) => void;
	/** Called with the data of an `m` record. Neither yields nor errors. Undefined requests no media. */
	readonly onMedia?: (data: unknown) => void;
}

/** Returns the environment with sockets that carry the session. */
export function withCarriage(environment: SocketEnvironment, request: CarriageRequest): SocketEnvironment {
	const { channelId, onEncryption, onMedia } = request;
	const onDave = (data: unknown) => {
		const encryption = readEncryption(data);
		if (encryption !== undefined) onEncryption(encryption);
	};
	return {
		...environment,
		createSocket: (url, listener, options) => {
			const isKnown = (channelId() ?? "") !== "";
			const carriage: VoiceCarriage = { onDave: isKnown ? onDave : undefined, onMedia };
			return environment.createSocket(url, listener, { ...options, carriage });
		},
	};
}
