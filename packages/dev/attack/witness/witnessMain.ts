/** Runs the witnesses in their own process, where the attacker and the suite do not delay them. Edge: IPC. */

import { Witness } from "./Witness.ts";
import { WitnessFar } from "./WitnessFar.ts";
import type { FromWitness, ToWitness } from "./witnessMessages.ts";

const witnesses = new Map<string, { readonly witness: Witness; readonly far: WitnessFar }>();

process.on("message", (message: ToWitness) => void handle(message).then(answer, fail));
// the suite has exited
process.on("disconnect", () => process.exit());

async function handle(message: ToWitness): Promise<FromWitness> {
	const { name } = message;
	if (message.kind === "start") {
		const far = await WitnessFar.start(message.farPort);
		const witness = new Witness(message.url, message.token, far.url);
		witnesses.set(name, { witness, far });
		await witness.start();
		return { kind: "started" };
	}
	const known = witnesses.get(name);
	if (known === undefined) throw new Error(`unknown witness: ${name}`);
	if (message.kind === "take") return { kind: "feeling", feeling: known.witness.take() };
	witnesses.delete(name);
	known.witness.close();
	known.far.close();
	return { kind: "ended" };
}

function answer(message: FromWitness): void {
	process.send?.(message);
}

function fail(error: unknown): void {
	answer({ kind: "failed", message: String(error) });
}
