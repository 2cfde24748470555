/**
 * The credentials of one voice session. The source delivers the two halves in any order, at any time.
 * Applies the rules of `protocol/voice/credentials`.
 */

import {
	NO_PAIRING,
	Pairing,
	PairingNews,
	PairingStep,
	spendServer,
	takeVoiceServer,
	takeVoiceState,
	usePairing,
} from "../protocol/voice/credentials";
import { VoiceCredentials } from "../protocol/voice/payload";
import { CredentialSource } from "./CredentialSource";

export class CredentialPair {
	/** The pair in use; undefined before the first. */
	public current?: VoiceCredentials;
	/** Voice server of the pair in use. */
	public endpoint = "";
	/** Ends the subscription. */
	public readonly unsubscribe: () => void;
	private pairing = NO_PAIRING;

	/**
	 * @param onNews Neither yields nor errors.
	 * @param onDeafened Called at each voice state in a channel: whether a moderator has deafened us. Neither yields nor errors.
	 */
	public constructor(
		source: CredentialSource,
		onNews: (news: Exclude<PairingNews, "none">) => void,
		onDeafened: (isDeafened: boolean) => void,
	) {
		const take = (update: (pairing: Pairing) => PairingStep) => {
			const { pairing, news } = update(this.pairing);
			this.pairing = pairing;
			if (news !== "none") onNews(news);
		};
		this.unsubscribe = source.subscribe({
			onVoiceState(state) {
				const { channelId, isForeign, isDeafened } = state;
				if (channelId !== undefined && isForeign !== true) onDeafened(isDeafened === true);
				take((pairing) => takeVoiceState(pairing, state));
			},
			onVoiceServer(server) {
				take((pairing) => takeVoiceServer(pairing, server));
			},
		});
	}

	/** Returns whether both halves have arrived since the last use. If not, forgets a half that has. */
	public settle(): boolean {
		const isPaired = this.pairing.isServerFresh && this.pairing.isStateFresh;
		if (!isPaired) this.pairing = NO_PAIRING;
		return isPaired;
	}

	/** The server ended the session: only another server makes a pair. */
	public spendServer(): void {
		this.pairing = spendServer(this.pairing);
	}

	/** Uses the new pair. @throws If a half is missing. */
	public use(): void {
		const { state, server } = this.pairing;
		assert(state !== undefined && server?.endpoint !== undefined, "no pair to use");
		this.pairing = usePairing(this.pairing);
		this.current = { ...server, ...state };
		this.endpoint = server.endpoint;
	}
}
