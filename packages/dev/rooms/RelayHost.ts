/**
 * A relay with one bot in its own process. It can be killed and started again with the same address and the same state.
 * Edge: processes, files.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";
import { freePorts, spawnRelay, type Cleaning, type SpawnedRelay } from "../../relay/support/spawnRelay.ts";

/** Token of the relay, not secret. */
const TOKEN = "token-of-the-game";

/** The bot, and the name of the secret that is its token. */
export const BOT_NAME = "main";
const SECRET_NAME = "bot";

export class RelayHost {
	public readonly token = TOKEN;
	private relay: SpawnedRelay | undefined;

	private constructor(
		private readonly context: Cleaning,
		private readonly environment: Readonly<Record<string, string>>,
	) {}

	/**
	 * Starts a relay that reaches one gateway server.
	 *
	 * @param settings Further variables.
	 */
	public static async start(
		context: Cleaning,
		gateway: Pick<GatewayServer, "endpoint">,
		settings: Readonly<Record<string, string>> = {},
	): Promise<RelayHost> {
		const state = await mkdtemp(join(tmpdir(), "relay-state-"));
		const [port = 0] = await freePorts(1);
		const host = new RelayHost(context, {
			RELAY_PORT: String(port),
			RELAY_TOKENS: `game=${TOKEN}`,
			RELAY_BOTS: `${BOT_NAME}=${SECRET_NAME}`,
			[`RELAY_SECRET_${SECRET_NAME.toUpperCase()}`]: DEFAULT_TOKEN,
			RELAY_STATE_DIR: state,
			RELAY_INSECURE_ALLOW: gateway.endpoint,
			RELAY_SECRET_HOSTS: `${SECRET_NAME}=${gateway.endpoint}`,
			RELAY_DISCORD_API: `http://${gateway.endpoint}/api/v10`,
			...settings,
		});
		context.after(async () => {
			await host.kill();
			await rm(state, { recursive: true, force: true });
		});
		await host.restart();
		return host;
	}

	/** URL of the relay. @throws If it was never started. */
	public get url(): string {
		if (this.relay === undefined) throw new Error("the relay was never started");
		return this.relay.url;
	}

	/** Log lines of the present process. */
	public get logs(): ReadonlyArray<string> {
		return this.relay?.logs ?? [];
	}

	/** Kills the process as a crash does. */
	public async kill(): Promise<void> {
		await this.relay?.kill("SIGKILL");
	}

	/** Starts the process, with the state that the last one left. Settles when it listens. */
	public async restart(): Promise<void> {
		this.relay = await spawnRelay(this.context, this.environment);
	}
}
