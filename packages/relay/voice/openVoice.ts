/** Opens the voice features of a relay, and logs why a feature is not offered. Edge: starts threads. */

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
	/** Milliseconds that a session waits for a Resume. */
	readonly keepMs: number;
	readonly dave: DaveSettings;
	/** Limit of sessions with media, shared by the relay tokens; 0 turns media off. */
	readonly mediaSessions: number;
}

export interface DaveSettings {
	/** Limit of sessions with DAVE, shared by the relay tokens; 0 turns DAVE off. */
	readonly sessions: number;
	/** Threads at most. */
	readonly threads: number;
}

export interface VoiceDeps {
	readonly clock: Clock;
	readonly log: Logger;
	readonly davey: DaveyLibrary;
	/** Opens an account below that of a relay token. @param cut Frees the bytes of the account. */
	readonly openAccount: (tenant: string, cut: () => void) => Account;
	/** Called when a session leaves its encrypted group, rejoins it, or fails to. */
	readonly onRejoin: (news: RejoinNews) => void;
}

export interface Voice {
	/** Offered features, by their names in `features`. */
	readonly features: ReadonlyArray<string>;
	/** @param tenant Name of the relay token that the sockets belong to. */
	transformerFor(tenant: string): CreateTransformer;
	/** Media of all sessions, for metrics and for a drain. */
	readonly media: MediaParts;
	/** Sessions for which DAVE is carried. */
	readonly daveCount: number;
	/** Ends all sessions and threads. */
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

/** @returns An empty object if media is not offered, which is logged. */
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

/** @returns Undefined if DAVE is not offered, which is logged. */
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
