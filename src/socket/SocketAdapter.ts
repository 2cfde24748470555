/**
 * The interface to a live socket. One adapter is one connection, from opening to closed.
 * WebStreamAdapter (Studio and Lune), RelayAdapter (everywhere) and FakeSocket (tests) implement it.
 */

/** What an adapter can do. A missing member means false. */
export interface SocketCapabilities {
	/** Sends binary messages. */
	readonly binary: boolean;
	/** Reports the close code of the peer, and sends one. */
	readonly closeCode: boolean;
	/** Sends headers with the handshake. A relay passes on those in its RELAY_ALLOW_HEADERS. */
	readonly headers?: boolean;
	/** Sends pings, and reports received pings and pongs. */
	readonly ping?: boolean;
	/** Sends a text repeatedly from the relay; see {@link SocketAdapter.keepAlive}. */
	readonly keepAlive?: boolean;
	/** Speaks DAVE for the voice session of this socket, if `VoiceCarriage.onDave` asked for it. */
	readonly dave?: boolean;
	/**
	 * Receives audio for the voice session of this socket, if `VoiceCarriage.onMedia` asked for it, and selects the protocol
	 * (op 1) for it. False if another relay could; undefined if this kind of socket never can.
	 */
	readonly media?: boolean;
}

/**
 * What a relay does for a voice session beyond its socket. Each member asks for it, and receives the reports of the relay;
 * `capabilities` says whether the relay does it. No member may yield or error.
 */
export interface VoiceCarriage {
	/** Asks for DAVE. Called with the encryption of the session, at each change and each resume. */
	readonly onDave?: (data: unknown) => void;
	/** Asks for audio. Called with the state of media and the speakers, at each change and each resume. */
	readonly onMedia?: (data: unknown) => void;
}

/** Options of a handshake. */
export interface SocketOptions {
	/** Headers of the handshake. An adapter that cannot send them refuses to open. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Subprotocols that the server may choose, the preferred one first; at most 8. */
	readonly protocols?: ReadonlyArray<string>;
	/** What the relay does for the voice session of this socket. @default nothing */
	readonly carriage?: VoiceCarriage;
}

/** A text to send repeatedly. Without `interval`, only the text of the running one changes; 0 stops it. */
export interface KeepAlive {
	/** Seconds between two sends: 1 to 3600. */
	readonly interval?: number;
	/** Seconds until the first send. @default interval */
	readonly delay?: number;
	readonly text?: string;
	/** Marks the answers: the relay may hold back a short text message that contains it. */
	readonly lazy?: string;
}

/** Events of a socket. No method may yield or throw. */
export interface SocketListener {
	/** Called at most once: messages may be sent from now on. */
	onOpen(): void;
	/** One complete message: a buffer if it is known to be binary, else the raw bytes of either kind. */
	onMessage(message: string | buffer): void;
	/** The peer sent a ping. It is already answered. */
	onPing?(data: buffer): void;
	/** The peer sent a pong, requested or not. */
	onPong?(data: buffer): void;
	/** The text of {@link SocketAdapter.keepAlive} went out for the `count`th time. */
	onKeepAlive?(count: number): void;
	/**
	 * Called exactly once, and last, even if the socket never opened, or `close` was called.
	 *
	 * @param code Undefined if no close frame was received, or the adapter does not report codes.
	 * @param reason For people; may be empty.
	 */
	onClose(code: number | undefined, reason: string): void;
}

export interface SocketAdapter {
	/** Final from `onOpen` on. */
	readonly capabilities: SocketCapabilities;
	/** Subprotocol that the server chose; empty if none. Final from `onOpen` on. */
	readonly protocol?: string;
	/**
	 * Sends one message: a string as text, a buffer as binary. Never yields.
	 *
	 * @throws If the socket is not open, or the network refuses the message.
	 */
	send(message: string | buffer): void;
	/**
	 * Sends a ping with `data`, at most 125 bytes. Never yields. Only if `capabilities.ping`.
	 *
	 * @throws If the socket is not open, or the network refuses the ping.
	 */
	ping?(data: buffer): void;
	/**
	 * Makes the relay send a text repeatedly, even while this game server stalls. Never yields. Only if
	 * `capabilities.keepAlive`.
	 *
	 * @throws If the socket is not open.
	 */
	keepAlive?(keepAlive: KeepAlive): void;
	/** Closes at once. Never yields or throws, safe to call twice. */
	close(code?: number, reason?: string): void;
}

/**
 * Starts opening a socket. Calls no method of `listener` before it returns.
 *
 * @throws With a reason for the user, if it cannot start.
 */
export type SocketFactory = (url: string, listener: SocketListener, options?: SocketOptions) => SocketAdapter;
