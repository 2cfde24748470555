/**
 * Named events and listeners, as in Node's EventEmitter, except that no listener can harm another.
 * Edge: listeners run on the thread of a MessageLoop.
 */

import { logCallbackFault } from "./callback";
import { Logger } from "./Logger";
import { MessageLoop } from "./MessageLoop";

interface Entry {
	readonly listener: (...args: Array<unknown>) => void;
	readonly isOnce: boolean;
	/** False once removed: an `emit` in progress skips it. */
	isListening: boolean;
}

/** A pending call of a listener. */
interface Call {
	readonly event: unknown;
	readonly listener: Entry["listener"];
	readonly args: Array<unknown>;
}

/** `Events` names each event and the arguments of its listeners, such as `{ close: [code: number] }`. */
export class Emitter<Events extends { [K in keyof Events]: Array<unknown> }> {
	/** In order of registration. Lists are replaced, not changed, so that an `emit` in progress keeps its list. */
	private readonly entries = new Map<keyof Events, ReadonlyArray<Entry>>();
	/** Calls listeners on one thread. A listener that yields keeps it, and a new thread calls the next. */
	private readonly calls: MessageLoop<Call>;

	/**
	 * @param names All events.
	 * @param faults Logs the errors of listeners.
	 */
	public constructor(names: ReadonlyArray<keyof Events>, faults: Logger) {
		this.calls = new MessageLoop<Call>(
			({ listener, args }) => listener(...args),
			(reason, { event }) => logCallbackFault(faults, `listener of ${tostring(event)}`, reason),
		);
		for (const name of names) this.entries.set(name, []);
	}

	/**
	 * Adds `listener` to `event`. A listener that is added twice is called twice.
	 *
	 * @throws If the event does not exist.
	 */
	public on<K extends keyof Events>(event: K, listener: (...args: Events[K]) => void): this {
		return this.add(event, listener as Entry["listener"], false);
	}

	/** Adds `listener` for the next `event` only. @throws If the event does not exist. */
	public once<K extends keyof Events>(event: K, listener: (...args: Events[K]) => void): this {
		return this.add(event, listener as Entry["listener"], true);
	}

	/** Removes `listener`, if present: the newest one if it was added twice. @throws If the event does not exist. */
	public off<K extends keyof Events>(event: K, listener: (...args: Events[K]) => void): this {
		const entries = this.list(event);
		for (let index = entries.size() - 1; index >= 0; index--) {
			const entry = entries[index];
			if (entry.listener !== (listener as Entry["listener"])) continue;
			this.remove(event, entry);
			break;
		}
		return this;
	}

	/**
	 * Calls every listener of `event` in order. Listeners may throw or yield; errors are logged. Never yields.
	 *
	 * @returns Whether there was a listener.
	 * @throws If the event does not exist.
	 */
	public emit<K extends keyof Events>(event: K, ...args: Events[K]): boolean {
		const entries = this.list(event);
		for (const entry of entries) {
			if (!entry.isListening) continue;
			if (entry.isOnce) this.remove(event, entry);
			this.calls.push({ event, listener: entry.listener, args });
		}
		return entries.size() > 0;
	}

	private add(event: keyof Events, listener: Entry["listener"], isOnce: boolean): this {
		assert(typeIs(listener, "function"), `listener must be a function, got ${typeOf(listener)}`);
		this.entries.set(event, [...this.list(event), { listener, isOnce, isListening: true }]);
		return this;
	}

	private remove(event: keyof Events, entry: Entry): void {
		entry.isListening = false;
		this.entries.set(
			event,
			this.list(event).filter((other) => other !== entry),
		);
	}

	private list(event: keyof Events): ReadonlyArray<Entry> {
		const entries = this.entries.get(event);
		if (entries !== undefined) return entries;
		const names: Array<string> = [];
		for (const [name] of this.entries) names.push(tostring(name));
		names.sort();
		return error(`there is no event ${tostring(event)}, only ${names.join(", ")}`, 3);
	}
}
