/** Detects that a session's media is lost: no packets, or no authentic ones. Pure; time is an argument, in milliseconds. */

/** Counts of the media core so far. */
export interface Heard {
	/** When the last authentic packet came. */
	readonly lastValidAt: number | undefined;
	/** Packets that the key opened. */
	readonly authenticated: number;
	/** Packets that the key did not open. */
	readonly refused: number;
}

export type Symptom = "silent" | "refusing" | "wrongKey";

/** Time without packets and answers to pings after which media is lost: four pings. */
export const SILENCE_MS = 20_000;
/** Errors of the socket in a row, one for each ping. */
export const MOST_FAULTS = 3;
/** Packets between two checks that make their share significant. */
export const LEAST_REFUSED = 20;
const WRONG_SHARE = 0.5;

export class Vitals {
	private lastPongAt: number | undefined;
	private faults = 0;
	private authenticated: number;
	private refused: number;

	/**
	 * @param liveAt When media became live.
	 * @param heard Counts at that time.
	 */
	public constructor(
		private readonly liveAt: number,
		{ authenticated, refused }: Omit<Heard, "lastValidAt">,
	) {
		this.authenticated = authenticated;
		this.refused = refused;
	}

	/** A ping was answered. */
	public answered(now: number): void {
		this.lastPongAt = now;
		this.faults = 0;
	}

	/** The socket reported an error, such as that the port is closed. */
	public failed(): void {
		this.faults += 1;
	}

	/**
	 * Call every 5 seconds. A server that never answered a ping may never do so, and its silence means nothing: its
	 * members may be silent for hours.
	 */
	public check(now: number, { lastValidAt, authenticated, refused }: Heard): Symptom | undefined {
		const [opened, shut] = [authenticated - this.authenticated, refused - this.refused];
		this.authenticated = authenticated;
		this.refused = refused;
		if (opened > 0) this.faults = 0;
		if (shut >= LEAST_REFUSED && shut > (opened + shut) * WRONG_SHARE) return "wrongKey";
		if (this.faults >= MOST_FAULTS) return "refusing";
		const heardAt = Math.max(this.liveAt, this.lastPongAt ?? this.liveAt, lastValidAt ?? this.liveAt);
		return this.lastPongAt !== undefined && now - heardAt >= SILENCE_MS ? "silent" : undefined;
	}
}
