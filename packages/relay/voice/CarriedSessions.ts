/**
 * All carried voice sessions. A session that lost its socket is kept for a time, so that it can be resumed.
 * No network and no clock of its own. Tokens are not kept: sessions are found by a keyed hash of their names.
 */

import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../shared/clock.ts";
import { RELAY_CLOSES } from "../link/relayClose.ts";
import type { CreateTransformer, TransformedSocket } from "../link/socket/Transformer.ts";
import type { Destination } from "../security/secrets.ts";
import { CarriedSession, type SessionParts } from "./CarriedSession.ts";
import type { SessionName } from "./clientText.ts";
import type { DavePart } from "./dave/DavePart.ts";
import type { DaveIdentity } from "./dave/messages.ts";
import type { MediaPart } from "./media/MediaPart.ts";
import type { SessionPort } from "./SessionPart.ts";
import { holderToEnd, type Holder } from "./shares.ts";
import { VoiceSocket, type SessionSource, type WantedParts } from "./VoiceSocket.ts";

/** A part that is offered. */
export interface PartOffer<Open> {
	/** Limit of sessions with this part, shared by the tenants. */
	readonly sessions: number;
	readonly open: Open;
}

export type OpenDavePart = (tenant: string, identity: DaveIdentity, port: SessionPort) => DavePart;
/** @param isInsecure Whether the operator listed the far server in `RELAY_INSECURE_ALLOW`. */
export type OpenMediaPart = (tenant: string, port: SessionPort, isInsecure: boolean) => MediaPart;

/** What the relay does for voice sessions. */
export interface VoiceOffer {
	readonly dave?: PartOffer<OpenDavePart>;
	readonly media?: PartOffer<OpenMediaPart>;
	/** Milliseconds that a session waits for a Resume. */
	readonly keepMs: number;
}

interface Beginning {
	readonly tenant: string;
	readonly wanted: WantedParts;
	readonly isInsecure: boolean;
}

interface Entry extends Holder {
	readonly session: CarriedSession;
	timer: unknown;
}

const KEY_BYTES = 32;

export class CarriedSessions implements SessionSource {
	/** By hash of their names. Among those without a socket, the longest without one comes first. */
	private readonly entries = new Map<string, Entry>();
	private readonly key = randomBytes(KEY_BYTES);

	public constructor(
		private readonly offer: VoiceOffer,
		private readonly clock: Clock,
	) {}

	/** Sessions that have DAVE. */
	public get daveCount(): number {
		return this.holders(hasDave).length;
	}

	/** Creates the transformer of one socket. @param tenant Name of its relay token. */
	public transformerFor(tenant: string): CreateTransformer {
		return (socket, destination, wanted) => {
			const { dave, media } = this.offer;
			const carried = { dave: wanted.dave && dave !== undefined, media: wanted.media && media !== undefined };
			if (!carried.dave && !carried.media) return undefined;
			return new VoiceSocket(this, tenant, socket, destination, carried);
		};
	}

	public begin(
		tenant: string,
		name: SessionName,
		wanted: WantedParts,
		destination: Destination,
		socket: TransformedSocket,
	): CarriedSession | undefined {
		const id = this.idOf(name, destination);
		this.entries.get(id)?.session.end();
		if (wanted.identity !== undefined && !this.makeDaveRoom(tenant)) return undefined;
		const { isInsecure } = destination;
		const openParts = (port: SessionPort): SessionParts => this.openParts({ tenant, wanted, isInsecure }, port);
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
		session.start();
		return session;
	}

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

	private openParts({ tenant, wanted, isInsecure }: Beginning, port: SessionPort): SessionParts {
		const { dave, media } = this.offer;
		const { identity } = wanted;
		return {
			...(dave !== undefined && identity !== undefined && { dave: dave.open(tenant, identity, port) }),
			...(media !== undefined && wanted.media && { media: this.openMedia(media, tenant, port, isInsecure) }),
		};
	}

	private openMedia(
		{ open, sessions }: PartOffer<OpenMediaPart>,
		tenant: string,
		port: SessionPort,
		isInsecure: boolean,
	): MediaPart {
		const hasRoom = this.makeRoom(sessions, hasMedia, tenant, (session) => {
			session.media?.stop("noPlace", "another token got the place (RELAY_MEDIA_SESSIONS)");
			if (!session.isTaken && !isKept(session)) session.end();
		});
		const part = open(tenant, port, isInsecure);
		if (!hasRoom) part.stop("noPlace", "token has its share of RELAY_MEDIA_SESSIONS");
		return part;
	}

	private left(id: string, entry: Entry): void {
		if (!isKept(entry.session)) return entry.session.end();
		// last in order
		this.entries.delete(id);
		this.entries.set(id, entry);
		entry.timer = this.clock.setTimeout(() => entry.session.end(), this.offer.keepMs);
	}

	private makeDaveRoom(tenant: string): boolean {
		return this.makeRoom(this.offer.dave?.sessions ?? 0, hasDave, tenant, (session) =>
			session.cut(RELAY_CLOSES.overflow, "token has more than its share of RELAY_DAVE_SESSIONS"),
		);
	}

	/** Takes a place from another session if none is free. @returns Whether a place is available. */
	private makeRoom(
		places: number,
		holds: (session: CarriedSession) => boolean,
		tenant: string,
		take: (session: CarriedSession) => void,
	): boolean {
		const holders = this.holders(holds);
		if (holders.length < places) return true;
		const giver = holderToEnd(holders, tenant);
		if (giver !== undefined) take(giver.session);
		return giver !== undefined;
	}

	private holders(holds: (session: CarriedSession) => boolean): ReadonlyArray<Entry> {
		return [...this.entries.values()].filter(({ session }) => holds(session));
	}

	private idOf({ sessionId, token }: SessionName, { host, port }: Destination): string {
		const name = JSON.stringify([host, port, sessionId, token]);
		return createHmac("sha256", this.key).update(name).digest("base64");
	}
}

function hasDave({ dave }: CarriedSession): boolean {
	return dave !== undefined;
}

function hasMedia({ media }: CarriedSession): boolean {
	return media?.holdsPlace === true;
}

/** Whether a Resume could succeed. */
function isKept(session: CarriedSession): boolean {
	return hasDave(session) || hasMedia(session);
}
