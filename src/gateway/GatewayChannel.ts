/**
 * One socket of a main gateway connection at a time, with the rate limit and the heartbeat of that socket.
 * Edge: the socket, and the threads of Heartbeat.
 * Source: Discord Docs, "Gateway" (v10): "Rate Limiting", "Heartbeat Interval".
 */

import { BeatTimes } from "../protocol/gateway/beatTimes";
import { SendWindow } from "../protocol/gateway/sendWindow";
import { Heartbeat } from "../runtime/Heartbeat";
import { Logger } from "../runtime/Logger";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { ReadyState, WebSocket, WebSocketOptions } from "../socket/WebSocket";

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/** No function yields or errors. */
export interface GatewayChannelOptions {
	readonly environment: SocketEnvironment;
	/** Logger of the user. */
	readonly logger: Logger;
	/** The same, isolated. */
	readonly log: Logger;
	readonly headers: WebSocketOptions["headers"];
	/** The next heartbeat as a message. */
	readonly encodeBeat: () => string | buffer;
	readonly onOpen: () => void;
	readonly onMessage: (data: string | buffer) => void;
	/** @param code 1006 if no close frame was received. */
	readonly onClose: (code: number, reason: string) => void;
	/** The server stopped answering heartbeats and sent nothing else. */
	readonly onZombie: () => void;
	/** The socket, or a field of `heartbeat`, changed. */
	readonly onChanged: () => void;
}

export class GatewayChannel {
	/** The socket in use, if any. */
	public ws?: WebSocket;
	public readonly heartbeat: Heartbeat;
	private readonly window = new SendWindow();

	public constructor(private readonly options: GatewayChannelOptions) {
		const { environment, log, encodeBeat, onZombie, onChanged } = options;
		this.heartbeat = new Heartbeat({
			...environment,
			...{ log, onZombie, onChanged },
			lifeSign: "message",
			matcher: new BeatTimes(),
			encode: encodeBeat,
			send: (message) => this.transmit(message),
			standIn: (standIn) => {
				if (this.ws?.capabilities.keepAlive === true) this.ws.keepAlive(standIn);
			},
			untilAnswer: (now) => this.window.untilAnswer(now),
		});
	}

	/** Starts opening a socket in place of the current one. Never yields. */
	public open(url: string): void {
		this.release();
		const { environment, logger, log, headers, onOpen, onMessage, onClose } = this.options;
		const ws = new WebSocket(url, { headers, environment, logger, pingInterval: 0 });
		this.ws = ws;
		// Events of a socket that was released are ignored.
		ws.on("open", () => this.ws === ws && onOpen());
		ws.on("message", ({ data }) => this.ws === ws && onMessage(data));
		ws.on("error", ({ error: reason }) => log.debug(`the socket failed: ${reason}`));
		ws.on("close", ({ code, reason }) => this.ws === ws && onClose(code, reason));
		this.options.onChanged();
	}

	/** Stops the heartbeat and ignores the socket from now on. Returns the socket, which is still open. */
	public release(): WebSocket | undefined {
		const { ws } = this;
		this.ws = undefined;
		this.window.clear();
		this.heartbeat.reset();
		return ws;
	}

	/** Follows a Hello: beats every `asked` milliseconds, and reserves room for the beats in the rate limit. */
	public hello(asked: number): void {
		this.window.reserve(this.heartbeat.hello(asked) / MILLISECONDS);
		this.heartbeat.release();
	}

	/** Passes a message to the socket, and counts it. Returns why it failed, if it did. */
	public transmit(message: string | buffer): string | undefined {
		const { ws } = this;
		if (ws === undefined || ws.readyState !== ReadyState.Open) return "cannot send: no socket is open";
		const [ok, reason] = pcall(() => ws.send(message));
		if (!ok) return tostring(reason);
		if ((ws.readyState as ReadyState) !== ReadyState.Open) return "cannot send: the network failed";
		this.window.record(this.options.environment.scheduler.now());
		return undefined;
	}

	/** Seconds until the rate limit allows a message other than a heartbeat; 0 if it does now. */
	public untilFree(): number {
		return this.window.untilFree(this.options.environment.scheduler.now());
	}
}
