/**
 * The sockets of a voice session, one at a time: opens each on its own thread, waits for its Hello, and drops it. A
 * dropped socket reports nothing.
 */

import { VoiceOpcode } from "../protocol/voice/opcode";
import { VoicePayload } from "../protocol/voice/payload";
import { Logger } from "../runtime/Logger";
import { Timers } from "../runtime/Timers";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";

/** No function yields or errors. */
export interface VoiceSocketEvents {
	/** The socket is open: Identify or Resume must go out first. */
	readonly onOpen: () => void;
	readonly onMessage: (payload: VoicePayload) => void;
	readonly onZombie: () => void;
	/** The socket could not be opened. */
	readonly onFailed: (reason: string) => void;
	/** The open socket ended, but not by `drop`. `reason` may be empty. */
	readonly onEnded: (code: number | undefined, reason: string) => void;
}

export class VoiceSocket {
	public readonly transport: WebSocketTransport;
	/** Whether the last socket that opened reports close codes. */
	public tellsCloseCodes = true;
	/** Counts sockets, so that one that was dropped while it opened does not fail the next. */
	private socketNumber = 0;
	private readonly timers: Timers<"hello">;

	public constructor(
		logger: Logger,
		private readonly environment: SocketEnvironment,
		private readonly events: VoiceSocketEvents,
	) {
		this.timers = new Timers(environment.scheduler);
		this.transport = new WebSocketTransport(logger, environment);
		this.transport.onConnected = () => {
			this.tellsCloseCodes = this.transport.socketInstance?.capabilities.closeCode === true;
			events.onOpen();
		};
		this.transport.onMessage = (payload) => {
			if (payload.op === VoiceOpcode.Hello) this.timers.stop("hello");
			events.onMessage(payload);
		};
		this.transport.onZombified = () => events.onZombie();
		this.transport.onDisconnected = (code, bySelf, reason = "") => {
			if (bySelf === true) return;
			this.timers.stop("hello");
			events.onEnded(code, reason);
		};
	}

	/** Opens a socket. `url` may error: then the socket fails. Never yields. */
	public open(url: () => string, isResuming: boolean): void {
		this.transport.isResuming = isResuming;
		const { socketNumber } = this;
		this.environment.scheduler.spawn(() => {
			const [ok, reason] = pcall(() => this.transport._openSocket(url()));
			if (!ok && this.socketNumber === socketNumber) this.events.onFailed(tostring(reason));
		});
	}

	/** Calls `onLate` unless Hello comes on this socket within `seconds`. */
	public expectHello(seconds: number, onLate: () => void): void {
		this.timers.start("hello", seconds, onLate);
	}

	/** Closes the socket, open or opening. Never yields. */
	public drop(code?: number): void {
		this.socketNumber += 1;
		this.timers.stop("hello");
		this.transport.forceClose(code);
	}
}
