/** Typed access to the JSON arguments of a control method. Positions count from 0, in messages from 1. */

import { ControlError } from "./ControlError.ts";

export class Arguments {
	/** @throws ControlError If `values` is not an array. */
	public constructor(private readonly values: unknown) {
		if (!Array.isArray(values)) throw new ControlError("bad_request", "args must be an array");
	}

	/** Returns any value; null if absent. */
	public value(index: number): unknown {
		return (this.values as ReadonlyArray<unknown>)[index] ?? null;
	}

	/** @throws ControlError If the argument is not a string. */
	public text(index: number): string {
		const value = this.value(index);
		return typeof value === "string" ? value : this.refuse(index, "a string");
	}

	/** @throws ControlError If the argument is not a number. */
	public number(index: number): number {
		const value = this.value(index);
		return typeof value === "number" ? value : this.refuse(index, "a number");
	}

	/** @throws ControlError If the argument is present but not a string. */
	public optionalText(index: number): string | undefined {
		return this.isAbsent(index) ? undefined : this.text(index);
	}

	/** @throws ControlError If the argument is present but not a number. */
	public optionalNumber(index: number): number | undefined {
		return this.isAbsent(index) ? undefined : this.number(index);
	}

	/** @throws ControlError If the argument is present but not an object of these flags. */
	public optionalFlags<Name extends string>(
		index: number,
		names: ReadonlyArray<Name>,
	): Partial<Record<Name, boolean>> {
		if (this.isAbsent(index)) return {};
		const entries = Object.entries(this.object(index));
		const isRight = entries.every(
			([name, value]) => names.some((known) => known === name) && typeof value === "boolean",
		);
		if (!isRight) this.refuse(index, `an object with booleans for ${names.join(", ")}`);
		return Object.fromEntries(entries) as Partial<Record<Name, boolean>>;
	}

	/** @throws ControlError If the argument is not a boolean. */
	public flag(index: number): boolean {
		const value = this.value(index);
		return typeof value === "boolean" ? value : this.refuse(index, "a boolean");
	}

	/** @throws ControlError If the argument is not one of `choices`. */
	public choice<Choice extends string>(index: number, choices: ReadonlyArray<Choice>): Choice {
		const value = this.value(index);
		return choices.find((choice) => choice === value) ?? this.refuse(index, `one of ${choices.join(", ")}`);
	}

	/** Decodes base64. @throws ControlError If the argument is not base64. */
	public bytes(index: number): Buffer {
		const text = this.text(index);
		const bytes = Buffer.from(text, "base64");
		return bytes.toString("base64") === text ? bytes : this.refuse(index, "base64");
	}

	/** @throws ControlError If the argument is not an object. */
	public object(index: number): object {
		const value = this.value(index);
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? value
			: this.refuse(index, "an object");
	}

	/** @throws ControlError If the argument is present but not an object. */
	public optionalObject(index: number): object | undefined {
		return this.isAbsent(index) ? undefined : this.object(index);
	}

	/** Null is not absent: it is rejected where a string or number is expected. */
	private isAbsent(index: number): boolean {
		return index >= (this.values as ReadonlyArray<unknown>).length;
	}

	private refuse(index: number, expected: string): never {
		throw new ControlError("bad_request", `argument ${index + 1} must be ${expected}`);
	}
}
