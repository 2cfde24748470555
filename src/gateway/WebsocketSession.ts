/**
 * A session of the main gateway over the sockets that it has: begins it, takes it up again, and hears what the server says.
 * Source: Discord Docs, "Gateway" and "Gateway Events" (v10).
 */

import { isStatusReachable, nextStatus, WebsocketEvent, WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayOpcode } from "../protocol/gateway/opcode";
import {
	GatewayPayload,
	GatewayReady,
	identifyPayload,
	isGatewayPayload,
	resumePayload,
} from "../protocol/gateway/payload";
import { FRESH_RECOVERY, identified, LossCause, opened } from "../protocol/gateway/recovery";
import { USUAL_HEARTBEAT_INTERVAL } from "../protocol/gateway/serverBody";
import { ConnectionEvent, DispatchEvent, readConnectionEvent, readDispatch } from "../protocol/gateway/serverEvent";
import { gatewayUrl, isGatewayDomain } from "../protocol/gateway/url";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { isSequence } from "../protocol/guards";
import { ThrottledLog } from "../runtime/ThrottledLog";
import { Timers } from "../runtime/Timers";
import { GatewayDeadlines, resolveGatewayDeadlines } from "./deadlines";
import { IdentifyAllowance } from "./IdentifyAllowance";
import { IdentifyQueue, IdentifyTurns } from "./IdentifyQueue";
import { NEVER, WebsocketChannel } from "./WebsocketChannel";
import { identifyOptionsOf, WebsocketClient, wireTokenOf } from "./WebsocketClient";

/** Settled already: a message has no result, and a promise for each would cost more than the message. */
const DONE = Promise.resolve();

export abstract class WebsocketSession extends WebsocketChannel {
	/** Ids of the guilds that READY named and that have not come yet. */
	public expectedGuilds = new Set<string>();
	/** Id of the bot's user; undefined before the first READY. */
	public userId?: string;

	/** Id of the session that is held; undefined if none is. */
	protected sessionIdentifier?: string;
	/** Clock reading, in seconds, of the last RESUMED; -1 before the first. */
	protected lastResume = NEVER;
	protected recovery = FRESH_RECOVERY;
	/** Where to resume, as READY said. */
	protected resumeDomain?: string;
	/** Clock reading of the last READY or RESUMED; undefined while not ready. */
	protected readyAt?: number;
	protected readonly timers: Timers<"deadline" | "attempt" | "guilds">;
	protected readonly deadlines: GatewayDeadlines;
	/** The Identifies that this shard may still spend. */
	protected readonly allowance: IdentifyAllowance;

	private readonly turns: IdentifyTurns;
	private readonly malformed: ThrottledLog;
	/** Gives up the wait for a turn to identify. */
	private giveUpTurn?: () => void;
	/** Dispatches since Resume went out. */
	private replayed = 0;
	/** Counts changes of status, so that what follows one is left out if somebody who heard of it made another. */
	private transitions = 0;

	/** @throws If Identify would be refused before it is sent: more than 4096 bytes; or `limits.identifies` is out of range. */
	public constructor(client: WebsocketClient, domain: string) {
		super(client, domain);
		gatewayUrl(domain, this.encoding);
		this.packChecked(identifyPayload(identifyOptionsOf(client)));
		const { scheduler } = this.environment;
		this.timers = new Timers(scheduler);
		this.deadlines = resolveGatewayDeadlines(client.deadlines);
		this.allowance = client.identifyAllowance ?? new IdentifyAllowance(scheduler, client.limits?.identifies);
		this.turns = client.identifyTurns ?? new IdentifyQueue(scheduler);
		this.malformed = new ThrottledLog(this.log, "skipped a malformed message");
	}

	/** Whether there is a session that the next socket would take up. */
	public hasSession(): boolean {
		const { recovery, sessionIdentifier, lastSequenceIdentifier } = this;
		return recovery.hasSession && sessionIdentifier !== undefined && lastSequenceIdentifier !== undefined;
	}

	/**
	 * Sets the session that the next connection takes up; with an empty id, it begins a new one.
	 *
	 * @param sequence Of the last dispatch in it, for a session of an earlier run; the one that is held unless told.
	 */
	public setSessionIdentifier(sessionIdentifier: string, sequence = this.lastSequenceIdentifier): void {
		const hasSession = sessionIdentifier !== "";
		this.sessionIdentifier = hasSession ? sessionIdentifier : undefined;
		this.lastSequenceIdentifier = hasSession ? sequence : undefined;
		if (!hasSession) this.resumeDomain = undefined;
		this.recovery = { ...this.recovery, hasSession, hasResumeUrl: hasSession && this.recovery.hasResumeUrl };
	}

	/**
	 * Sets the status, and tells of it. What the status is about does not change with it.
	 *
	 * @throws If no event leads there from the status that is.
	 */
	public setStatus(status: WebsocketStatus): void {
		assert(isStatusReachable(this.status, status), `status cannot go from ${this.status} to ${status}`);
		this.changeStatus(status);
	}

	/** Takes in one message as the socket delivered it. @returns Resolved; what is malformed is logged and skipped. */
	protected onPacket(body: string | buffer): Promise<void> {
		this.messages += 1;
		const [ok, payload] = pcall(() => this.unpack(body));
		if (!ok) this.malformed.add(`it cannot be decoded: ${tostring(payload)}`);
		else if (!isGatewayPayload(payload)) this.malformed.add("it is no table whose op is a number");
		else this.processPacket(payload);
		return DONE;
	}

	/** Takes in one decoded message. @returns What it told, where this package reads it. */
	protected processPacket(payload: GatewayPayload): DispatchEvent | ConnectionEvent | undefined {
		const { op, d, s } = payload;
		const isDispatch = op === GatewayOpcode.Dispatch;
		const name = typeIs(payload.t, "string") ? payload.t : "";
		// First of all: whatever goes wrong after, nothing is sent again that was seen.
		if (isDispatch && isSequence(s)) this.lastSequenceIdentifier = s;
		this.fire(this.onPayload, payload);
		const event = isDispatch ? this.dispatch(name, d, s) : readConnectionEvent(payload);
		if (event === undefined) this.malformed.add(`opcode ${op}${isDispatch ? `, ${name}` : ""}`);
		if (event === undefined || event === "other") return undefined;
		if (isDispatch) this.hear(event as DispatchEvent);
		else this.obey(event as ConnectionEvent);
		return event;
	}

	/** Sends Identify: a new session, and nothing of the last one. */
	protected identify(): void {
		if (!this.go("identify")) return;
		this.setSessionIdentifier("");
		this.recovery = identified(this.recovery);
		this.startDeadline("ready", "READY did not come in time");
		const fault = this.transmit(this.packChecked(identifyPayload(identifyOptionsOf(this.client))));
		if (fault !== undefined) this.log.debug(`no Identify: ${fault}`);
	}

	/** Goes where the table says. Returns false if `event` is out of place, or who heard of the change made another. */
	protected go(event: WebsocketEvent, detail?: string): boolean {
		const status = nextStatus(this.status, event);
		if (status === undefined) {
			this.log.debug(`${event} is out of place while ${this.status}`);
			return false;
		}
		this.timers.stop("deadline");
		this.timers.stop("attempt");
		return this.changeStatus(status, detail);
	}

	/**
	 * Gives what is awaited its time; then the socket is dropped, and the next attempt follows. Messages of any kind put the
	 * end off, since what is awaited may queue behind them, but only as far as `deadlines.handshake` goes.
	 */
	protected startDeadline(name: keyof GatewayDeadlines, fault: string): void {
		const seconds = this.deadlines[name];
		const longest = math.max(seconds, this.deadlines.handshake);
		this.awaitSilence(seconds, this.environment.scheduler.now() + longest, `${fault} (${seconds} s)`);
	}

	/** Forgets what belongs to one socket. */
	protected resetSession(): void {
		this.timers.stop("deadline");
		this.timers.stop("guilds");
		this.giveUpTurn?.();
		this.giveUpTurn = undefined;
	}

	/** Drops a socket that is of no use, but whose session may be. */
	protected abstract drop(cause: LossCause, reason: string): void;

	/** Ends the connection. */
	protected abstract finish(fault: WebsocketError): void;

	private awaitSilence(seconds: number, endsAt: number, fault: string): void {
		const { scheduler } = this.environment;
		const { messages } = this;
		this.timers.start("deadline", math.min(seconds, endsAt - scheduler.now()), () => {
			const isOver = this.messages === messages || scheduler.now() >= endsAt;
			if (isOver) this.drop("lost", fault);
			else this.awaitSilence(seconds, endsAt, fault);
		});
	}

	private dispatch(name: string, d: unknown, sequence: number | undefined): DispatchEvent | "other" | undefined {
		if (this.status === WebsocketStatus.Resuming) this.replayed += 1;
		this.fire(this.onDispatch, name, d, sequence);
		return readDispatch(name, d);
	}

	private hear(event: DispatchEvent): void {
		if (event.kind === "ready") this.enter(event.ready);
		else if (event.kind === "resumed") this.resumed();
		else if (event.kind === "voiceState") this.fire(this.onVoiceState, event.state);
		else if (event.kind === "voiceServer") this.fire(this.onVoiceServer, event.server);
		else {
			const isCreate = event.kind === "guildCreate";
			this.fire(isCreate ? this.onGuildCreate : this.onGuildDelete, event.guild);
			this.guildCame(event.guild.id);
		}
	}

	/** Does what the server asks for, in any status. */
	private obey(event: ConnectionEvent): void {
		if (event.kind === "acknowledged") this.acknowledge();
		else if (event.kind === "requested") this.answerHeartbeat();
		else if (event.kind === "reconnect") this.drop("reconnect", "the server asked to reconnect");
		else if (event.kind === "invalidated") {
			this.drop(
				event.isResumable ? "invalidatedResumable" : "invalidated",
				"the server called the session invalid",
			);
		} else {
			const { interval = USUAL_HEARTBEAT_INTERVAL } = event;
			this.startBeats(interval);
			if (this.status !== WebsocketStatus.Greeting) return;
			if (event.interval === undefined) this.log.warn(`Hello names no interval: beats every ${interval} ms`);
			this.introduce();
		}
	}

	/** Hello came: takes the session up that there is, or waits for the turn to begin one. */
	private introduce(): void {
		if (!this.hasSession()) {
			if (this.go("queue")) this.awaitTurn();
			return;
		}
		if (!this.go("resume")) return;
		this.replayed = 0;
		this.startDeadline("resumed", "RESUMED did not come in time");
		const token = wireTokenOf(this.client);
		const payload = resumePayload(token, this.sessionIdentifier!, this.lastSequenceIdentifier!);
		const fault = this.transmit(this.packChecked(payload));
		if (fault !== undefined) this.log.debug(`no Resume: ${fault}`);
	}

	private awaitTurn(): void {
		let isGiven = false;
		const giveUp = this.turns.request(this.client.shard?.[0] ?? 0, (fault) => {
			isGiven = true;
			this.giveUpTurn = undefined;
			if (fault !== undefined) this.finish(fault);
			else if (this.allowance.take()) this.identify();
			else this.drop("lost", "no Identify may be spent yet");
		});
		if (!isGiven) this.giveUpTurn = giveUp;
	}

	private enter(ready: GatewayReady): void {
		if (nextStatus(this.status, "ready") === undefined) return this.log.debug("READY is out of place");
		this.setSessionIdentifier(ready.session_id);
		if (ready.session_id === "") this.log.warn("READY names no session: it cannot be resumed");
		if (ready.user === undefined) this.log.warn("READY does not say who the bot is");
		const { resume_gateway_url: resumeUrl } = ready;
		this.resumeDomain = resumeUrl !== undefined && isGatewayDomain(resumeUrl) ? resumeUrl : undefined;
		this.userId = ready.user?.id ?? this.userId;
		this.expectedGuilds = new Set(ready.guilds.map(({ id }) => id));
		this.open(() => this.fire(this.onReady, ready));
		if (this.expectedGuilds.size() > 0) this.awaitGuilds();
		else if (this.isConnected()) this.fire(this.onGuilds, []);
	}

	private resumed(): void {
		if (nextStatus(this.status, "ready") === undefined) return this.log.debug("RESUMED is out of place");
		this.lastResume = this.environment.scheduler.now();
		const replayed = this.replayed - 1; // RESUMED is a dispatch too
		this.open(() => this.fire(this.onResumed, replayed));
		if (this.expectedGuilds.size() > 0) this.awaitGuilds();
	}

	/** The session is open, or open again. What waits goes out after all handlers have heard of it. */
	private open(announce: () => void): void {
		this.recovery = opened(this.recovery);
		this.readyAt = this.environment.scheduler.now();
		if (!this.go("ready")) return;
		announce();
		this.flush();
	}

	private guildCame(id: string): void {
		if (!this.expectedGuilds.delete(id) || this.expectedGuilds.size() > 0) return;
		this.timers.stop("guilds");
		this.fire(this.onGuilds, []);
	}

	private awaitGuilds(): void {
		if (!this.isConnected()) return;
		this.timers.start("guilds", this.deadlines.guilds, () => this.fire(this.onGuilds, [...this.expectedGuilds]));
	}

	private changeStatus(status: WebsocketStatus, detail?: string): boolean {
		this.status = status;
		this.transitions += 1;
		const { transitions } = this;
		this.fire(this.onStatusChanged, status, detail);
		return this.transitions === transitions;
	}
}
