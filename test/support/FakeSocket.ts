/** Sockets without a network: the test plays the server and reads what was sent. */

import {
	KeepAlive,
	SocketAdapter,
	SocketCapabilities,
	SocketFactory,
	SocketListener,
	SocketOptions,
} from "../../src/socket/SocketAdapter";

const FULL: SocketCapabilities = { binary: true, closeCode: true, headers: true, ping: true };

export class FakeSocket implements SocketAdapter {
	/** Sent messages, in order. */
	public readonly sent: Array<string | buffer> = [];
	/** Codes that `close` was called with; "none" for a call without one. */
	public readonly closes: Array<number | "none"> = [];
	/** Payloads of the pings sent. */
	public readonly pings: Array<string> = [];
	/** Keep-alives that were requested. */
	public readonly keepAlives: Array<KeepAlive> = [];
	/** If set, sends fail with it. */
	public sendFault?: string;
	/** Subprotocol that the peer chose. */
	public protocol?: string;
	/** Whether the peer answers `close`. */
	public answersClose = true;

	public constructor(
		public readonly url: string,
		private readonly listener: SocketListener,
		public readonly capabilities: SocketCapabilities,
		public readonly options?: SocketOptions,
	) {}

	public open(): void {
		this.listener.onOpen();
	}

	public receive(message: string | buffer): void {
		this.listener.onMessage(message);
	}

	/** The peer closes; without a code, the connection is lost. */
	public end(code?: number, reason = ""): void {
		this.listener.onClose(code, reason);
	}

	public send(message: string | buffer): void {
		if (this.sendFault !== undefined) error(this.sendFault, 0);
		this.sent.push(message);
	}

	public ping(data: buffer): void {
		if (this.sendFault !== undefined) error(this.sendFault, 0);
		this.pings.push(buffer.tostring(data));
	}

	public keepAlive(keepAlive: KeepAlive): void {
		if (this.sendFault !== undefined) error(this.sendFault, 0);
		this.keepAlives.push(keepAlive);
	}

	/** The peer pings. */
	public receivePing(data: string): void {
		this.listener.onPing?.(buffer.fromstring(data));
	}

	/** The peer pongs. @param data Payload. @default the payload of the last ping */
	public receivePong(data = this.pings[this.pings.size() - 1]): void {
		this.listener.onPong?.(buffer.fromstring(data));
	}

	public close(code?: number): void {
		this.closes.push(code ?? "none");
		if (this.answersClose) this.listener.onClose(code, "");
	}
}

export class FakeNetwork {
	/** Every socket so far, in order. */
	public readonly sockets: Array<FakeSocket> = [];
	/** If set, the next sockets are refused with it. */
	public refusal?: string;

	/** @param capabilities Capabilities of its sockets. */
	public constructor(public capabilities = FULL) {}

	/** Creates sockets: pass it to the code under test. */
	public readonly createSocket: SocketFactory = (url, listener, options) => {
		if (this.refusal !== undefined) error(this.refusal, 0);
		const socket = new FakeSocket(url, listener, this.capabilities, options);
		this.sockets.push(socket);
		return socket;
	};

	/** Returns the newest socket. @throws If no socket was made. */
	public socket(): FakeSocket {
		const socket = this.sockets[this.sockets.size() - 1];
		assert(socket !== undefined, "no socket was made");
		return socket;
	}
}
