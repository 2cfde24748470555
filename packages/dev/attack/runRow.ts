/** Runs one row: a new relay, a calm window, the attack, and another tenant's measurements. Edge: processes, time. */

import { setTimeout as delay } from "node:timers/promises";
import { freePorts } from "../../relay/support/spawnRelay.ts";
import { AttackerProcess } from "./AttackerProcess.ts";
import type { Attack } from "./Attack.ts";
import type { Children } from "./Children.ts";
import type { Measured } from "./measure/verdict.ts";
import { RelayUnderTest } from "./RelayUnderTest.ts";
import type { WitnessProcess } from "./witness/WitnessProcess.ts";

/** Buffer limit in bytes; below the default, so that a row takes seconds. */
export const BUFFER_TOTAL = 2 ** 25;
export const CONTROL = "control";

const WITNESS = "witness";
/** Length of the calm window in milliseconds. */
const CALM = 3000;
/** Test tokens, not secrets. */
const TOKENS = { attacker: "token-of-the-attacker", witness: "token-of-the-witness", bystander: "token-of-a-third" };

export interface RowResult {
	readonly attack: Attack;
	readonly measured: Measured;
	readonly stops: Readonly<Record<string, number>>;
	/** The relay's CPU time during the attack. */
	readonly cpuSeconds: number;
	/** Duration of the attack. */
	readonly seconds: number;
	/** Size of the relay's log in bytes. */
	readonly logSize: number;
}

export interface Stage {
	readonly children: Children;
	readonly witnesses: WitnessProcess;
}

/** Starts the control: a relay that is not attacked, with its own witness. */
export async function startControl({ children, witnesses }: Stage): Promise<void> {
	const [farPort = 0] = await freePorts(1);
	const relay = await RelayUnderTest.start(children, { environment: settings([farPort]), preloads: [] });
	await witnesses.start(CONTROL, relay.url, TOKENS.witness, farPort);
}

/** @throws Error If the row cannot run, for reasons outside the relay. */
export async function runRow(attack: Attack, wantedSeconds: number, stage: Stage): Promise<RowResult> {
	const seconds = Math.max(wantedSeconds, attack.seconds ?? 0);
	const [witnessPort = 0, farPort = 0] = await freePorts(2);
	const environment = { ...settings([witnessPort, farPort]), ...attack.environment?.(`127.0.0.1:${farPort}`) };
	const relay = await RelayUnderTest.start(stage.children, { environment, preloads: attack.preloads ?? [] });
	const attacker = new AttackerProcess(stage.children, {
		name: attack.name,
		relay: relay.url,
		token: TOKENS.attacker,
		bystander: TOKENS.bystander,
		farPort,
		duration: seconds * 1000,
	});
	try {
		await stage.witnesses.start(WITNESS, relay.url, TOKENS.witness, witnessPort);
		await attacker.prepared();
		return { attack, seconds, ...(await measure(attacker, relay, stage.witnesses)) };
	} finally {
		await stage.witnesses.end(WITNESS).catch(() => {}); // it may not have started
		await relay.close();
	}
}

async function measure(
	attacker: AttackerProcess,
	relay: RelayUnderTest,
	witnesses: WitnessProcess,
): Promise<Omit<RowResult, "attack" | "seconds">> {
	await witnesses.take(WITNESS);
	await delay(CALM);
	const calm = await witnesses.take(WITNESS);
	await witnesses.take(CONTROL);
	const idleMemory = relay.memory;
	const cpuBefore = relay.cpuSeconds;
	relay.resetPeak();
	const { stops, failures } = await attacker.run();
	const attacked = await witnesses.take(WITNESS);
	const control = await witnesses.take(CONTROL);
	const measured = {
		calm,
		attacked,
		control,
		idleMemory,
		peakMemory: relay.peakMemory,
		total: BUFFER_TOTAL,
		failures,
		relayEnd: relay.ended,
	};
	return { measured, stops, cpuSeconds: Math.max(0, relay.cpuSeconds - cpuBefore), logSize: relay.logSize };
}

function settings(ports: ReadonlyArray<number>): Readonly<Record<string, string>> {
	return {
		RELAY_TOKENS: Object.entries(TOKENS)
			.map(([name, token]) => `${name}=${token}`)
			.join(","),
		RELAY_INSECURE_ALLOW: ports.map((port) => `127.0.0.1:${port}`).join(","),
		RELAY_BUFFER_TOTAL: String(BUFFER_TOTAL),
		RELAY_LOG_LEVEL: "info", // the relay logs its address at this level
	};
}
