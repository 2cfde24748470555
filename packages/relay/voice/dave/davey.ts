/**
 * The MLS library, which may be absent: davey, an optional dependency.
 * Edge: loads native code. Source: `@snazzah/davey` 0.1.12; both workarounds in Commits.ts are only for this version.
 */

/** One member's side of MLS, as davey has it. Everything but the getters may throw. */
export interface Mls {
	/** 0 while there is no group but its own; null before it has an external sender. */
	readonly epoch: bigint | null;
	/** Empty before the first group. */
	readonly voicePrivacyCode: string;
	setExternalSender(sender: Buffer): void;
	/** Makes a new one at each call; the last one counts. */
	getSerializedKeyPackage(): Buffer;
	processProposals(operation: number, proposals: Buffer, userIds: Array<string>): MlsProposalsResult;
	processCommit(commit: Buffer): void;
	processWelcome(welcome: Buffer): void;
	/** Begins a new group; the external sender stays. */
	reinit(version: number, userId: string, channelId: string): void;
}

export interface MlsProposalsResult {
	readonly commit?: Buffer;
	readonly welcome?: Buffer;
}

/** @throws If one of the ids is no decimal of 64 bits. */
export type CreateMls = (version: number, userId: string, channelId: string) => Mls;

export type DaveyLibrary =
	{ readonly kind: "present"; readonly create: CreateMls } | { readonly kind: "absent"; readonly reason: string };

/** The version whose faults are known. */
export const DAVEY_VERSION = "0.1.12";

/** Never rejects. */
export async function loadDavey(): Promise<DaveyLibrary> {
	try {
		const { DAVESession, VERSION } = await import("@snazzah/davey");
		if (VERSION !== DAVEY_VERSION) {
			return { kind: "absent", reason: `@snazzah/davey must be ${DAVEY_VERSION}, got ${VERSION}` };
		}
		return {
			kind: "present",
			create: (version, userId, channelId) => new DAVESession(version, userId, channelId),
		};
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		return { kind: "absent", reason: `@snazzah/davey cannot be loaded: ${code ?? "no binary for this machine"}` };
	}
}
