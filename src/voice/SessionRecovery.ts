/**
 * How far a voice connection has tried since its session was last stable, and what it holds.
 * Performs what `protocol/voice/recovery` says, on the clock of its owner.
 */

import { Closure } from "../protocol/voice/closure";
import {
	DEFAULT_RECOVERY_LIMITS,
	FRESH_RECOVERY,
	Loss,
	opened,
	recover,
	RecoveryVerdict,
	stabilised,
	takeCredentials,
	withoutCredentials,
} from "../protocol/voice/recovery";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { VoiceConnectionOptions } from "./VoiceConnectionOptions";

const DEFAULT_STABLE_AFTER = 10;

export class SessionRecovery {
	private recovery = FRESH_RECOVERY;
	/** Clock reading of the last Ready or Resumed; undefined while not ready. */
	private readyAt?: number;

	public constructor(
		private readonly environment: Pick<SocketEnvironment, "scheduler" | "random">,
		private readonly options: Pick<VoiceConnectionOptions, "stableAfter" | "limits">,
	) {}

	/** Whether the server may still hold the session. */
	public hasSession(): boolean {
		return this.recovery.hasSession;
	}

	/** Whether the credentials may be used again. */
	public hasCredentials(): boolean {
		return this.recovery.hasCredentials;
	}

	/** Ready or Resumed has come. */
	public enterReady(): void {
		this.readyAt = this.environment.scheduler.now();
		this.recovery = opened(this.recovery);
	}

	/** A socket is given up without a loss. Failures are forgotten if its session was stable. */
	public leaveReady(): void {
		const readyAt = this.readyAt ?? math.huge;
		this.readyAt = undefined;
		const isStable =
			this.environment.scheduler.now() - readyAt >= (this.options.stableAfter ?? DEFAULT_STABLE_AFTER);
		if (isStable) this.recovery = stabilised(this.recovery);
	}

	/** Session and credentials are of no more use. */
	public dropCredentials(): void {
		this.leaveReady();
		this.recovery = withoutCredentials(this.recovery);
	}

	/** Decides what follows a loss. */
	public lose(loss: Loss): RecoveryVerdict {
		this.leaveReady();
		const { limits = DEFAULT_RECOVERY_LIMITS } = this.options;
		return this.keep(recover(this.recovery, loss, this.environment.random(), limits));
	}

	/** Takes new credentials. @returns What ends the connection instead, if they are too many in a row. */
	public takeCredentials(): Closure | undefined {
		const verdict = this.keep(takeCredentials(this.recovery));
		return verdict.kind === "stop" ? verdict.closure : undefined;
	}

	private keep(verdict: RecoveryVerdict): RecoveryVerdict {
		if (verdict.kind !== "stop") this.recovery = verdict.recovery;
		return verdict;
	}
}
