/** What a relay does for voice sessions, and why it does not do the rest. Edge: starts threads. */

import type { Logger } from "pino";
import type { Clock } from "../../shared/clock.ts";
import type { CreateTransformer } from "../link/socket/Transformer.ts";
import type { Account } from "../memory/Account.ts";
import { CarriedSessions, type OpenDavePart, type OpenMediaPart, type PartOffer } from "./CarriedSessions.ts";
import { DavePart } from "./dave/DavePart.ts";
import type { DaveyLibrary } from "./dave/davey.ts";
import type { RejoinNews } from "./dave/Rejoin.ts";
import { WorkerPool } from "./dave/WorkerPool.ts";
import { MediaParts } from "./media/MediaParts.ts";
import { openUdp } from "./media/openUdp.ts";

export interface VoiceSettings {
	/** Milliseconds for which a session waits for a Resume. */
	readonly keepMs: number;
	readonly dave: DaveSettings;
	/** Sessions at once that are told who speaks, which relay tokens share; 0: it is not offered. */
	readonly mediaSessions: number;
}

export interface DaveSettings {
	/** Sessions at once, which relay tokens share; 0: DAVE is not offered. */
	readonly sessions: number;
	/** Threads at most. */
	readonly threads: number;
}

export interface VoiceDeps {
	readonly clock: Clock;
	readonly log: Logger;
	readonly davey: DaveyLibrary;
	/** Opens an account below that of a relay token. @param cut Gives back what the account holds. */
	readonly openAccount: (tenant: string, cut: () => void) => Account;
	/** Called when a session is out of its encrypted group, or in again, or out for good. */
	readonly onRejoin: (news: RejoinNews) => void;
}

export interface Voice {
	/** What is offered, as `features` names it. */
	readonly features: ReadonlyArray<string>;
	/** @param tenant Name of the relay token that the sockets belong to. */
	transformerFor(tenant: string): CreateTransformer;
	/** What is told of media, for metrics and for a drain. */
	readonly media: MediaParts;
	/** Sessions for which DAVE is carried. */
	readonly daveCount: number;
	/** Forgets all sessions, and ends the threads. */
	close(): void;
}

export function openVoice(settings: VoiceSettings, deps: VoiceDeps): Voice {
	const pool = openPool(settings.dave, deps);
	const media = new MediaParts({ ...deps, openDatagrams: openUdp });
	const offers = { ...(pool && { dave: offerDave(pool, settings, deps) }), ...offerMedia(media, settings, deps) };
	const sessions = new CarriedSessions({ ...offers, keepMs: settings.keepMs }, deps.clock);
	return {
		features: Object.keys(offers),
		media,
		transformerFor: (tenant) => sessions.transformerFor(tenant),
		get daveCount() {
			return sessions.daveCount;
		},
		close() {
			sessions.close();
			pool?.close();
		},
	};
}

function offerDave(pool: WorkerPool, { dave }: VoiceSettings, { clock, onRejoin }: VoiceDeps): PartOffer<OpenDavePart> {
	return {
		sessions: dave.sessions,
		open: (tenant, identity, port) => new DavePart(identity, pool.openFor(tenant), port, clock, onRejoin),
	};
}

/** @returns Nothing where media is not offered; the log says so. */
function offerMedia(
	media: MediaParts,
	{ mediaSessions }: VoiceSettings,
	{ log }: VoiceDeps,
): { readonly media?: PartOffer<OpenMediaPart> } {
	if (mediaSessions === 0) {
		log.info("media is not offered: RELAY_MEDIA_SESSIONS is 0");
		return {};
	}
	const open: OpenMediaPart = (tenant, port, isInsecure) => media.open(tenant, port, isInsecure);
	return { media: { sessions: mediaSessions, open } };
}

/** @returns Undefined where DAVE is not offered; the log says why. */
function openPool({ sessions, threads }: DaveSettings, { davey, log }: VoiceDeps): WorkerPool | undefined {
	if (sessions === 0) {
		log.info("DAVE is not offered: RELAY_DAVE_SESSIONS is 0");
		return undefined;
	}
	if (davey.kind === "absent") {
		log.info(`DAVE is not offered: ${davey.reason}`);
		return undefined;
	}
	return new WorkerPool(threads, (err, count) => {
		log.error({ err, sessions: count }, "a DAVE thread ended, and its sessions with it");
	});
}
