/**
 * A server and a published client connected to it, for one course.
 * Edge: the network, the clock.
 */

import { clientLines, type ClientLine } from "../../../gateway-server/cli/clientLines.ts";
import { systemNow } from "../../../shared/clock.ts";
import type { GatewayEvent } from "../../../gateway-server/events.ts";
import { GatewayServer } from "../../../gateway-server/GatewayServer.ts";
import { buildMessage, IDS } from "../../../gateway-server/main/fixtures/builders.ts";
import { snowflake } from "../../../gateway-server/main/fixtures/snowflake.ts";
import { DEFAULT_TOKEN } from "../../../gateway-server/main/mainOptions.ts";
import { TEST_TLS } from "../../../shared/support/tlsKey.ts";
import { certificatePath } from "./certificate.ts";
import type { PublishedClient } from "./clients.ts";
import { Driver } from "./Driver.ts";
import type { Command } from "./reports.ts";

/** Milliseconds between two Identifies of a shard. A scene skips them on the server's clock. */
const IDENTIFY_PACE = 5000;

/** Snowflake index of the first message. */
const FIRST_MESSAGE = 5000;

export interface StageOptions {
	/** Milliseconds between heartbeats. @default 41250 */
	readonly heartbeatInterval?: number;
	/** Whether the course uses voice, for which every library requires TLS. @default false */
	readonly isSecure?: boolean;
	/** Milliseconds after which every wait fails. */
	readonly deadline: number;
}

const token = DEFAULT_TOKEN;

/** Returns the line that `npm run serve` prints for a client. */
function lineOf({ library }: PublishedClient, url: string): ClientLine {
	const line = clientLines({ url, token }).find((row) => row.library === library);
	if (line === undefined) throw new Error(`clientLines has no row for ${library}`);
	return line;
}

/** Makes the client trust the test certificate. Node and OpenSSL (Python) use different variables. */
function environmentOf({ env }: PublishedClient): NodeJS.ProcessEnv {
	const certificate = certificatePath();
	return { ...process.env, NODE_EXTRA_CA_CERTS: certificate, SSL_CERT_FILE: certificate, ...env };
}

export class Stage {
	public readonly server: GatewayServer;
	/** All events of the server, in order. */
	public readonly events: Array<GatewayEvent> = [];
	private offset = 0;
	private started: Driver | undefined;
	private readonly waits = new Set<() => void>();
	private readonly expiresAt: number;
	private messageCount = 0;

	private constructor(client: PublishedClient, { heartbeatInterval, deadline }: StageOptions) {
		this.expiresAt = performance.now() + deadline;
		this.server = new GatewayServer({
			...client.serverOptions,
			...(heartbeatInterval !== undefined && { heartbeatInterval }),
			now: () => systemNow() + this.offset,
		});
		this.server.onEvent((event) => {
			this.events.push(event);
			this.changed();
		});
	}

	/** Starts the server and the client. The client connects with the line that `npm run serve` prints for it. */
	public static async start(client: PublishedClient, options: StageOptions): Promise<Stage> {
		const { isSecure = false, heartbeatInterval } = options;
		const stage = new Stage(client, options);
		const { needsTls } = lineOf(client, "wss://127.0.0.1");
		await stage.server.listen(0, "127.0.0.1", isSecure || needsTls ? { tls: TEST_TLS } : {});
		const { line } = lineOf(client, stage.server.url);
		const settings = { line, token, ...(heartbeatInterval !== undefined && { heartbeatInterval }) };
		stage.started = new Driver(client.command, environmentOf(client), settings, () => stage.changed());
		return stage;
	}

	public get driver(): Driver {
		return this.started!;
	}

	/** The newest main session. @throws Error If no session exists. */
	public get sessionId(): string {
		const id = this.server.mainSessionIds.at(-1);
		if (id === undefined) throw new Error("there is no main session");
		return id;
	}

	/** The newest voice session, if any. */
	public get voiceSessionId(): string | undefined {
		return this.server.voiceSessionIds.at(-1);
	}

	/** Returns the number of a gateway's events of one kind. */
	public count(kind: GatewayEvent["kind"], gateway: "main" | "voice" = "main"): number {
		return this.events.filter((event) => event.kind === kind && (event.gateway ?? "voice") === gateway).length;
	}

	/** Skips the time between two Identifies on the server's clock. */
	public passIdentifyPace(): void {
		this.offset += IDENTIFY_PACE;
	}

	/** Dispatches consecutively numbered messages and returns their contents. */
	public dispatchMessages(count: number, sessionId = this.sessionId): ReadonlyArray<string> {
		return Array.from({ length: count }, () => {
			this.messageCount += 1;
			const content = String(this.messageCount);
			const id = snowflake(FIRST_MESSAGE + this.messageCount);
			this.server.dispatchToSession(sessionId, "MESSAGE_CREATE", {
				...buildMessage({ id, content }),
				guild_id: IDS.guild,
			});
			return content;
		});
	}

	/** Contents of the messages that the client received, in order. */
	public get seen(): ReadonlyArray<string> {
		return this.driver
			.of("event")
			.filter(({ name }) => name === "MESSAGE_CREATE")
			.map(({ text }) => text);
	}

	public send(command: Command): void {
		this.driver.send(command);
	}

	/**
	 * Waits until a condition holds.
	 *
	 * @param mayGiveUp Whether to keep waiting after the client has reported `ended`.
	 * @throws Error At the deadline, or if the client gives up, crashes or exits first.
	 */
	public async until(condition: () => boolean, what: string, mayGiveUp = false): Promise<void> {
		while (!condition()) {
			this.failIfLate(what, mayGiveUp);
			await this.change(Math.max(1, this.expiresAt - performance.now()));
		}
	}

	/** @throws Error If the deadline has passed, or the client has given up, crashed or exited. */
	public failIfLate(what: string, mayGiveUp = false): void {
		const over = [...this.driver.of("crashed"), ...(mayGiveUp ? [] : this.driver.of("ended"))][0];
		if (over !== undefined) throw new Error(`the client ${over.kind} before ${what}: ${over.reason}`);
		if (this.driver.isOver) throw new Error(`the client's process exited before ${what}`);
		if (performance.now() >= this.expiresAt) throw new Error(`timed out before ${what}`);
	}

	/** Waits, even past the deadline. */
	public pause(milliseconds: number): Promise<void> {
		return new Promise((resolve) => setTimeout(resolve, milliseconds));
	}

	/**
	 * Waits on the client's own event loop. A busy machine delays this timer no less than the client's own timers, so a timer
	 * that the client set for an earlier moment has run by then.
	 */
	public async clientPause(milliseconds: number): Promise<void> {
		const before = this.driver.of("slept").length;
		this.send({ do: "sleep", milliseconds });
		await this.until(() => this.driver.of("slept").length > before, "the client's timer ran", true);
	}

	/** The client's last reports and output, and the server's last events, for a failure message. */
	public get story(): string {
		const reports = this.driver.reports.slice(-8).map((report) => JSON.stringify(report));
		const events = this.events.slice(-12).map((event) => JSON.stringify(event));
		return ["client:", ...reports, "server:", ...events, "printed:", this.driver.output].join("\n");
	}

	public async end(): Promise<void> {
		await this.started?.end();
		await this.server.terminate();
	}

	private changed(): void {
		for (const wake of this.waits) wake();
	}

	/** Resolves at the next change, or after some milliseconds. */
	private change(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const wake = (): void => {
				clearTimeout(timer);
				this.waits.delete(wake);
				resolve();
			};
			const timer = setTimeout(wake, milliseconds);
			this.waits.add(wake);
		});
	}
}
