/** What a relay needs to carry DAVE, or why it does not. Edge: loads the library, starts threads. */

import type { Logger } from "pino";
import type { Clock } from "../../gateway/clock.ts";
import type { CreateTransformer } from "../link/Transformer.ts";
import { DaveSessions, type DaveLimits } from "./DaveSessions.ts";
import type { DaveyLibrary } from "./davey.ts";
import type { RecoveryNews } from "./Recovery.ts";
import { WorkerPool } from "./WorkerPool.ts";

export interface DaveSettings extends DaveLimits {
	/** Threads at most. */
	readonly threads: number;
}

export interface DaveDeps {
	readonly clock: Clock;
	readonly log: Logger;
	/** Hears of every session that is out of its group, or in again, or for good. */
	readonly onRecovery: (news: RecoveryNews) => void;
}

export interface Dave {
	/** @param tenant Name of the relay token that the sockets belong to. */
	transformerFor(tenant: string): CreateTransformer;
	/** Sessions that are held. */
	readonly count: number;
	/** Forgets all, and ends the threads. */
	close(): void;
}

/** @returns Undefined where it is not offered; the log says why. */
export function openDave(library: DaveyLibrary, settings: DaveSettings, deps: DaveDeps): Dave | undefined {
	const { clock, log, onRecovery } = deps;
	if (settings.sessions === 0) {
		log.info("DAVE is not offered: RELAY_DAVE_SESSIONS is 0");
		return undefined;
	}
	if (library.kind === "absent") {
		log.info(`DAVE is not offered: ${library.reason}`);
		return undefined;
	}
	const pool = new WorkerPool(settings.threads, (err, sessions) => {
		log.error({ err, sessions }, "a DAVE thread ended, and its sessions with it");
	});
	const sessions = new DaveSessions((tenant) => pool.openFor(tenant), settings, clock, onRecovery);
	return {
		transformerFor: (tenant) => sessions.transformerFor(tenant),
		get count() {
			return sessions.count;
		},
		close() {
			sessions.close();
			pool.close();
		},
	};
}
