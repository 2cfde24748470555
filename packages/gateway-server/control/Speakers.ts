/** Scripted speakers of one gateway server, for tests in another process. */

import { randomUUID } from "node:crypto";
import { checkNames } from "../checkNames.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { Speaker, type SpeakerOptions } from "../scene/Speaker.ts";
import { SCRIPT_NAMES } from "../scene/speech.ts";
import type { Arguments } from "./Arguments.ts";
import { ControlError } from "./ControlError.ts";

/** Maximum number of speakers per server. */
const MAX_SPEAKERS = 200;

/** Allowed properties when creating a speaker. Missing session ID and token in `credentials` are generated. */
const OPTION_NAMES = ["credentials", "name", "mode", "hasExtension", "isMapped", "listens", "first"];

type Order = (speaker: Speaker, args: Arguments) => unknown;

/** The optional `level` of a speech, as the last argument. */
const levelOf = (args: Arguments, index: number): { readonly level?: number } => {
	const level = args.optionalNumber(index);
	return level === undefined ? {} : { level };
};

/** Methods of a speaker. `speak` and `play` answer before the speech ends. */
const ORDERS: Readonly<Record<string, Order>> = {
	/** Milliseconds, by default until `stop`; level from 0 to 1. */
	speak: (speaker, args) => begin(speaker.speak(args.optionalNumber(0), levelOf(args, 1))),
	/** Name of a script (`packages/gateway-server/scene/speech.ts`), milliseconds, level. */
	play: (speaker, args) =>
		begin(speaker.play(args.choice(0, SCRIPT_NAMES), args.optionalNumber(1), levelOf(args, 2))),
	stop: (speaker) => speaker.stop(),
	cease: (speaker) => speaker.cease(),
	report: (speaker) => speaker.report(),
	/** Bytes in base64. */
	sendRaw: (speaker, args) => speaker.sendRaw(args.bytes(0)),
	/** Flags of op 5. */
	map: (speaker, args) => speaker.map(args.optionalNumber(0)),
	state: ({ ssrc, sentCount, isSpeaking }) => ({ ssrc, sentCount, isSpeaking }),
};

export class Speakers {
	private readonly speakers = new Map<string, Speaker>();
	private createdCount = 0;

	public constructor(private readonly server: GatewayServer) {}

	/**
	 * Creates a speaker and waits until it can speak.
	 *
	 * @param body Options of `Speaker`.
	 * @throws ControlError If there are too many speakers; RangeError If an option is invalid.
	 */
	public async create(body: object): Promise<object> {
		if (this.speakers.size >= MAX_SPEAKERS) {
			throw new ControlError("bad_request", `at most ${MAX_SPEAKERS} speakers at a time`);
		}
		checkNames("option", body, OPTION_NAMES);
		const { credentials: given = {}, ...others } = body as Partial<SpeakerOptions>;
		const credentials: VoiceCredentials = {
			sessionId: randomUUID(),
			token: randomUUID(),
			...given,
		} as VoiceCredentials;
		const speaker = await Speaker.join(this.server, { ...others, credentials });
		this.createdCount += 1;
		const id = String(this.createdCount);
		this.speakers.set(id, speaker);
		return { id, sessionId: credentials.sessionId, userId: credentials.userId, ssrc: speaker.ssrc };
	}

	/** @throws ControlError If the speaker or method does not exist. */
	public async call(id: string, name: string, args: Arguments): Promise<object> {
		const speaker = this.find(id);
		const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
		if (order === undefined) throw new ControlError("not_found", `no such method: ${name}`);
		return { result: (await order(speaker, args)) ?? null };
	}

	/** Makes a speaker leave. @throws ControlError If the speaker does not exist. */
	public remove(id: string): object {
		this.find(id).leave();
		this.speakers.delete(id);
		return { result: null };
	}

	/** Makes all speakers leave. */
	public close(): void {
		for (const speaker of this.speakers.values()) speaker.leave();
		this.speakers.clear();
	}

	private find(id: string): Speaker {
		const found = this.speakers.get(id);
		if (found === undefined) throw new ControlError("not_found", `no such speaker: ${id}`);
		return found;
	}
}

/** Does not wait for the speech to end, but reports an immediate error. */
async function begin(speech: Promise<void>): Promise<void> {
	await Promise.race([speech, new Promise((resolve) => setImmediate(resolve))]);
}
