/** A game server as a model has it: watches all rooms over one link at a time, and continues from its cursors on the next. */

import type { FakeClock } from "../../../shared/support/FakeClock.ts";
import { LossyNetwork } from "../../support/LossyNetwork.ts";
import { TestLink } from "../../support/TestLink.ts";
import type { ClientForm } from "../../support/clientForms.ts";
import { GUILD, type ModelGuild } from "../../room/support/ModelGuild.ts";
import type { RoomCursor } from "../../../../src/protocol/room/segment.ts";
import type { RoomOfGuild } from "../../room/guild/RoomChanges.ts";
import type { Hub } from "../../room/Hub.ts";
import { ROOMS } from "../../room/support/ModelOwner.ts";
import { ModelWatcher } from "../../room/support/ModelWatcher.ts";

/** The relay that a server's link is with. */
export interface ModelRelay {
	readonly hub: Hub;
	/** Position of the last segment of a room. */
	readonly lastOf: (room: RoomOfGuild) => RoomCursor;
}

/** Small, so that answers have parts of what waits. */
const LIMITS = { maxBody: 400, bufferRecords: 20, idleMs: 1e9, pauseMs: 1e9, burst: 3 };

export class ModelServer {
	public network: LossyNetwork;
	private readonly watchers: ReadonlyArray<ModelWatcher>;

	/** @param known What the watchers of all servers knew, by room and position. */
	public constructor(
		private readonly clock: FakeClock,
		private readonly form: ClientForm,
		private relay: ModelRelay,
		known: Map<string, object>,
	) {
		this.watchers = ROOMS.map((room) => new ModelWatcher(room, known));
		this.network = this.connect();
	}

	/** Whether it has everything that its relay has. */
	public get isQuiet(): boolean {
		return this.watchers.every(({ room, view }) => {
			const last = this.relay.lastOf(room);
			return view.cursor?.term === last.term && view.cursor.n === last.n;
		});
	}

	/** Makes a new link, with the same relay or with another. What is in the network is lost. */
	public relink(relay: ModelRelay = this.relay): void {
		this.network.link.link.end("idle");
		this.relay = relay;
		this.network = this.connect();
	}

	/** Lets an answer arrive. */
	public hear(body: Buffer): void {
		this.network.hear(body);
		for (const [index, watcher] of this.watchers.entries()) {
			for (const text of this.network.received.get(index + 1)?.splice(0) ?? []) watcher.read(text);
		}
	}

	/** Lets everything arrive. */
	public pass(): void {
		for (const request of this.network.requests.splice(0)) this.network.arrive(request);
		for (const answer of this.network.answers.splice(0)) this.hear(answer);
	}

	/** See `ModelWatcher.assertEqual`. */
	public assertEqual(world: ModelGuild, heard?: string | null): void {
		for (const watcher of this.watchers) watcher.assertEqual(world, heard);
	}

	private connect(): LossyNetwork {
		const { hub } = this.relay;
		const link = new TestLink(LIMITS, {}, undefined, { clock: this.clock, hub });
		const opens = this.watchers.map(({ room, view: { cursor } }, index) => {
			const from = cursor && { from: [cursor.term, cursor.n] };
			return [index + 1, { guild: GUILD, ...(room !== undefined && { channel: room }), ...from }] as const;
		});
		return new LossyNetwork(link, this.form, [], opens);
	}
}
