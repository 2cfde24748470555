/**
 * Why an Identify (op 2) is refused whose payload is in order.
 * Pure. One row per reason, in the order in which they are looked at.
 * Source: Discord Docs, "Gateway Close Event Codes" and "Sharding".
 */

import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { PRIVILEGED_INTENTS } from "../../intents/index.ts";
import type { Guilds } from "../Guilds.ts";
import { areIntents, type ResolvedMainOptions } from "../mainOptions.ts";
import type { IdentifyPayload } from "../messages/normalForm.ts";
import type { Refusal } from "../messages/rules.ts";

/** What an Identify is held against. */
export interface IdentifyContext {
	readonly guilds: Guilds;
	readonly options: { readonly main: ResolvedMainOptions };
	authenticates(token: string): boolean;
}

/** Most guilds of one shard. */
const MAX_GUILDS = 2500;

interface IdentifyRule extends Refusal {
	isBroken(d: IdentifyPayload, context: IdentifyContext): boolean;
}

const shardOfIdentify = (d: IdentifyPayload): readonly [number, number] => d.shard ?? [0, 1];

const RULES: ReadonlyArray<IdentifyRule> = [
	{
		code: GatewayCloseCode.AuthenticationFailed,
		reason: "token is wrong",
		isBroken: (d, context) => !context.authenticates(d.token),
	},
	{
		code: GatewayCloseCode.InvalidShard,
		reason: "shard must be [id, count] with id from 0 and below count",
		isBroken: (d) => {
			const [id, count] = shardOfIdentify(d);
			return id < 0 || id >= count;
		},
	},
	{
		code: GatewayCloseCode.ShardingRequired,
		reason: `a shard has at most ${MAX_GUILDS} guilds`,
		isBroken: (d, { guilds }) => guilds.ofShard(shardOfIdentify(d)).length > MAX_GUILDS,
	},
	{
		code: GatewayCloseCode.InvalidIntents,
		reason: "intents are missing, or have bits that mean nothing",
		isBroken: ({ intents }) => intents === undefined || !areIntents(intents),
	},
	{
		code: GatewayCloseCode.DisallowedIntents,
		reason: "a privileged intent is not enabled",
		isBroken: (d, { options }) => ((d.intents ?? 0) & PRIVILEGED_INTENTS & ~options.main.privilegedIntents) !== 0,
	},
];

/** Returns `undefined` if the Identify is in order. */
export function refusalOfIdentify(d: IdentifyPayload, context: IdentifyContext): Refusal | undefined {
	return RULES.find((rule) => rule.isBroken(d, context));
}
