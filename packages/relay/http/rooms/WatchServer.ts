/**
 * WebSockets of `/v1/rooms`, on the relay's own server: the same token, the same places and the same limits as for requests.
 * Edge: sockets of clients, on `ws`.
 */

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Clock } from "../../../shared/clock.ts";
import { CLOSE_CODE } from "../../../shared/closeFrame.ts";
import type { TokenUsage } from "../../budget/TokenUsage.ts";
import { PacedSocket } from "../../intake/PacedSocket.ts";
import { goneRefusal, Refusal } from "../../link/refusal.ts";
import { RELAY_CLOSES } from "../../link/relayClose.ts";
import type { RoomDoor } from "../../link/room/RoomDoor.ts";
import { MEMORY_FULL } from "../../memory/Memory.ts";
import { checkHead } from "../checkHead.ts";
import { rawAnswer } from "../wireFaults.ts";
import { WatchSession, type WatchPort } from "./WatchSession.ts";
import { MAX_WATCH_TEXT } from "./watchText.ts";

export interface WatchServerParts {
	readonly clock: Clock;
	/** @returns Name of the token. @throws Refusal */
	readonly identify: (headers: IncomingMessage["headers"]) => string;
	readonly usage: (token: string) => TokenUsage;
	readonly roomDoor: (token: string) => RoomDoor;
	/** Called once for each handshake, with the refusal if it is refused. */
	readonly onHandshake: (refusal: Refusal | undefined, token: string | undefined) => void;
}

/** Options of `ws` that its types lack. */
const OPTIONS = { noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: MAX_WATCH_TEXT };
/** Milliseconds that a client has to answer a close frame. */
const CLOSE_TIMEOUT = 5000;

export class WatchServer {
	private readonly handshakes = new WebSocketServer({ ...OPTIONS, closeTimeout: CLOSE_TIMEOUT } as typeof OPTIONS);
	private readonly sessions = new Map<WebSocket, WatchSession>();
	private isDraining = false;

	public constructor(private readonly parts: WatchServerParts) {
		this.handshakes.on("wsClientError", (error, socket) => {
			this.refuse(socket, new Refusal("bad_request", `WebSocket handshake is malformed: ${error.message}`));
		});
	}

	/** Number of WebSockets. */
	public get count(): number {
		return this.sessions.size;
	}

	/** Serves a server's upgrades. */
	public serve(server: Server): void {
		server.on("upgrade", (request, socket: Duplex, head) => {
			// Node has removed its own listener
			socket.on("error", () => socket.destroy());
			this.upgrade(request, socket, head);
		});
	}

	/** Closes every WebSocket with 1012, and takes no more. */
	public drain(): void {
		this.isDraining = true;
		for (const session of this.sessions.values()) session.end(RELAY_CLOSES.draining, "relay is about to end");
	}

	/** Ends every WebSocket at once. */
	public close(): void {
		this.isDraining = true;
		for (const [socket, session] of this.sessions) {
			session.end(RELAY_CLOSES.draining, "relay is about to end");
			socket.terminate();
		}
	}

	private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		let token: string | undefined;
		try {
			checkHead(request);
			token = this.parts.identify(request.headers);
			if (socket instanceof PacedSocket) socket.belongTo(token);
			if (this.isDraining) throw goneRefusal("draining");
			this.admit(token);
		} catch (error) {
			const refusal = error instanceof Refusal ? error : new Refusal("internal", "relay failed");
			return this.refuse(socket, refusal, token);
		}
		const owner = token;
		this.handshakes.handleUpgrade(request, socket, head, (webSocket) => {
			this.parts.onHandshake(undefined, owner);
			this.begin(webSocket, owner);
		});
	}

	/** @throws Refusal `rate_limited` */
	private admit(token: string): void {
		const usage = this.parts.usage(token);
		usage.takeRequest();
		const wait = usage.hasAllSockets ? BUSY_RETRY : usage.takeOpen();
		if (wait === 0) return;
		const message = "token has too many sockets, or opened too many in a minute";
		throw new Refusal("rate_limited", message, { retry_after: wait / 1000 });
	}

	private begin(socket: WebSocket, token: string): void {
		const usage = this.parts.usage(token);
		const account = usage.account.open(() => session.end(CLOSE_CODE.tryAgainLater, MEMORY_FULL));
		const session: WatchSession = new WatchSession(
			portOf(socket, () => session.sent()),
			this.parts.roomDoor(token),
			account,
			this.parts.clock,
		);
		this.sessions.set(socket, session);
		usage.addSockets(1);
		socket.on("message", (data: RawData, isBinary) => session.receive(data as Buffer, isBinary));
		socket.on("pong", () => session.ponged());
		// "close" follows
		socket.on("error", () => {});
		socket.on("close", () => {
			session.closed();
			this.sessions.delete(socket);
			usage.addSockets(-1);
		});
	}

	private refuse(socket: Duplex, refusal: Refusal, token?: string): void {
		this.parts.onHandshake(refusal, token);
		if (!socket.writable) return void socket.destroy();
		socket.end(rawAnswer(refusal), () => socket.destroy());
	}
}

/** Milliseconds after which a token with all its sockets may try again. */
const BUSY_RETRY = 5000;

function portOf(socket: WebSocket, onSent: () => void): WatchPort {
	return {
		get bufferedSize() {
			return socket.bufferedAmount;
		},
		// a failed write is followed by "close"
		send: (text) => socket.send(text, { binary: false }, () => onSent()),
		ping: () => socket.ping(),
		setPaused: (isPaused) => (isPaused ? socket.pause() : socket.resume()),
		close: (code, reason) => socket.close(code, reason),
		terminate: () => socket.terminate(),
	};
}
