//!native
//!optimize 2
/**
 * A receive loop: one thread that waits for messages and handles each in turn.
 * Edge: a coroutine. A handler that yields keeps the thread until it is done, and a fresh one receives the next message,
 * so that no message waits for it and no thread is made for handlers that do not yield.
 */

export class MessageLoop<T extends defined> {
	/** The thread that waits for the next message, or handles the newest. Undefined while stopped. */
	public thread?: thread;
	/** Whether `thread` waits for a message; if not, a handler holds it. */
	private isParked = false;
	/** The message that `thread` is resumed for: a field costs less than an argument of `resume`. */
	private message?: T;

	/**
	 * @param handle May yield, and may error.
	 * @param onFault Called with what `handle` errored with, and the message. Must neither yield nor error.
	 * @param onThread Called with each new value of `thread`. Must neither yield nor error.
	 */
	public constructor(
		private readonly handle: (message: T) => void,
		private readonly onFault: (reason: unknown, message: T) => void,
		private readonly onThread?: (thread?: thread) => void,
	) {}

	/** Starts the loop, or puts a fresh thread in the place of one that a handler holds. Never yields. */
	public start(): void {
		const thread = coroutine.create(() => this.run());
		this.setThread(thread);
		coroutine.resume(thread);
	}

	/** Handles one message. Returns when its handler is done or has yielded; never yields itself. */
	public push(message: T): void {
		if (!this.isParked) this.start();
		this.message = message;
		coroutine.resume(this.thread as thread);
		if (this.message !== undefined) this.replace();
	}

	/** Ends the loop. Never yields, safe to call twice and from the handler, which is let finish. */
	public stop(): void {
		const thread = this.thread;
		this.setThread(undefined);
		if (thread !== undefined && this.isParked) coroutine.close(thread);
		this.isParked = false;
	}

	/** An earlier handler may have kept its thread and closed it since: the message is still there, for a fresh one. */
	private replace(): void {
		this.start();
		coroutine.resume(this.thread as thread);
	}

	private setThread(thread?: thread): void {
		this.thread = thread;
		this.onThread?.(thread);
	}

	/** One pcall for as many messages as come until a handler errors: one a message would cost as much as decoding. */
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
