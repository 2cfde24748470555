//!native
//!optimize 2
/**
 * A receive loop: one thread that waits for messages and handles each in turn.
 * Edge: a coroutine. A handler that yields keeps its thread, and a new thread receives the next message. So no message
 * waits for a handler, and handlers that do not yield need no new thread.
 */

export class MessageLoop<T extends defined> {
	/** The thread that waits for the next message, or handles the latest one. Undefined while stopped. */
	public thread?: thread;
	/** Whether `thread` waits for a message. Otherwise a handler holds it. */
	private isParked = false;
	/** The message for the resumed `thread`: a field costs less than an argument of `resume`. */
	private message?: T;

	/**
	 * @param handle May yield, and may error.
	 * @param onFault Called with the error of `handle` and its message. Must neither yield nor error.
	 * @param onThread Called with each new value of `thread`. Must neither yield nor error.
	 */
	public constructor(
		private readonly handle: (message: T) => void,
		private readonly onFault: (reason: unknown, message: T) => void,
		private readonly onThread?: (thread?: thread) => void,
	) {}

	/** Starts the loop, or replaces a thread that a handler holds. Never yields. */
	public start(): void {
		const thread = coroutine.create(() => this.run());
		this.setThread(thread);
		coroutine.resume(thread);
	}

	/** Handles one message. Returns when the handler is done or has yielded. Never yields. */
	public push(message: T): void {
		if (!this.isParked) this.start();
		this.message = message;
		coroutine.resume(this.thread as thread);
		if (this.message !== undefined) this.replace();
	}

	/** Ends the loop. Never yields. Safe to call twice, and from the handler, which runs to its end. */
	public stop(): void {
		const thread = this.thread;
		this.setThread(undefined);
		if (thread !== undefined && this.isParked) coroutine.close(thread);
		this.isParked = false;
	}

	/** The thread was closed by an earlier handler that kept it: a new thread takes the message. */
	private replace(): void {
		this.start();
		coroutine.resume(this.thread as thread);
	}

	private setThread(thread?: thread): void {
		this.thread = thread;
		this.onThread?.(thread);
	}

	/** One pcall until a handler errors. A pcall for each message would cost as much as decoding it. */
	private run(): void {
		const thread = coroutine.running();
		let message: T | undefined;
		const receive = () => {
			while (this.thread === thread) {
				this.isParked = true;
				coroutine.yield();
				this.isParked = false;
				message = this.message as T;
				this.message = undefined;
				this.handle(message);
			}
		};
		while (this.thread === thread) {
			const [ok, reason] = pcall(receive);
			if (!ok) this.onFault(reason, message as T);
		}
	}
}
