/**
 * What each message of the server does: decodes it, fires its signals, and passes it to the collaborator that handles it.
 * Source: Discord Docs, "Gateway Events" (v10).
 */

import { nextStatus, WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayOpcode } from "../protocol/gateway/opcode";
import { GatewayPayload, isGatewayPayload } from "../protocol/gateway/payload";
import { GatewayReady, USUAL_HEARTBEAT_INTERVAL } from "../protocol/gateway/serverBody";
import { ConnectionEvent, DispatchEvent, readConnectionEvent, readDispatch } from "../protocol/gateway/serverEvent";
import { isSequence } from "../protocol/guards";
import { Logger } from "../runtime/Logger";
import { Scheduler } from "../runtime/Scheduler";
import { Signals } from "../runtime/Signals";
import { ThrottledLog } from "../runtime/ThrottledLog";
import { Attempts, GatewayReconnector } from "./Attempts";
import { GatewayChannel } from "./GatewayChannel";
import { GatewaySession } from "./GatewaySession";
import { GuildWait } from "./GuildWait";
import { Handshake } from "./Handshake";
import { SendQueue } from "./SendQueue";
import { WebsocketSignals } from "./WebsocketSignals";
import { unpackMessage } from "./wire";

/** The collaborators that handle messages. */
export interface MessageTargets {
	readonly encoding: string;
	readonly scheduler: Scheduler;
	readonly log: Logger;
	readonly reconnector: GatewayReconnector;
	readonly session: GatewaySession;
	readonly channel: GatewayChannel;
	readonly queue: SendQueue;
	readonly guilds: GuildWait;
	readonly attempts: Attempts;
	readonly handshake: Handshake;
}

/** What the facade shows about messages. No function yields or errors. */
export interface MessageEvents {
	readonly events: WebsocketSignals;
	/** Fires `events`. */
	readonly signals: Signals;
	/** A value that the facade shows changed. */
	readonly onChanged: () => void;
	/** A dispatch arrived. */
	readonly onSequence: (sequence: number) => void;
}

export class ServerMessages {
	/** Clock reading, in seconds, of the last RESUMED; undefined before the first. */
	public resumedAt?: number;
	private readonly malformed: ThrottledLog;

	public constructor(
		private readonly targets: MessageTargets,
		private readonly facade: MessageEvents,
	) {
		this.malformed = new ThrottledLog(targets.log, "skipped a malformed message");
	}

	/** Handles a message as received from the socket. */
	public receive(body: string | buffer): void {
		const { channel, handshake, encoding } = this.targets;
		channel.heartbeat.heard();
		handshake.heard();
		const [ok, payload] = pcall(unpackMessage, body, encoding);
		if (!ok) this.malformed.add(`it cannot be decoded: ${tostring(payload)}`);
		else if (!isGatewayPayload(payload)) this.malformed.add("it is not a table whose op is a number");
		else this.process(payload);
	}

	/** Handles a decoded message. Returns its event, if this package reads it. */
	public process(payload: GatewayPayload): DispatchEvent | ConnectionEvent | undefined {
		const { op, d, s } = payload;
		const isDispatch = op === GatewayOpcode.Dispatch;
		const name = typeIs(payload.t, "string") ? payload.t : "";
		// First: whatever fails later, Resume does not ask for this dispatch again.
		const { session } = this.targets;
		const { signals, events, onSequence } = this.facade;
		if (isDispatch && isSequence(s)) {
			session.sequence = s;
			onSequence(s);
		}
		signals.fire(events.onPayload, payload);
		const event = isDispatch ? this.dispatched(name, d, s) : readConnectionEvent(payload);
		if (event === undefined) this.malformed.add(`opcode ${op}${isDispatch ? `, ${name}` : ""}`);
		if (event === undefined || event === "other") return undefined;
		if (isDispatch) this.hear(event as DispatchEvent);
		else this.obey(event as ConnectionEvent);
		return event;
	}

	private dispatched(name: string, d: unknown, sequence?: number): DispatchEvent | "other" | undefined {
		this.targets.handshake.heardDispatch();
		this.facade.signals.fire(this.facade.events.onDispatch, name, d, sequence);
		return readDispatch(name, d);
	}

	private hear(event: DispatchEvent): void {
		const { signals, events } = this.facade;
		switch (event.kind) {
			case "ready":
				return this.enter(event.ready);
			case "resumed":
				return this.resumed();
			case "guildCreate":
				signals.fire(events.onGuildCreate, event.guild);
				return this.targets.guilds.arrive(event.guild.id);
			case "guildDelete":
				signals.fire(events.onGuildDelete, event.guild);
				return this.targets.guilds.arrive(event.guild.id);
			case "voiceState":
				return signals.fire(events.onVoiceState, event.state);
			case "voiceServer":
				return signals.fire(events.onVoiceServer, event.server);
			default:
				event satisfies never;
		}
	}

	/** Does what the server asks for, in any status. */
	private obey(event: ConnectionEvent): void {
		const { channel, attempts } = this.targets;
		switch (event.kind) {
			case "hello":
				return this.greeted(event.interval);
			case "requested":
				return channel.heartbeat.answer();
			case "acknowledged":
				return channel.heartbeat.acknowledge();
			case "reconnect":
				return attempts.drop("reconnect", "the server asked to reconnect");
			case "invalidated": {
				const cause = event.isResumable ? "invalidatedResumable" : "invalidated";
				return attempts.drop(cause, "the server invalidated the session");
			}
			default:
				event satisfies never;
		}
	}

	private greeted(interval?: number): void {
		const { channel, reconnector, handshake, log } = this.targets;
		channel.hello(interval ?? USUAL_HEARTBEAT_INTERVAL);
		if (reconnector.state !== WebsocketStatus.Greeting) return;
		if (interval === undefined)
			log.warn(`Hello has no interval, sending heartbeats every ${USUAL_HEARTBEAT_INTERVAL} ms`);
		handshake.begin();
	}

	private enter(ready: GatewayReady): void {
		const { session, guilds } = this.targets;
		const { signals, events } = this.facade;
		if (!this.isAwaited("READY")) return;
		session.enter(ready);
		guilds.expect(ready.guilds.map(({ id }) => id));
		this.openSession(() => signals.fire(events.onReady, ready));
		if (!this.isReady()) return;
		if (ready.guilds.isEmpty()) signals.fire(events.onGuilds, []);
		else guilds.start();
	}

	private resumed(): void {
		const { scheduler, handshake, guilds } = this.targets;
		const { signals, events } = this.facade;
		if (!this.isAwaited("RESUMED")) return;
		this.resumedAt = scheduler.now();
		const replayed = handshake.replayedCount();
		this.openSession(() => signals.fire(events.onResumed, replayed));
		if (this.isReady()) guilds.start();
	}

	/** Queued messages go out after every handler has run. */
	private openSession(announce: () => void): void {
		const { reconnector, queue } = this.targets;
		reconnector.opened();
		this.facade.onChanged();
		if (!reconnector.go("ready")) return;
		announce();
		queue.flush();
	}

	/** Whether READY or RESUMED may come now. */
	private isAwaited(name: string): boolean {
		const isAwaited = nextStatus(this.targets.reconnector.state, "ready") !== undefined;
		if (!isAwaited) this.targets.log.debug(`unexpected ${name}`);
		return isAwaited;
	}

	private isReady(): boolean {
		return this.targets.reconnector.state === WebsocketStatus.Ready;
	}
}
