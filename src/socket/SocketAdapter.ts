/**
 * The edge: all that this package knows of a live socket. One adapter is one connection, from opening to closed.
 * WebStreamAdapter (Studio and Lune), RelayAdapter (anywhere) and the tests' FakeAdapter implement it.
 */

/** What an adapter can do; what it cannot, it says beforehand. A member that is missing is false. */
export interface SocketCapabilities {
	/** Sends binary messages. */
	readonly binary: boolean;
	/** Tells the close code of the other side, and sends one of ours. */
	readonly closeCode: boolean;
	/** Sends headers of ours with the handshake; a relay passes on those of its RELAY_ALLOW_HEADERS. */
	readonly headers?: boolean;
	/** Sends pings, and tells of pings and pongs that arrive. */
	readonly ping?: boolean;
	/** Has somebody nearer to the network send a text for us, again and again; see {@link SocketAdapter.keepAlive}. */
	readonly keepAlive?: boolean;
	/** Speaks DAVE for the voice session of this socket, as `VoiceCarriage.onDave` asked. */
	readonly dave?: boolean;
	/**
	 * Receives audio for the voice session of this socket, as `VoiceCarriage.onMedia` asked, and selects the protocol (op 1)
	 * for it. False where another relay could; undefined where this kind of socket never can.
	 */
	readonly media?: boolean;
}

/**
 * What a relay does for a voice session beyond its socket. A member that is there asks for it, and is called with what the
 * relay tells; `capabilities` says whether it does it. No member yields or errors.
 */
export interface VoiceCarriage {
	/** Speaks DAVE. Called with how the session is encrypted, at each change, and at each resume. */
	readonly onDave?: (data: unknown) => void;
	/** Receives audio. Called with where that stands and who speaks, at each change, and at each resume. */
	readonly onMedia?: (data: unknown) => void;
}

/** What the handshake asks for, beyond the URL. */
export interface SocketOptions {
	/** Sent with the handshake. An adapter that cannot send them refuses to open. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Subprotocols to choose from, the preferred one first; 8 at most. */
	readonly protocols?: ReadonlyArray<string>;
	/** What to do for the voice session of this socket, which leads to a voice gateway. @default nothing */
	readonly carriage?: VoiceCarriage;
}

/** A text to send again and again. Without `interval`, it changes the text of the one that runs; with 0, it ends it. */
export interface KeepAlive {
	/** Seconds between two: 1 to 3600. */
	readonly interval?: number;
	/** Seconds until the first; @default interval */
	readonly delay?: number;
	readonly text?: string;
	/** What marks the answers: a short text message that contains it may wait for others. */
	readonly lazy?: string;
}

/** What the owner hears. No method yields, none throws. */
export interface SocketListener {
	/** Called at most once: messages may be sent from here on. */
	onOpen(): void;
	/** One whole message: a buffer if it is known to be binary, else the raw bytes of either kind. */
	onMessage(message: string | buffer): void;
	/** A ping of the other side, already answered. */
	onPing?(data: buffer): void;
	/** A pong, asked for or not. */
	onPong?(data: buffer): void;
	/** The text of {@link SocketAdapter.keepAlive} went out, for the `count`th time since it began. */
	onKeepAlive?(count: number): void;
	/**
	 * Called exactly once, and last, also if the socket never opened and if `close` was called.
	 *
	 * @param code Undefined if no close frame was seen, or the adapter cannot tell.
	 * @param reason Says for a person what happened; may be empty.
	 */
	onClose(code: number | undefined, reason: string): void;
}

export interface SocketAdapter {
	/** Settled when the listener hears `onOpen`. */
	readonly capabilities: SocketCapabilities;
	/** Subprotocol that the server chose; empty if none. Settled when the listener hears `onOpen`. */
	readonly protocol?: string;
	/**
	 * Hands one message to the network: a string as text, a buffer as binary. Never yields.
	 *
	 * @throws If the socket is not open, or the network refuses the message.
	 */
	send(message: string | buffer): void;
	/**
	 * Sends a ping with `data`, 125 bytes at most. Never yields. Only where `capabilities.ping`.
	 *
	 * @throws If the socket is not open, or the network refuses it.
	 */
	ping?(data: buffer): void;
	/**
	 * Has a text sent again and again by somebody nearer to the network, also while this game server stalls. Never yields.
	 * Only where `capabilities.keepAlive`.
	 *
	 * @throws If the socket is not open.
	 */
	keepAlive?(keepAlive: KeepAlive): void;
	/** Closes at once. Never yields, never throws; a second call does nothing. */
	close(code?: number, reason?: string): void;
}

/**
 * Starts to open a socket, and returns while it opens: no method of `listener` is called before.
 *
 * @throws If it cannot even start, with a reason for the user.
 */
export type SocketFactory = (url: string, listener: SocketListener, options?: SocketOptions) => SocketAdapter;
