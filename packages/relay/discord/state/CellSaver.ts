/**
 * Keeps a cell in its store, at most once a second while something changes, and acknowledges to Discord what is kept.
 * Without a store, everything is acknowledged at once.
 */

import type { Logger } from "pino";
import type { Clock } from "../../../shared/clock.ts";
import type { HeldSession } from "../main/HeldSession.ts";
import { OneTimer } from "../session/OneTimer.ts";
import type { CellStore } from "./StateStore.ts";

export interface CellSaverOptions {
	readonly clock: Clock;
	readonly log: Logger;
	/** Undefined: nothing is kept. */
	readonly store: CellStore | undefined;
	readonly session: HeldSession;
}

/** Returns a snapshot as JSON; undefined for a guild that is gone. */
export type ReadGuild = () => unknown;

/** Seconds between two writes, and after a failed one. */
const PAUSE = 1;
const FAILURE_PAUSE = 5;

const MILLISECONDS = 1000;

export class CellSaver {
	/** Guilds that changed since the last write. */
	private readonly changed = new Map<string, ReadGuild>();
	private readonly timer: OneTimer;
	/** Clock reading, in seconds, of the next permitted write. */
	private nextAt = -Infinity;
	private isDirty = false;
	private writing: Promise<void> | undefined;
	private isFailing = false;
	private isEnded = false;

	public constructor(private readonly options: CellSaverOptions) {
		this.timer = new OneTimer(options.clock);
	}

	/** A guild changed. @param read Called when it is written. */
	public guildChanged(guildId: string, read: ReadGuild): void {
		if (this.options.store === undefined || this.isEnded) return;
		this.changed.set(guildId, read);
		this.touch();
	}

	/** The session changed, or the log holds more of it. */
	public touch(): void {
		const { store, session } = this.options;
		if (this.isEnded) return;
		if (store === undefined) {
			const saved = session.save();
			if (saved !== undefined) session.confirm(saved);
			return;
		}
		this.isDirty = true;
		this.schedule();
	}

	/** Writes what has changed, now. Never rejects. */
	public async flush(): Promise<void> {
		await this.writing;
		this.timer.stop();
		await this.write();
	}

	/** The session ended for good: keeps nothing. Never rejects. */
	public async clear(): Promise<void> {
		this.isEnded = true;
		this.timer.stop();
		await this.writing;
		await this.options.store?.clear().catch((error: unknown) => this.failed(error));
	}

	private schedule(): void {
		if (this.timer.isRunning || this.writing !== undefined) return;
		this.timer.start(Math.max(this.nextAt - this.now(), 0), () => void this.write());
	}

	private async write(): Promise<void> {
		this.writing ??= this.attempt().then(() => {
			this.writing = undefined;
			if (this.isDirty && !this.isEnded) this.schedule();
		});
		await this.writing;
	}

	private async attempt(): Promise<void> {
		const { store, session } = this.options;
		const saved = this.isDirty ? session.save() : undefined;
		this.isDirty = false;
		// before READY there is nothing to resume; READY calls `touch`
		if (store === undefined || saved === undefined) return;
		const taken = new Map(this.changed);
		this.changed.clear();
		this.nextAt = this.now() + PAUSE;
		try {
			await store.save(saved, new Map([...taken].map(([id, read]) => [id, read()])));
			session.confirm(saved);
			if (this.isFailing) this.options.log.info("state is kept again");
			this.isFailing = false;
		} catch (error) {
			for (const [id, read] of taken) if (!this.changed.has(id)) this.changed.set(id, read);
			this.isDirty = true;
			this.nextAt = this.now() + FAILURE_PAUSE;
			this.failed(error);
		}
	}

	private failed(error: unknown): void {
		const { code, message } = error as NodeJS.ErrnoException;
		if (!this.isFailing) this.options.log.error({ reason: code ?? message }, "state cannot be kept");
		this.isFailing = true;
	}

	private now(): number {
		return this.options.clock.now() / MILLISECONDS;
	}
}
