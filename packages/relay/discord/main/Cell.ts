/**
 * The main session of one cell over a WebSocket to Discord's gateway: creates the collaborators, and passes each message to the
 * one that handles it.
 * Source: Discord Docs, "Gateway Events" (v10).
 */

import "../../../shared/luau/globals.ts";
import type { Logger } from "pino";
import { voiceStatePayload } from "../../../../src/protocol/gateway/command.ts";
import { nextStatus, WebsocketStatus } from "../../../../src/protocol/gateway/connectionState.ts";
import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import type { GatewayPayload } from "../../../../src/protocol/gateway/payload.ts";
import { readReady, USUAL_HEARTBEAT_INTERVAL } from "../../../../src/protocol/gateway/serverBody.ts";
import { readConnectionEvent, type ConnectionEvent } from "../../../../src/protocol/gateway/serverEvent.ts";
import { isSequence } from "../../../../src/protocol/guards.ts";
import type { Clock } from "../../../shared/clock.ts";
import { CLOSE_CODE } from "../../../shared/closeFrame.ts";
import type { Random } from "../../../shared/random.ts";
import { RESUMABLE_CODE } from "../../link/relayClose.ts";
import type { Connect } from "../../upstream/Upstream.ts";
import { Attempts } from "./Attempts.ts";
import type { CellCounts, CellEvents, CellSession, CellState } from "./CellSession.ts";
import { CommandQueue } from "./CommandQueue.ts";
import type { GatewayTargets } from "./GatewayTargets.ts";
import { Handshake } from "./Handshake.ts";
import type { HeldSession } from "./HeldSession.ts";
import { roomIdentify } from "./identify.ts";
import type { IdentifyGate } from "./IdentifyGate.ts";
import { MainSocket } from "./MainSocket.ts";
import { MalformedLog } from "../session/MalformedLog.ts";
import { readMessage } from "./readMessage.ts";
import { StateReport } from "./StateReport.ts";

export interface CellOptions {
	readonly clock: Clock;
	readonly random: Random;
	/** Names bot and shard in each line. */
	readonly log: Logger;
	readonly connect: Connect;
	readonly shard: number;
	readonly shards: number;
	readonly gate: IdentifyGate;
	readonly targets: GatewayTargets;
	/** URL of GET /gateway/bot. */
	readonly gatewayDomain: () => string;
	readonly session: HeldSession;
	/** The session changed, or the log holds more of it. Must not throw. */
	readonly onHeld: () => void;
	readonly events: CellEvents;
}

export class Cell implements CellSession {
	private readonly attempts: Attempts;
	private readonly handshake: Handshake;
	private readonly socket: MainSocket;
	private readonly queue: CommandQueue;
	private readonly report: StateReport;
	private readonly malformed: MalformedLog;
	private readonly counted = { dispatches: 0, repeated: 0 };
	/** Token for the current socket. */
	#token = "";

	public constructor(private readonly options: CellOptions) {
		const { clock, log, gate, shard, events } = options;
		this.report = new StateReport({ ...{ clock, log, events }, limit: () => gate.limitOf(shard) });
		this.malformed = new MalformedLog(log, clock);
		this.socket = this.makeSocket();
		this.queue = new CommandQueue({
			timers: clock,
			untilFree: () => this.socket.untilFree(),
			send: (command) => this.socket.send(command),
		});
		this.attempts = this.makeAttempts();
		this.handshake = this.makeHandshake();
	}

	public get state(): CellState {
		return this.report.state;
	}

	public get sessionId(): string | undefined {
		return this.options.session.id;
	}

	public get userId(): string | undefined {
		return this.options.session.userId;
	}

	public get counts(): CellCounts {
		const { ping } = this.socket.heartbeat;
		return { ...this.handshake.sent, ...this.counted, malformed: this.malformed.count, ping };
	}

	public open(): void {
		this.attempts.start(this.options.session.isResumable);
	}

	public acknowledge(s: number): void {
		this.options.session.log(s);
		this.options.onHeld();
	}

	public updateVoiceState(
		guildId: string,
		channelId: string | null,
		{ mute, deaf }: { readonly mute: boolean; readonly deaf: boolean },
	): boolean {
		if (this.attempts.status !== WebsocketStatus.Ready) return false;
		const channel = channelId === null ? {} : { channelId };
		return this.queue.push(voiceStatePayload({ guildId, ...channel, selfMute: mute, selfDeaf: deaf }));
	}

	public close(isFinal: boolean): void {
		this.report.silence();
		this.attempts.finish("closed by the relay", isFinal ? CLOSE_CODE.normal : RESUMABLE_CODE);
		if (isFinal) this.options.session.forget();
	}

	private makeSocket(): MainSocket {
		const { clock, random, connect, session } = this.options;
		return new MainSocket({
			...{ clock, random, connect },
			acknowledged: () => session.acknowledged,
			onOpen: () => {
				if (this.attempts.reconnector.go("opened")) this.handshake.await("hello");
			},
			onText: (text) => this.receive(text),
			onBinary: () => this.malformed.add("a binary message"),
			onEnd: (code, reason) => this.attempts.lost("lost", code, reason === "" ? "the socket was lost" : reason),
			onZombie: () => this.attempts.drop("lost", "Discord stopped answering heartbeats and sent nothing else"),
		});
	}

	private makeAttempts(): Attempts {
		const { clock, random, session, gate, shard } = this.options;
		return new Attempts({
			...{ clock, random },
			isResumable: () => session.isResumable,
			limit: () => gate.limitOf(shard),
			open: () => this.openSocket(),
			release: (code) => {
				this.handshake.reset();
				this.queue.clear();
				this.socket.release(code);
			},
			onStatus: (status, detail) => this.report.show(status, detail),
		});
	}

	private makeHandshake(): Handshake {
		const { session, gate, shard, shards } = this.options;
		return new Handshake({
			reconnector: this.attempts.reconnector,
			session,
			hasSession: () => this.attempts.hasSession,
			request: (onTurn) => gate.request(shard, onTurn),
			token: () => this.#token,
			identify: (token) => roomIdentify(token, shard, shards),
			send: (command) => this.socket.send(command),
			drop: (reason) => this.attempts.drop("lost", reason),
		});
	}

	/** @returns Why none ever can be opened. */
	private openSocket(): string | undefined {
		const { targets, gatewayDomain, session } = this.options;
		const { hasResumeUrl } = this.attempts.reconnector.held;
		const domains = [
			...(hasResumeUrl && session.resumeUrl !== undefined ? [session.resumeUrl] : []),
			gatewayDomain(),
		];
		const found = targets.find(domains);
		if (typeof found === "string") return found;
		this.#token = found.token;
		this.handshake.await("connect");
		this.socket.open(found.target);
		return undefined;
	}

	private receive(text: Buffer): void {
		this.socket.heartbeat.heard();
		this.handshake.heard();
		const message = readMessage(text);
		if (message === undefined) return this.malformed.add("a message that is not a JSON object with an opcode");
		if (message.op === GatewayOpcode.Dispatch) return this.dispatched(message);
		const event = readConnectionEvent(message);
		if (event === undefined) this.malformed.add(`opcode ${message.op}`);
		else if (event !== "other") this.obey(event);
	}

	private dispatched({ t: name, s, d }: GatewayPayload): void {
		if (typeof name !== "string" || !isSequence(s)) return this.malformed.add("a dispatch without name or number");
		if (name === "READY") return this.enter(s, d);
		const { session } = this.options;
		// RESUMED belongs to this socket, whatever its number.
		const isNew = session.take(s);
		if (name === "RESUMED") return this.resumed(s, d);
		if (isNew) this.pass(s, name, d);
		else this.counted.repeated += 1;
	}

	private pass(s: number, name: string, d: unknown): void {
		this.counted.dispatches += 1;
		this.report.tell("onDispatch", (events) => events.onDispatch({ s, name, d }));
	}

	/** Does what the server asks for, in any status. */
	private obey(event: ConnectionEvent): void {
		switch (event.kind) {
			case "hello":
				return this.greeted(event.interval ?? USUAL_HEARTBEAT_INTERVAL);
			case "requested":
				return this.socket.heartbeat.answer();
			case "acknowledged":
				return this.socket.heartbeat.acknowledge();
			case "reconnect":
				return this.attempts.drop("reconnect", "Discord asked to reconnect");
			case "invalidated": {
				const cause = event.isResumable ? "invalidatedResumable" : "invalidated";
				return this.attempts.drop(cause, "Discord invalidated the session");
			}
			default:
				event satisfies never;
		}
	}

	private greeted(interval: number): void {
		this.socket.hello(interval);
		if (this.attempts.status === WebsocketStatus.Greeting) this.handshake.begin();
	}

	private enter(s: number, d: unknown): void {
		const ready = readReady(d);
		if (!this.isAwaited()) return;
		if (ready === undefined) return this.malformed.add("READY");
		const { session, onHeld, log } = this.options;
		const { hasHistory } = session;
		session.enter(ready, s);
		if (!session.isResumable) log.warn("READY has no session ID, so the session cannot be resumed");
		onHeld();
		if (hasHistory) {
			const reason = "a new session of the bot began";
			this.report.tell("onGap", (events) => events.onGap(reason));
		}
		if (this.isOpened()) this.pass(s, "READY", d);
	}

	private resumed(s: number, d: unknown): void {
		if (this.isAwaited() && this.isOpened()) this.pass(s, "RESUMED", d);
	}

	/** Whether READY or RESUMED may come now. */
	private isAwaited(): boolean {
		return nextStatus(this.attempts.status, "ready") !== undefined;
	}

	/** Opens the session. @returns False if the hub has closed it already. */
	private isOpened(): boolean {
		const { reconnector } = this.attempts;
		reconnector.opened();
		return reconnector.go("ready");
	}
}
