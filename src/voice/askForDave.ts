/**
 * Has every socket of a voice session asked to carry DAVE for it, which Luau has no cryptography for.
 * Source: docs/relay.md, "End-to-end encryption (DAVE)".
 */

import { Encryption, readEncryption } from "../protocol/voice/encryption";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { TransportFields } from "../TransportFields";

/** Whether the open socket has DAVE spoken for us. */
export function carriesDave({ socketInstance }: TransportFields): boolean {
	return socketInstance?.capabilities.dave === true;
}

/**
 * The same, but that its sockets ask.
 *
 * @param channelId Channel of the session that a socket is for: DAVE needs it. Where it is not known, nobody is asked.
 * @param hear Neither yields nor errors.
 */
export function askForDave(
	environment: SocketEnvironment,
	channelId: () => string | undefined,
	hear: (encryption: Encryption) => void,
): SocketEnvironment {
	const onDave = (data: unknown) => {
		const encryption = readEncryption(data);
		if (encryption !== undefined) hear(encryption);
	};
	return {
		...environment,
		createSocket: (url, listener, options) => {
			const isKnown = (channelId() ?? "") !== "";
			return environment.createSocket(url, listener, isKnown ? { ...options, onDave } : options);
		},
	};
}
