/**
 * One socket of a cell at a time, with the heartbeat and the rate limit of that socket.
 * Source: Discord Docs, "Gateway" (v10): "Rate Limiting", "Heartbeat Interval".
 */

import "../../../shared/luau/globals.ts";
import { BeatTimes } from "../../../../src/protocol/gateway/beatTimes.ts";
import { heartbeatPayload, type GatewayCommand } from "../../../../src/protocol/gateway/command.ts";
import { encodeNullableJson } from "../../../../src/protocol/gateway/json.ts";
import { SendWindow } from "../../../../src/protocol/gateway/sendWindow.ts";
import type { Clock } from "../../../shared/clock.ts";
import { decodeCloseCode } from "../../../shared/closing.ts";
import type { Random } from "../../../shared/random.ts";
import { RESUMABLE_CODE } from "../../link/relayClose.ts";
import type { Target } from "../../security/target.ts";
import type { Connect, Upstream, UpstreamEnd, UpstreamListener } from "../../upstream/Upstream.ts";
import { Heartbeat } from "../session/Heartbeat.ts";

/** No function throws. */
export interface MainSocketOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly connect: Connect;
	/** The number for the next heartbeat; undefined before the first. */
	readonly acknowledged: () => number | undefined;
	readonly onOpen: () => void;
	readonly onText: (text: Buffer) => void;
	/** The server sent a binary message, which JSON never is. */
	readonly onBinary: () => void;
	/** The socket ended, or could not be opened. @param code Undefined if no close frame was received. */
	readonly onEnd: (code: number | undefined, reason: string) => void;
	/** The server stopped answering heartbeats and sent nothing else. */
	readonly onZombie: () => void;
}

const MILLISECONDS = 1000;
/** The cell has its own deadlines; `Connect` ignores everything but headers and protocols. */
const OPEN = { protocols: [], headers: {}, timeoutMs: 0, pings: false, dave: false, media: false };

export class MainSocket {
	public readonly heartbeat: Heartbeat;
	private upstream: Upstream | undefined;
	private isOpen = false;
	private readonly window = new SendWindow();

	public constructor(private readonly options: MainSocketOptions) {
		const { clock, random, acknowledged, onZombie } = options;
		this.heartbeat = new Heartbeat({
			...{ clock, random, onZombie },
			lifeSign: "message",
			matcher: new BeatTimes(),
			send: () => void this.send(heartbeatPayload(acknowledged())),
			untilAnswer: (now) => this.window.untilAnswer(now),
		});
	}

	/** Starts opening a socket in place of the current one. */
	public open(target: Target): void {
		this.release();
		const { connect, onText, onBinary, onOpen } = this.options;
		const ignore = (): void => {};
		const listener: UpstreamListener = {
			onOpen: () => {
				this.isOpen = true;
				onOpen();
			},
			onText,
			onBinary,
			onPing: ignore,
			onPong: ignore,
			onHeld: ignore,
			onEnd: (end) => this.ended(end),
		};
		this.upstream = connect(target, { url: target.url.href, ...OPEN }, listener);
	}

	/** Closes the socket, if any, and ignores it from now on. Discord keeps the session unless the code is 1000 or 1001. */
	public release(code: number = RESUMABLE_CODE): void {
		const { upstream } = this;
		this.clear();
		upstream?.drop(code, "");
	}

	/** Follows a Hello: beats every `asked` milliseconds, and reserves room for the beats in the rate limit. */
	public hello(asked: number): void {
		this.window.reserve(this.heartbeat.hello(asked) / MILLISECONDS);
	}

	/** Sends a message at once, and counts it. Does nothing without an open socket. */
	public send(command: GatewayCommand): void {
		if (this.upstream === undefined || !this.isOpen) return;
		this.upstream.sendText(encodeNullableJson(command, (scalar) => JSON.stringify(scalar)));
		this.window.record(this.now());
	}

	/** Seconds until the rate limit permits a message other than a heartbeat; 0 if it does now. */
	public untilFree(): number {
		return this.window.untilFree(this.now());
	}

	private ended(end: UpstreamEnd): void {
		this.clear();
		if (end.kind === "failed") return this.options.onEnd(undefined, end.message);
		this.options.onEnd(decodeCloseCode(end.code), end.reason);
	}

	private clear(): void {
		this.upstream = undefined;
		this.isOpen = false;
		this.window.clear();
		this.heartbeat.reset();
	}

	private now(): number {
		return this.options.clock.now() / MILLISECONDS;
	}
}
