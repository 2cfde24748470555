/**
 * Runs a relay in its own process that tests in another process can restart: `POST /SIGKILL` or `POST /SIGTERM` at
 * `controlUrl` ends it with that signal and answers once a new one listens at the same address.
 * Edge: processes, the network on the loopback.
 */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { freePorts } from "../../relay/support/spawnRelay.ts";

const SCRIPT = fileURLToPath(new URL("./loopbackRelay.ts", import.meta.url));
const LOOPBACK = "127.0.0.1";

const SIGNALS: ReadonlyMap<string, NodeJS.Signals> = new Map([
	["/SIGKILL", "SIGKILL"],
	["/SIGTERM", "SIGTERM"],
]);

export class RelayProcess {
	private readonly control: Server;
	private child: ChildProcess | undefined;
	private port = 0;

	/** @param token Token of the relay and of the control API. */
	public constructor(private readonly token: string) {
		this.control = createServer((request, response) => {
			// Lune sends the absolute URL
			const signal = SIGNALS.get(new URL(request.url ?? "", "http://localhost").pathname);
			const isAllowed = request.headers.authorization === `Bearer ${token}` && signal !== undefined;
			const restarted = isAllowed ? this.restart(signal).then(() => 204) : Promise.resolve(404);
			restarted
				.catch((error: unknown) => {
					console.error(error);
					return 500;
				})
				.then((status) => response.writeHead(status).end());
		});
	}

	/** URL of the relay. */
	public get url(): string {
		return `http://${LOOPBACK}:${this.port}`;
	}

	public get controlUrl(): string {
		return `http://${LOOPBACK}:${(this.control.address() as AddressInfo).port}`;
	}

	/** Starts the relay and the control API. */
	public async start(): Promise<void> {
		[this.port = 0] = await freePorts(1);
		this.control.listen(0, LOOPBACK);
		await Promise.all([once(this.control, "listening"), this.startChild()]);
	}

	/** Stops the relay and the control API. */
	public async close(): Promise<void> {
		this.control.close();
		await this.end("SIGKILL");
	}

	private async restart(signal: NodeJS.Signals): Promise<void> {
		await this.end(signal);
		await this.startChild();
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		const child = this.child;
		this.child = undefined;
		if (child === undefined || child.exitCode !== null) return;
		child.kill(signal);
		await once(child, "close");
	}

	private async startChild(): Promise<void> {
		const child = spawn(process.execPath, ["--import", "tsx", SCRIPT], {
			stdio: ["ignore", "pipe", "inherit"],
			env: { ...process.env, LOOPBACK_RELAY_PORT: String(this.port), LOOPBACK_RELAY_TOKEN: this.token },
		});
		this.child = child;
		const ended = once(child, "close").then(([code]) => {
			throw new Error(`the relay exited with code ${code} before it listened`);
		});
		await Promise.race([once(child.stdout, "data"), ended]);
		ended.catch(() => {}); // a later exit is intended
	}
}
