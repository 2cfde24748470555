/**
 * What a transport shows: the fields and callbacks of its spec. WebSocketTransport fills them.
 * All but `isResuming` and the callbacks are for reading.
 */

import { NO_SEQUENCE, VoicePayload } from "./protocol/voice/payload";
import { SocketAdapter } from "./socket/SocketAdapter";

export class TransportFields {
	/** Whether a socket is open. */
	public socketActive = false;
	/** Whether `_openSocket` is opening a socket that is not this transport's first. */
	public socketReconnecting = false;
	/** Whether `forceClose` is at work: true inside the `onDisconnected` that it fires. */
	public socketDisconnecting = false;
	/** Set it before `_openSocket` to keep the sequence. The server's Ready or Resumed clears it. */
	public isResuming = false;
	/** The open socket. */
	public socketInstance?: SocketAdapter;
	/** The receive loop. A callback that yields keeps its thread, and a fresh one takes its place. */
	public socketThread?: thread;
	/** Milliseconds between heartbeats, from Hello, but at least `heartbeatFloor` of the environment. */
	public heartbeatInterval?: number;
	/** The heartbeat scheduler; suspended between beats. */
	public heartbeatThread?: thread;
	/** False from a heartbeat until its ACK. */
	public heartbeatAcknowledged = true;
	/** Clock reading, in seconds, of the last heartbeat. */
	public heartbeatClockTime?: number;
	/** Seconds from a heartbeat to its ACK, as last measured. */
	public heartbeatPing?: number;
	/** Last sequence number received; -1 while there is none. */
	public sequenceAcknowledgement = NO_SEQUENCE;
	/** How many messages were skipped because they could not be read. */
	public malformedCount = 0;

	/** The socket is open: send Identify or Resume. */
	public onConnected?: () => void;
	/**
	 * An open socket has ended. Once for each, and last. `code` is what closed it; undefined if no close frame was seen,
	 * the adapter cannot tell, or `forceClose` was given none. `reason` is for a person; may be empty.
	 */
	public onDisconnected?: (code?: number, closedBySelf?: boolean, reason?: string) => void;
	/** A message, also one that the transport has acted on. */
	public onMessage?: (payload: VoicePayload) => void;
	/**
	 * A heartbeat was due while the last was unacknowledged, whatever other messages came. Once for each socket, which is
	 * still open.
	 */
	public onZombified?: () => void;
}
