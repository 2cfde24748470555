/** A Reconnector with the tables of the voice gateway. */

import { ConnectionEvent, ConnectionState, nextState } from "../protocol/voice/connectionState";
import {
	DEFAULT_RECOVERY_LIMITS,
	FRESH_RECOVERY,
	Loss,
	opened,
	recover,
	Recovery,
	RecoveryVerdict,
	stabilised,
} from "../protocol/voice/recovery";
import { Logger } from "../runtime/Logger";
import { Reconnector } from "../runtime/Reconnector";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { VoiceConnectionOptions } from "./VoiceConnectionOptions";

const DEFAULT_STABLE_AFTER = 10;

export type VoiceReconnector = Reconnector<ConnectionState, ConnectionEvent, Recovery, Loss, RecoveryVerdict>;

export function createVoiceReconnector(
	{ scheduler, random }: Pick<SocketEnvironment, "scheduler" | "random">,
	options: Pick<VoiceConnectionOptions, "stableAfter" | "limits">,
	log: Logger,
	onChanged: (state: ConnectionState, detail?: string) => void,
): VoiceReconnector {
	const { stableAfter = DEFAULT_STABLE_AFTER, limits = DEFAULT_RECOVERY_LIMITS } = options;
	return new Reconnector({
		scheduler,
		random,
		log,
		rules: {
			next: nextState,
			recover: (held, loss, share) => recover(held, loss, share, limits),
			opened,
			stabilised,
		},
		state: "idle",
		held: FRESH_RECOVERY,
		stableAfter,
		onChanged,
	});
}
