/**
 * Reads bytes, numbers and texts from the front of a term.
 * Pure. Every method errors with a reason if the bytes end too soon or are malformed, and allocates nothing for missing bytes.
 * `decodeEtf` catches the errors.
 */

const BYTE = 256;
const FLOAT_SIZE = 8;

/** Maximum size of a big integer in bytes. Larger ones have no use, and take long to print. */
const MAX_BIG_SIZE = 1024;

/** Decimal digits in one limb of a long division. */
const LIMB = 1e7;
const LIMB_DIGITS = 7;

/** Number of bytes whose value a double always holds exactly. */
const EXACT_BYTES = 6;
const EXACT_LIMIT = 2 ** 53;

export class EtfReader {
	private offset = 0;
	private readonly size: number;

	public constructor(private readonly bytes: buffer) {
		this.size = buffer.len(bytes);
	}

	public remaining(): number {
		return this.size - this.offset;
	}

	public u8(): number {
		return buffer.readu8(this.bytes, this.advance(1));
	}

	public u16(): number {
		return this.u8() * BYTE + this.u8();
	}

	public u32(): number {
		return this.u16() * BYTE * BYTE + this.u16();
	}

	public i32(): number {
		const value = this.u32();
		return value >= 2 ** 31 ? value - 2 ** 32 : value;
	}

	/** @throws If it is infinite or NaN. */
	public f64(): number {
		return finite(buffer.readf64(buffer.fromstring(this.text(FLOAT_SIZE).reverse()), 0));
	}

	/** Reads a float in text form, padded with zeros. @throws If it is not a decimal number, or infinite. */
	public floatText(): number {
		const [digits] = this.text(31).match("^([%+%-]?%d+%.?%d*[eE]?[%+%-]?%d*)%z*$");
		const value = tonumber(digits);
		return value === undefined ? error("a float is not a decimal number", 0) : finite(value);
	}

	/** Reads `size` bytes. */
	public text(size: number): string {
		return buffer.readstring(this.bytes, this.advance(size), size);
	}

	/** @throws If the bytes are not UTF-8. */
	public utf8(size: number): string {
		const text = this.text(size);
		// Luau accepts surrogates, which UTF-8 does not allow.
		const hasSurrogate = text.find("\xed[\xa0-\xbf]")[0] !== undefined;
		return utf8.len(text)[0] === undefined || hasSurrogate ? error("a text is not UTF-8", 0) : text;
	}

	public latin1(size: number): string {
		return this.text(size).gsub("[\x80-\xff]", (byte) => utf8.char(byte.byte()[0]))[0];
	}

	/** Reads sign and magnitude: a number below 2^53, or its digits as text, since IDs are that large. */
	public big(size: number): number | string {
		if (size > MAX_BIG_SIZE) error(`an integer of ${size} bytes is too large: at most ${MAX_BIG_SIZE}`, 0);
		const sign = this.u8();
		if (sign > 1) error(`sign of an integer must be 0 or 1, got ${sign}`, 0);
		const start = this.advance(size);
		let exact = 0;
		let length = size;
		while (length > 0 && buffer.readu8(this.bytes, start + length - 1) === 0) length -= 1;
		if (length <= EXACT_BYTES + 1) {
			for (let at = length - 1; at >= 0; at--) exact = exact * BYTE + buffer.readu8(this.bytes, start + at);
			// Zero has no sign in JSON.
			if (exact < EXACT_LIMIT) return sign === 0 || exact === 0 ? exact : -exact;
		}
		return (sign === 0 ? "" : "-") + this.digits(start, length);
	}

	/** @throws If fewer bytes are left than `count` elements of at least `size` bytes need. */
	public checkCount(count: number, size: number): void {
		if (count * size <= this.remaining()) return;
		error(`expected ${count} elements, but only ${this.remaining()} bytes remain`, 0);
	}

	/** Returns the decimal digits of a magnitude, which has its lowest byte first. */
	private digits(start: number, length: number): string {
		/** Lowest first. */
		const limbs: Array<number> = [0];
		for (let at = length - 1; at >= 0; at--) {
			let carry = buffer.readu8(this.bytes, start + at);
			for (const index of $range(0, limbs.size() - 1)) {
				const value = limbs[index] * BYTE + carry;
				limbs[index] = value % LIMB;
				carry = math.floor(value / LIMB);
			}
			if (carry > 0) limbs.push(carry);
		}
		let text = string.format("%d", limbs[limbs.size() - 1]);
		for (let index = limbs.size() - 2; index >= 0; index--) {
			text += string.format(`%0${LIMB_DIGITS}d`, limbs[index]);
		}
		return text;
	}

	private advance(size: number): number {
		if (size > this.remaining()) error(`expected ${size} bytes, but only ${this.remaining()} remain`, 0);
		const start = this.offset;
		this.offset += size;
		return start;
	}
}

function finite(value: number): number {
	const isFinite = value === value && math.abs(value) !== math.huge;
	return isFinite ? value : error("a float must be finite", 0);
}
