/**
 * Brings a session back into its group after the group has advanced without it. It asks to rejoin once, until a transition works. If that
 * does not succeed in time, only another session can help. A session that was never in stays as it is: another
 * would not succeed either, and members and speakers are still known.
 * Pure: the caller has the clock.
 * Source: DAVE protocol, "Recovery From Invalid Commit or Welcome".
 *
 *     in ---commit or Welcome fails----> reported ---time is over---> failed, or hopeless
 *     in ---an epoch has to follow-----> waiting ----time is over---> reported
 *     all but failed ---new epoch, or no group any more---> in
 */

/**
 * - `begun`: give it `REJOIN_TIMEOUT` from now; then it is overdue.
 * - `done`: the timer stops.
 * - `failed`: the session is out for good; another one can join.
 * - `hopeless`: the same, but it was never in. The timer stops.
 */
export type RejoinNews = "begun" | "done" | "failed" | "hopeless";

/** Milliseconds for the gateway and a committer to admit a session; the protocol's own waits are 2 s. */
export const REJOIN_TIMEOUT = 10_000;

/** Reports of one session over one socket: more would be a loop. */
const MAX_REPORTS = 5;

export class Rejoin {
	private isWaiting = false;
	private out = false;
	private wasIn = false;
	/** The last that the group made. */
	private transitionId = 0;
	/** Id in the op 31 that was sent, until a transition works. */
	private reportedId: number | undefined;
	private reports = 0;
	private news: RejoinNews | undefined;

	/** Whether the group advanced without this session. */
	public get isOut(): boolean {
		return this.out;
	}

	/** Id in the op 31 that no transition has answered. */
	public get reported(): number | undefined {
		return this.reportedId;
	}

	/** What changed since the last call. */
	public takeNews(): RejoinNews | undefined {
		const { news } = this;
		this.news = undefined;
		return news;
	}

	/** A commit or Welcome could not be processed. Returns whether to report it. */
	public fail(transitionId: number): boolean {
		this.expect(transitionId);
		this.out = true;
		return this.report();
	}

	/** A new epoch has to follow: the group has made one, or has proposals that cannot be processed here. */
	public expect(transitionId = this.transitionId): void {
		this.transitionId = transitionId;
		if (!this.isWaiting) this.news = "begun";
		this.isWaiting = true;
	}

	/** A new epoch is here. */
	public arrive(transitionId: number): void {
		this.rest();
		this.transitionId = transitionId;
		this.wasIn = true;
	}

	/** The group no longer exists. */
	public rest(): void {
		if (this.isWaiting) this.news = "done";
		this.isWaiting = false;
		this.out = false;
	}

	/** A transition works. */
	public execute(): void {
		this.reportedId = undefined;
	}

	/** The session starts again, or the channel is not encrypted. */
	public clear(): void {
		this.rest();
		this.execute();
	}

	/**
	 * The gateway resumed the session. Time and reports start over: it may have removed a member
	 * that lost its socket, which is not a loop.
	 */
	public resume(): void {
		this.reports = 0;
		if (this.isWaiting) this.news = "begun";
	}

	/** Time is over. Returns the ID of the transition to report now, if any. */
	public overdue(): number | undefined {
		if (!this.isWaiting) return undefined;
		if (this.report()) return this.transitionId;
		this.news = this.wasIn ? "failed" : "hopeless";
		return undefined;
	}

	private report(): boolean {
		if (this.reportedId !== undefined || this.reports === MAX_REPORTS) return false;
		this.reportedId = this.transitionId;
		this.reports += 1;
		this.news = "begun";
		return true;
	}
}
