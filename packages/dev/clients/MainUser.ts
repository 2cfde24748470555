/** The published `@discordjs/ws` with one shard, and `@discordjs/rest` to find the gateway. */

import type { TestContext } from "node:test";
import { REST } from "@discordjs/rest";
import { WebSocketManager, WebSocketShardEvents, type CompressionMethod, type SessionInfo } from "@discordjs/ws";
import type { GatewayDispatchPayload } from "discord-api-types/v10";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";

/** All intents that are not privileged. */
const INTENTS = 53_608_447 & ~33_026;

export interface MainUserOptions {
	readonly compression?: CompressionMethod;
	/** @default the server's */
	readonly token?: string;
	/** URL in the answer to GET /gateway/bot. @default the server's own answer */
	readonly url?: string;
}

export class MainUser {
	public readonly manager: WebSocketManager;
	/** Every event, in order of arrival. */
	public readonly events: Array<GatewayDispatchPayload> = [];
	/** Errors that the library reported. */
	public readonly errors: Array<string> = [];
	private sessionInfo: SessionInfo | null = null;
	private onArrival = (): void => {};

	private constructor(server: GatewayServer, { compression, token = DEFAULT_TOKEN, url }: MainUserOptions) {
		const rest = new REST({ api: `${server.url.replace("ws", "http")}/api`, version: "10" }).setToken(token);
		this.manager = new WebSocketManager({
			token,
			intents: INTENTS,
			rest: url === undefined ? rest : withUrl(rest, url),
			// the default throttler waits 5 s of real time, but the server has a fake clock
			buildIdentifyThrottler: () => ({ waitForIdentify: async () => {} }),
			// by default all managers in a process share one
			retrieveSessionInfo: () => this.sessionInfo,
			updateSessionInfo: (_shardId, info) => void (this.sessionInfo = info),
			...(compression !== undefined && { compression }),
		});
		this.manager.on(WebSocketShardEvents.Error, (error) => {
			this.errors.push(error.message);
			this.onArrival();
		});
		this.manager.on(WebSocketShardEvents.SocketError, () => {}); // the close event follows
		this.manager.on(WebSocketShardEvents.Dispatch, (event) => {
			this.events.push(event);
			this.onArrival();
		});
	}

	/** Connects and waits for READY and the guild. Disconnects when the test ends. */
	public static async connect(
		context: TestContext,
		server: GatewayServer,
		options: MainUserOptions = {},
	): Promise<MainUser> {
		const user = new MainUser(server, options);
		context.after(() => user.manager.destroy());
		await user.manager.connect();
		await user.gets("GUILD_CREATE");
		return user;
	}

	/** The session ID of the last READY. */
	public get sessionId(): string {
		return this.sessionInfo!.sessionId;
	}

	/** Waits for `count` events with a name and returns them. */
	public async gets(name: string, count = 1): Promise<ReadonlyArray<GatewayDispatchPayload>> {
		for (;;) {
			const events = this.events.filter(({ t }) => t === name);
			if (events.length >= count) return events;
			await this.arrival();
		}
	}

	/** Waits until the library reports an error. */
	public async fails(): Promise<string> {
		while (this.errors.length === 0) await this.arrival();
		return this.errors[0]!;
	}

	private arrival(): Promise<void> {
		return new Promise((resolve) => {
			const before = this.onArrival;
			this.onArrival = () => {
				before();
				resolve();
			};
		});
	}
}

/** Answers GET /gateway/bot with another URL. */
function withUrl(rest: REST, url: string): REST {
	const get = rest.get.bind(rest);
	rest.get = async (route, options) => ({ ...((await get(route, options)) as object), url });
	return rest;
}
