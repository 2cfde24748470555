/**
 * A room behind a relay: turns down records of its socket number into the events of a watch.
 * Source: docs/rooms.md, "On a link".
 */

import { field, numberField, textField } from "../../protocol/field";
import { DownRecord } from "../../protocol/relay/record";
import { RoomListener } from "../../room/RoomCarrier";
import { RelayPort } from "../RelayAdapter";
import { tryDecode } from "./RelayHttp";

export class RelayRoom {
	private isOpen = false;
	private isOver = false;

	public constructor(
		private readonly port: Pick<RelayPort, "push" | "release">,
		private readonly listener: RoomListener,
	) {}

	/** Processes a down record. Unknown types belong to later versions, and are ignored. */
	public receive({ type: kind, data }: DownRecord): void {
		if (kind === "o") this.opened();
		else if (kind === "t") this.listener.onMessage(tryDecode(data as string));
		else if (kind === "c") this.finish(textField(data, "fault"), textField(data, "reason") ?? "", data);
		else if (kind === "e") this.refused(data);
	}

	/** Ends the watch. Calls nothing. */
	public stop(): void {
		if (this.isOver) return;
		// A link whose queue is full is about to end, and every watch with it.
		pcall(() => this.port.push("c", {}, true));
		this.release();
	}

	/** The link has ended. */
	public lose(reason: string, isRefused: boolean): void {
		if (this.isOver) return;
		this.release();
		this.listener.onEnd({ code: undefined, reason, isRefused, retryAfter: undefined });
	}

	public away(reason: string): void {
		this.listener.onAway(reason);
	}

	public back(): void {
		this.listener.onBack();
	}

	private opened(): void {
		if (this.isOpen) return;
		this.isOpen = true;
		this.listener.onOpen();
	}

	/** A room is refused before it opens. Later faults that do not end it change nothing. */
	private refused(data: DownRecord["data"]): void {
		if (this.isOpen && field(data, "ends") !== true) return;
		this.finish(textField(data, "code"), textField(data, "message") ?? "", data);
	}

	private finish(code: string | undefined, reason: string, data: DownRecord["data"]): void {
		if (this.isOver) return;
		this.release();
		const retryAfter = numberField(data, "retry_after");
		this.listener.onEnd({ code: code ?? "error", reason, isRefused: false, retryAfter });
	}

	private release(): void {
		this.isOver = true;
		this.port.release();
	}
}
