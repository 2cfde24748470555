/** The parts of the voice gateway that handlers of client messages need. */

import type { DaveChannels } from "../dave/DaveChannels.ts";
import type { MediaPlane } from "../media/MediaPlane.ts";
import type { MediaAddress } from "../media/MediaSocket.ts";
import type { Mappings } from "./Mappings.ts";
import type { SessionControl } from "./SessionControl.ts";
import type { ClientSocket, VoiceSession } from "./VoiceSession.ts";

export interface VoiceParts extends SessionControl {
	/** Address for audio packets, as announced in Ready. */
	readonly audioAddress: MediaAddress;
	readonly dave: DaveChannels;
	readonly mappings: Mappings;
	readonly media: MediaPlane;

	/** Gives a session to a socket. If the session is on another socket, that socket is closed. */
	attach(session: VoiceSession, socket: ClientSocket): void;
}
