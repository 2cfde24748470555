/** A relay in a process of its own, which can be killed. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface SpawnedRelay {
	readonly url: string;
	readonly logs: ReadonlyArray<string>;
	/** Signals it, and waits for its end. */
	readonly kill: (signal: NodeJS.Signals) => Promise<Ended>;
	readonly ended: Promise<Ended>;
	/** Signals it, and waits until it has logged a message. */
	readonly logged: (signal: NodeJS.Signals, message: string) => Promise<void>;
}

/** Runs cleanups at its end: a test, or a leg of a soak. */
export interface Cleaning {
	after(cleanup: () => unknown): void;
}

/** `npm run relay` without npm: parameters of node, and where it runs. */
const PROGRAM = { words: ["--import", "tsx", "packages/relay/cli.ts"], folder: ROOT };

/** Starts a relay. Settles when it listens; ends with the context. */
export async function spawnRelay(
	context: Cleaning,
	environment: Readonly<Record<string, string>>,
	program = PROGRAM,
): Promise<SpawnedRelay> {
	const child = spawn(process.execPath, program.words, {
		cwd: program.folder,
		env: { ...process.env, RELAY_PORT: "0", ...environment },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = once(child, "exit").then(([code, signal]): Ended => ({ code, signal }));
	context.after(() => void child.kill("SIGKILL"));
	const logs: Array<string> = [];
	const waiting = new Map<string, () => void>();
	const url = await new Promise<string>((resolve, reject) => {
		createInterface(child.stdout).on("line", (line) => {
			logs.push(line);
			const { msg, address } = JSON.parse(line) as { msg: string; address?: string };
			waiting.get(msg)?.();
			if (msg === "relay listens" && address !== undefined) resolve(address);
		});
		void ended.then(({ code }) => reject(new Error(`relay ended with ${code} before it listened`)));
	});
	const kill = (signal: NodeJS.Signals): Promise<Ended> => {
		child.kill(signal);
		return ended;
	};
	const logged = (signal: NodeJS.Signals, message: string): Promise<void> => {
		const said = new Promise<void>((resolve) => void waiting.set(message, resolve));
		child.kill(signal);
		return said;
	};
	return { url, logs, kill, ended, logged };
}

/** Free ports, all different. */
export async function freePorts(count: number): Promise<ReadonlyArray<number>> {
	const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
	const ports = [];
	for (const server of servers) {
		if (!server.listening) await once(server, "listening");
		ports.push((server.address() as AddressInfo).port);
	}
	for (const server of servers) server.close();
	return ports;
}
