/**
 * The edge: all that this package knows of a live socket. One adapter is one connection, from opening to closed.
 * WebStreamAdapter (Studio and Lune) and the tests' FakeAdapter implement it.
 */

/** What an adapter can do; what it cannot, it says beforehand. */
export interface SocketCapabilities {
	/** Sends binary messages. */
	readonly binary: boolean;
	/** Tells the close code of the other side, and sends one of ours. */
	readonly closeCode: boolean;
}

/** What the owner hears. No method yields, none throws. */
export interface SocketListener {
	/** Called at most once: messages may be sent from here on. */
	onOpen(): void;
	/** One whole message: a buffer if it is known to be binary, else the raw bytes of either kind. */
	onMessage(message: string | buffer): void;
	/**
	 * Called exactly once, and last, also if the socket never opened and if `close` was called.
	 *
	 * @param code Undefined if no close frame was seen, or the adapter cannot tell.
	 * @param reason Says for a person what happened; may be empty.
	 */
	onClose(code: number | undefined, reason: string): void;
}

export interface SocketAdapter {
	readonly capabilities: SocketCapabilities;
	/**
	 * Hands one message to the network: a string as text, a buffer as binary. Never yields.
	 *
	 * @throws If the socket is not open, or the network refuses the message.
	 */
	send(message: string | buffer): void;
	/** Closes at once. Never yields, never throws; a second call does nothing. */
	close(code?: number, reason?: string): void;
}

/**
 * Starts to open a socket, and returns while it opens: no method of `listener` is called before.
 *
 * @throws If it cannot even start, with a reason for the user.
 */
export type SocketFactory = (url: string, listener: SocketListener) => SocketAdapter;
