/**
 * Numbers of the External Term Format.
 * Pure.
 * Source: Erlang, "External Term Format".
 */

/** First byte of every term. */
export const ETF_VERSION = 131;

/** Tag of a term: its first byte. Processes, references, ports and functions are not supported. */
export enum EtfTag {
	NewFloat = 70,
	Compressed = 80,
	SmallInteger = 97,
	Integer = 98,
	Float = 99,
	Atom = 100,
	SmallTuple = 104,
	LargeTuple = 105,
	Nil = 106,
	String = 107,
	List = 108,
	Binary = 109,
	SmallBig = 110,
	LargeBig = 111,
	SmallAtom = 115,
	Map = 116,
	AtomUtf8 = 118,
	SmallAtomUtf8 = 119,
}
