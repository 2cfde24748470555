/** Game servers that each keep a voice connection through a relay. Counts their requests and times their messages. */

import { createLogger } from "../../src/runtime/Logger";
import { Relay } from "../../src/socket/Relay";
import { fixedCredentials } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";

export interface TrafficPlan {
	readonly relay: { readonly url: string; readonly token: string };
	readonly endpoint: string;
	/** Voice token of each game server, by which the voice server knows its load. */
	readonly gameServers: Array<string>;
	/** Seconds before the measurement, in which the relay's burst is spent. */
	readonly warmUp: number;
	/** Seconds of the measurement. */
	readonly seconds: number;
}

/** A game server, measured. */
export interface TrafficAccount {
	/** HTTP requests. */
	readonly requests: number;
	/** Milliseconds from the voice server's send to the handler, of each message. */
	readonly latencies: Array<number>;
	readonly seconds: number;
}

/** The data of a message of the voice server. */
interface Stamped {
	/** Unix milliseconds at which it was sent. */
	readonly at?: number;
}

class GameServer {
	private latencies: Array<number> = [];
	private readonly relay: Relay;
	private readonly connection: VoiceConnection;
	private requestsBefore = 0;
	private startedAt = 0;

	public constructor(
		{ relay, endpoint }: TrafficPlan,
		token: string,
		private readonly now: () => number,
	) {
		this.relay = new Relay({ ...relay, logger: createLogger("relay", "warn") });
		const pair = { serverId: "1", userId: "104694319306248192", sessionId: token, token, endpoint };
		this.connection = new VoiceConnection({
			credentials: fixedCredentials(pair),
			createSocket: this.relay.createSocket,
			logger: createLogger("voice", "warn"),
		});
		this.connection.onMessage.Connect(({ d }) => {
			const { at } = d as Stamped;
			if (at !== undefined) this.latencies.push(this.now() - at);
		});
	}

	/** Yields until the session is ready. Throws if it is refused. */
	public open(): void {
		this.connection.connectAsync().expect();
	}

	public startMeasuring(): void {
		this.latencies = [];
		this.requestsBefore = this.relay.budget.total;
		this.startedAt = os.clock();
	}

	/** Returns what was measured since `startMeasuring`. Throws if the session was lost meanwhile. */
	public account(): TrafficAccount {
		const { relay, connection, latencies } = this;
		assert(connection.state === "ready", `a game server is ${connection.state} at the end`);
		const requests = relay.budget.total - this.requestsBefore;
		return { requests, latencies, seconds: os.clock() - this.startedAt };
	}
}

/**
 * Runs all game servers side by side. Yields.
 *
 * @param now Clock in Unix milliseconds.
 * @returns Their accounts, in the order of the plan.
 */
export function run(plan: TrafficPlan, now: () => number): Array<TrafficAccount> {
	const gameServers = plan.gameServers.map((token) => new GameServer(plan, token, now));
	for (const gameServer of gameServers) gameServer.open();
	task.wait(plan.warmUp);
	for (const gameServer of gameServers) gameServer.startMeasuring();
	task.wait(plan.seconds);
	return gameServers.map((gameServer) => gameServer.account());
}
