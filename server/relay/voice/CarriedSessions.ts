/**
 * All voice sessions that are carried. One whose socket was lost is kept for a while, so that it can be resumed.
 * No network and no clock of its own. Tokens are not kept: a session is known by a keyed hash of what names it.
 */

import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../gateway/clock.ts";
import { CLOSE_CODE } from "../../gateway/closeFrame.ts";
import type { CreateTransformer, TransformedSocket } from "../link/Transformer.ts";
import type { Destination } from "../security/secrets.ts";
import { CarriedSession, type SessionParts } from "./CarriedSession.ts";
import type { SessionName } from "./clientText.ts";
import { DavePart } from "./dave/DavePart.ts";
import type { OpenEngine } from "./dave/Engine.ts";
import type { DaveIdentity } from "./dave/messages.ts";
import type { RecoveryNews } from "./dave/Recovery.ts";
import type { SessionLink } from "./SessionPart.ts";
import { holderToEnd, type Holder } from "./shares.ts";
import { VoiceSocket } from "./VoiceSocket.ts";

/** DAVE, where it is offered. */
export interface DaveOffer {
	/** Sessions at once, which tenants share. */
	readonly sessions: number;
	/** Opens engines for one tenant. */
	readonly openEngineFor: (tenant: string) => OpenEngine;
	/** Called when a session is out of its group, or in again, or out for good. */
	readonly onRecovery: (news: RecoveryNews) => void;
}

/** What the relay does for voice sessions. */
export interface VoiceOffer {
	readonly dave?: DaveOffer;
	/** Milliseconds for which a session waits for a Resume. */
	readonly keepMs: number;
}

const KEY_BYTES = 32;

interface Entry extends Holder {
	readonly session: CarriedSession;
	timer: unknown;
}

export class CarriedSessions {
	/** By hash of their names; those that lost their socket longest ago come first among those without one. */
	private readonly entries = new Map<string, Entry>();
	private readonly key = randomBytes(KEY_BYTES);

	public constructor(
		private readonly offer: VoiceOffer,
		private readonly clock: Clock,
	) {}

	public get count(): number {
		return this.entries.size;
	}

	/** Makes what stands between client and gateway on one socket. @param tenant Name of the relay token that it belongs to. */
	public transformerFor(tenant: string): CreateTransformer {
		return (socket, destination, wanted) => {
			const carried = { dave: wanted.dave && this.offer.dave !== undefined };
			return carried.dave ? new VoiceSocket(this, tenant, socket, destination, carried) : undefined;
		};
	}

	/** Begins a session; one of the same name is over. @returns Undefined if there are too many. */
	public begin(
		tenant: string,
		name: SessionName,
		identity: DaveIdentity,
		destination: Destination,
		socket: TransformedSocket,
	): CarriedSession | undefined {
		const id = this.idOf(name, destination);
		this.entries.get(id)?.session.end();
		const { dave } = this.offer;
		if (dave === undefined || !this.makeRoom(dave, tenant)) return undefined;
		const openParts = (link: SessionLink): SessionParts => ({
			dave: new DavePart(identity, dave.openEngineFor(tenant), link, this.clock, dave.onRecovery),
		});
		const session = new CarriedSession(openParts, socket, {
			onLeft: () => this.left(id, entry),
			onOver: () => {
				this.clock.clearTimeout(entry.timer);
				this.entries.delete(id);
			},
		});
		const entry: Entry = {
			tenant,
			session,
			get isTaken() {
				return session.isTaken;
			},
			timer: undefined,
		};
		this.entries.set(id, entry);
		return entry.session;
	}

	/** Gives a session to another socket. @returns Undefined if it is not known, or not any more. */
	public resume(name: SessionName, destination: Destination, socket: TransformedSocket): CarriedSession | undefined {
		const entry = this.entries.get(this.idOf(name, destination));
		if (entry === undefined) return undefined;
		this.clock.clearTimeout(entry.timer);
		entry.session.resume(socket);
		return entry.session;
	}

	/** Ends all. */
	public close(): void {
		for (const { session } of [...this.entries.values()]) session.end();
	}

	private left(id: string, entry: Entry): void {
		// last in order
		this.entries.delete(id);
		this.entries.set(id, entry);
		entry.timer = this.clock.setTimeout(() => entry.session.end(), this.offer.keepMs);
	}

	private makeRoom({ sessions }: DaveOffer, tenant: string): boolean {
		if (this.entries.size < sessions) return true;
		const giver = holderToEnd([...this.entries.values()], tenant);
		giver?.session.cut(CLOSE_CODE.tryAgainLater, "token has more than its share of RELAY_DAVE_SESSIONS");
		return giver !== undefined;
	}

	private idOf({ sessionId, token }: SessionName, { host, port }: Destination): string {
		const name = JSON.stringify([host, port, sessionId, token]);
		return createHmac("sha256", this.key).update(name).digest("base64");
	}
}
