/** What a relay does for voice sessions, and why it does not do the rest. Edge: starts threads. */

import type { Logger } from "pino";
import type { Clock } from "../../gateway/clock.ts";
import type { CreateTransformer } from "../link/Transformer.ts";
import { CarriedSessions, type DaveOffer } from "./CarriedSessions.ts";
import type { DaveyLibrary } from "./dave/davey.ts";
import type { RecoveryNews } from "./dave/Recovery.ts";
import { WorkerPool } from "./dave/WorkerPool.ts";

export interface VoiceSettings {
	/** Milliseconds for which a session waits for a Resume. */
	readonly keepMs: number;
	readonly dave: DaveSettings;
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
	/** Called when a session is out of its encrypted group, or in again, or out for good. */
	readonly onRecovery: (news: RecoveryNews) => void;
}

export interface Voice {
	/** What is offered, as `features` names it. */
	readonly features: ReadonlyArray<string>;
	/** @param tenant Name of the relay token that the sockets belong to. */
	transformerFor(tenant: string): CreateTransformer;
	/** Sessions for which DAVE is carried. */
	readonly daveCount: number;
	/** Forgets all sessions, and ends the threads. */
	close(): void;
}

export function openVoice(settings: VoiceSettings, deps: VoiceDeps): Voice {
	const pool = openPool(settings.dave, deps);
	const dave: DaveOffer | undefined = pool && {
		sessions: settings.dave.sessions,
		openEngineFor: (tenant) => pool.openFor(tenant),
		onRecovery: deps.onRecovery,
	};
	const sessions = new CarriedSessions({ ...(dave && { dave }), keepMs: settings.keepMs }, deps.clock);
	return {
		features: dave === undefined ? [] : ["dave"],
		transformerFor: (tenant) => sessions.transformerFor(tenant),
		get daveCount() {
			return sessions.count;
		},
		close() {
			sessions.close();
			pool?.close();
		},
	};
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
