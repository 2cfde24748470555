/**
 * The session of a cell: what a new socket needs to resume it, and how far its dispatches have come.
 *
 *     acknowledged <= logged <= processed      Discord knows, the log holds, the hub has seen
 *
 * Pure. Source: Discord Docs, "Gateway" (v10): "Resuming".
 */

import "../../../shared/luau/globals.ts";
import type { GatewayReady } from "../../../../src/protocol/gateway/serverBody.ts";
import { isGatewayDomain } from "../../../../src/protocol/gateway/url.ts";
import type { SavedSession } from "./CellSession.ts";

export class HeldSession {
	public id: string | undefined;
	/** Where to resume, if READY said so. */
	public resumeUrl: string | undefined;
	/** ID of the bot's user; kept when the session ends. */
	public userId: string | undefined;
	/** The number for heartbeats and Resumes; undefined without a session. */
	public acknowledged: number | undefined;
	/** Whether there was a session before, so that a fresh one leaves a gap. */
	public hasHistory = false;
	private logged = 0;
	private processed = 0;

	/** Continues what an earlier process saved. */
	public restore({ sessionId, resumeUrl, s, userId }: SavedSession): void {
		this.id = sessionId;
		this.resumeUrl = resumeUrl;
		this.userId = userId;
		this.hasHistory = true;
		this.startAt(s);
	}

	/** Holds the session that READY names, with READY's number. An empty ID cannot be resumed. */
	public enter(ready: GatewayReady, s: number): void {
		const { session_id: id, resume_gateway_url: url } = ready;
		this.id = id === "" ? undefined : id;
		this.resumeUrl = url !== undefined && isGatewayDomain(url) ? url : undefined;
		this.userId = ready.user?.id ?? this.userId;
		this.hasHistory = true;
		this.startAt(s);
	}

	/** Does not use what was restored. */
	public discard(): void {
		this.forget();
		this.hasHistory = false;
	}

	/** Drops the session. */
	public forget(): void {
		this.id = undefined;
		this.resumeUrl = undefined;
		this.acknowledged = undefined;
	}

	/** Whether a socket can resume it, if the server still has it. */
	public get isResumable(): boolean {
		return this.id !== undefined && this.acknowledged !== undefined;
	}

	/** Takes a dispatch. @returns False if it was processed before: Discord replays from the acknowledged number. */
	public take(s: number): boolean {
		if (s <= this.processed) return false;
		this.processed = s;
		return true;
	}

	/** The log holds everything up to `s`. */
	public log(s: number): void {
		this.logged = Math.max(this.logged, Math.min(s, this.processed));
	}

	/** What a new process could resume from; undefined without a session. */
	public save(): SavedSession | undefined {
		const { id, resumeUrl, userId, logged } = this;
		return id === undefined || userId === undefined ? undefined : { sessionId: id, resumeUrl, s: logged, userId };
	}

	/** What was saved may be acknowledged. A session that has ended is ignored. */
	public confirm({ sessionId, s }: SavedSession): void {
		if (sessionId === this.id) this.acknowledged = Math.max(this.acknowledged ?? 0, s);
	}

	private startAt(s: number): void {
		this.processed = s;
		this.logged = s;
		this.acknowledged = s;
	}
}
