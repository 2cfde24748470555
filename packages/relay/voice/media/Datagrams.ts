/** A UDP socket to one voice server, as media sees it. */

export interface DatagramListener {
	/** It is connected, for the first time or again: datagrams can be sent. */
	readonly onConnected: () => void;
	/** One came from the server. The buffer is the listener's. */
	readonly onDatagram: (datagram: Buffer) => void;
	/** The system reported an error, such as `ECONNREFUSED` after an ICMP message. The socket goes on if it can. */
	readonly onFault: (code: string) => void;
}

/** None of these throws. */
export interface Datagrams {
	/** Does nothing before `onConnected` or after `close`. */
	send(datagram: Uint8Array): void;
	/** Makes the system discard incoming datagrams, at no cost to the process, until `resume`. Sends nothing meanwhile. */
	pause(): void;
	/** Receives again, on the same port. */
	resume(): void;
	/** The listener is not called again. Safe to call twice. */
	close(): void;
}

export interface Endpoint {
	/** Literal IPv4. */
	readonly address: string;
	readonly port: number;
}

/** Opens a socket. Never calls the listener before it returns. */
export type OpenDatagrams = (to: Endpoint, listener: DatagramListener) => Datagrams;
