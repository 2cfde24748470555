/**
 * The credentials of one voice session as their source gives them: two halves, in any order, at any time.
 * Performs what `protocol/voice/credentials` says.
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
	/** Voice server of that pair. */
	public endpoint = "";
	/** Ends the subscription. */
	public readonly unsubscribe: () => void;
	private pairing = NO_PAIRING;

	/**
	 * @param onNews Neither yields nor errors.
	 * @param onDeafened Called with whether a moderator deafens us, at each voice state in a channel. Neither yields nor errors.
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

	/** Whether both halves have come since the last use; if not, what did come is forgotten. */
	public settle(): boolean {
		const isPaired = this.pairing.isServerFresh && this.pairing.isStateFresh;
		if (!isPaired) this.pairing = NO_PAIRING;
		return isPaired;
	}

	/** The server closed the session for good: only another one makes a pair. */
	public spendServer(): void {
		this.pairing = spendServer(this.pairing);
	}

	/** Makes what has come the pair in use. @throws If a half is missing. */
	public use(): void {
		const { state, server } = this.pairing;
		assert(state !== undefined && server?.endpoint !== undefined, "no pair to use");
		this.pairing = usePairing(this.pairing);
		this.current = { ...server, ...state };
		this.endpoint = server.endpoint;
	}
}
