/**
 * A game server that returns to a relay: one link, two sockets, one poll in flight. It backs off like the package
 * (`src/protocol/backoff.ts`): up to 1 s, then up to twice as long each time, at most 30 s.
 * Edge: HTTP.
 */

import { Agent, request } from "node:http";

const SOCKETS = [1, 2];
/** Seconds. */
const BACKOFF = { base: 1, cap: 30 };

type Down = readonly [number: number, socket: number, type: string, data: unknown];

interface Answer {
	readonly status: number;
	readonly body: { readonly link?: string; readonly down?: ReadonlyArray<Down> };
}

export class ReturningClient {
	private readonly agent = new Agent({ keepAlive: true });
	private isStopped = false;
	private attempts = 0;
	private onReady: (at: number) => void = () => {};

	/** @param relays Addresses. A load balancer would skip a dead relay; this client tries the next one. */
	public constructor(
		private readonly relays: ReadonlyArray<string>,
		private readonly token: string,
		private readonly far: string,
		private relay = 0,
	) {}

	/** Resolves when the first link is ready. */
	public async start(): Promise<void> {
		const ready = this.nextReady();
		void this.run();
		await ready;
	}

	/** Time at which a link has both sockets open. */
	public nextReady(): Promise<number> {
		return new Promise((resolve) => (this.onReady = resolve));
	}

	public stop(): void {
		this.isStopped = true;
		this.agent.destroy();
	}

	private async run(): Promise<void> {
		while (!this.isStopped) {
			try {
				await this.carry();
			} catch {
				this.relay = (this.relay + 1) % this.relays.length; // the relay is dead or refuses for now
			}
			this.attempts += 1;
			const most = Math.min(BACKOFF.cap, BACKOFF.base * 2 ** (this.attempts - 1));
			await new Promise((resolve) => setTimeout(resolve, Math.random() * most * 1000));
		}
	}

	/** Creates a link and keeps one poll in flight. Rejects when a request fails. */
	private async carry(): Promise<void> {
		const up = SOCKETS.map((socket) => [socket, socket, "o", { url: this.far }]);
		const { link } = await this.post("/v1/links", { v: 1, nonce: crypto.randomUUID(), up });
		const open = new Set<number>();
		let isReady = false;
		for (let ack = 0; ;) {
			const { down = [] } = await this.post(`/v1/links/${link}/poll`, { ack });
			for (const [number, socket, type] of down) {
				ack = number;
				if (type === "o") open.add(socket);
				if (type === "e" || type === "c") throw new Error(`socket ${socket} closed`);
			}
			if (isReady || open.size < SOCKETS.length) continue;
			isReady = true;
			this.attempts = 0;
			this.onReady(performance.now());
		}
	}

	private async post(path: string, body: object): Promise<Answer["body"]> {
		const { status, body: answer } = await new Promise<Answer>((resolve, reject) => {
			const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
			const options = { method: "POST", agent: this.agent, headers };
			const sent = request(`${this.relays[this.relay]}${path}`, options, async (response) => {
				try {
					let text = "";
					for await (const chunk of response) text += String(chunk);
					resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answer["body"] });
				} catch (error) {
					reject(error as Error);
				}
			});
			sent.on("error", reject).end(JSON.stringify(body));
		});
		if (status >= 300) throw new Error(`relay answered ${status}`);
		return answer;
	}
}
