/** The speakers in the demo's voice channel: scripted ones in this process, or published clients. Edge: processes. */

import { systemTimers } from "../../shared/clock.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { Speaker } from "../../gateway-server/scene/Speaker.ts";
import { Conversation, type Voice } from "./Conversation.ts";
import { Guest } from "./Guest.ts";
import { PEOPLE, type Person } from "./guild.ts";
import type { PrivacyCode } from "./privacyCode.ts";

/** A privacy code and the person whose client reported it. */
export interface ReportedCode extends PrivacyCode {
	readonly person: Person;
}

export class People {
	private readonly speakers: Array<Speaker> = [];
	private readonly guests: Array<Guest> = [];
	private readonly voices: Array<Voice> = [];
	private readonly conversation = new Conversation(this.voices, systemTimers);

	public constructor(private readonly server: GatewayServer) {}

	/** Lets scripted speakers join. */
	public async join(): Promise<void> {
		for (const { credentials } of PEOPLE) {
			const speaker = await Speaker.join(this.server, { credentials });
			this.speakers.push(speaker);
			this.voices.push((milliseconds) => void speaker.speak(milliseconds));
		}
	}

	/** Lets published clients join, with DAVE if the server requires it. */
	public invite(onCode: (reported: ReportedCode) => void): void {
		for (const person of PEOPLE) {
			const { credentials, pitch } = person;
			this.server.registerVoiceSession(credentials);
			const report = (reported: PrivacyCode): void => onCode({ ...reported, person });
			const guest = new Guest(credentials, this.server.endpoint, report, pitch);
			this.guests.push(guest);
			this.voices.push((milliseconds) => guest.speak(milliseconds));
		}
	}

	/** Whether a session belongs to one of the speakers. */
	public has(sessionId: string): boolean {
		return PEOPLE.some(({ credentials }) => credentials.sessionId === sessionId);
	}

	/** Starts the conversation. */
	public talk(): void {
		if (this.voices.length > 0) this.conversation.start();
	}

	/** Stops the conversation. Resolves once everyone is silent. */
	public fallSilent(): Promise<void> {
		return this.conversation.stop();
	}

	/** Privacy codes of each published client, by name. */
	public get codes(): ReadonlyMap<string, ReadonlyArray<string>> {
		return new Map(this.guests.map(({ codes }, index) => [PEOPLE[index]!.name, codes]));
	}

	public async close(): Promise<void> {
		this.conversation.abandon();
		for (const speaker of this.speakers) speaker.leave();
		for (const guest of this.guests) await guest.close();
	}
}
