/** Cost of simultaneous joins for the session that founded the group, in its own thread. */

import { ExternalSender, appendPayload } from "../../packages/gateway-server/dave/ExternalSender.ts";
import { snowflakeBytes } from "../../packages/shared/mls/snowflake.ts";
import { loadDavey } from "../../packages/relay/voice/dave/davey.ts";
import { createLocalEngines, type OpenEngine } from "../../packages/relay/voice/dave/Engine.ts";
import type { DaveEvent, DaveOutput } from "../../packages/relay/voice/dave/messages.ts";
import { WorkerPool } from "../../packages/relay/voice/dave/WorkerPool.ts";
import { makeKeyPackage, makeSigner } from "../../packages/shared/support/mlsFixtures.ts";

const IDENTITY = { userId: "999", channelId: "127121515262115840" };
const VERSION = 1;

/** CPU time in milliseconds until the session has processed all joins. */
export interface StormCosts {
	/** In a thread, which processes waiting proposals together. */
	readonly value: () => Promise<number>;
	/** With a commit for each join. */
	readonly baseline: () => Promise<number>;
}

/** Lets `count` users join at once, each with its own op 27. @throws If davey is not installed. */
export async function stormCosts(count: number): Promise<StormCosts> {
	const library = await loadDavey();
	if (library.kind === "absent") throw new Error(library.reason);
	return {
		async value() {
			const outputs = new Outputs();
			const pool = new WorkerPool(1, (fault) => outputs.fail(fault));
			try {
				return await play(count, pool.openFor("bench"), outputs);
			} finally {
				pool.close();
			}
		},
		baseline: () => play(count, createLocalEngines(library.create), new Outputs()),
	};
}

async function play(count: number, openEngine: OpenEngine, outputs: Outputs): Promise<number> {
	const sender = new ExternalSender();
	const userIds = Array.from({ length: count }, (_, index) => String(1000 + index));
	const at = { groupId: snowflakeBytes(IDENTITY.channelId), epoch: 0n };
	const proposals = userIds.map((userId): DaveEvent => {
		const { message } = sender.proposeAdd(at, makeKeyPackage(makeSigner(userId)));
		return { kind: "binary", op: 27, payload: appendPayload([message]) };
	});
	const engine = openEngine(IDENTITY, {
		onOutput: (output) => outputs.put(output),
		onLost: () => outputs.fail(new Error("the session was lost")),
	});
	engine.take({ kind: "json", op: 11, d: { user_ids: userIds } });
	engine.take({ kind: "binary", op: 25, payload: sender.package });
	engine.take({ kind: "json", op: 4, d: { dave_protocol_version: VERSION } });
	await outputs.take(3);
	const before = process.cpuUsage();
	for (const event of proposals) engine.take(event);
	const said = await outputs.take(count);
	const { user, system } = process.cpuUsage(before);
	if (!said.some(({ up }) => up.length > 0)) throw new Error("there was no commit");
	engine.end();
	return (user + system) / 1000;
}

class Outputs {
	private readonly waiting: Array<DaveOutput> = [];
	private wake = (): void => {};
	private fault: Error | undefined;

	public put(output: DaveOutput): void {
		this.waiting.push(output);
		this.wake();
	}

	public fail(fault: Error): void {
		this.fault = fault;
		this.wake();
	}

	/** Waits for `count` outputs. */
	public async take(count: number): Promise<ReadonlyArray<DaveOutput>> {
		while (this.waiting.length < count) {
			if (this.fault !== undefined) throw this.fault;
			await new Promise<void>((resolve) => (this.wake = resolve));
		}
		return this.waiting.splice(0, count);
	}
}
