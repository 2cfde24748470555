import type { VoiceSide } from "../main/voice/VoiceMembership.ts";
import type { VoiceGateway } from "./VoiceGateway.ts";

/** The voice gateway as the main gateway uses it. */
export function voiceSideOf(voice: VoiceGateway): VoiceSide {
	return {
		register: (credentials, id) => void voice.sessions.add(credentials, id),
		standing: (id) => voice.sessions.get(id)?.state.kind,
		setVoice: (...change) => voice.setVoice(...change),
		remove: (...removal) => void voice.remove(...removal),
	};
}
