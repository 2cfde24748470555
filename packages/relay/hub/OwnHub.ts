/** The hub of a relay: its bots on Discord, whose seats use the relay's own voice features. Edge: the network. */

import type { RelayConfig } from "../config/readConfig.ts";
import { createOpenSeatSession } from "../discord/voice/openSeatSession.ts";
import type { OpenSeatSession } from "../discord/voice/SeatSession.ts";
import type { Voice } from "../voice/openVoice.ts";
import { openHub, type HubDeps } from "./openHub.ts";
import type { RoomHub } from "./RoomHub.ts";

export type OwnHubDeps = Omit<HubDeps, "targets" | "openSeatSession" | "canHear">;

export class OwnHub {
	public readonly rooms: RoomHub;
	private openSeat: OpenSeatSession | undefined;
	private hasMedia = false;

	/** @throws Error If the state directory cannot be written to. */
	public constructor(
		private readonly config: Pick<RelayConfig, "bots" | "stateDir" | "roomPerMin" | "targets">,
		private readonly deps: OwnHubDeps,
	) {
		const openSeatSession: OpenSeatSession = (credentials, events) => {
			if (this.openSeat === undefined) throw new Error("hub is not open, call open() first");
			return this.openSeat(credentials, events);
		};
		this.rooms = openHub(config, {
			...deps,
			targets: config.targets,
			openSeatSession,
			canHear: () => this.hasMedia,
		});
	}

	/** Connects the bots. @param tenant Name under which the relay counts its own voice sessions. */
	public open({ features, transformerFor }: Voice, tenant: string): void {
		const { clock, log, connect, random = Math.random } = this.deps;
		const { targets } = this.config;
		this.hasMedia = features.includes("media");
		const createTransformer = transformerFor(tenant);
		this.openSeat = createOpenSeatSession({ clock, log, connect, random, targets, features, createTransformer });
		this.rooms.open();
	}

	/**
	 * Disconnects the bots. With a state directory, the next process resumes their sessions, and they stay in their channels.
	 * Safe to call twice.
	 */
	public async close(): Promise<void> {
		await this.rooms.close(this.config.stateDir === undefined);
	}
}
