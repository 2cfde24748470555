/**
 * Numbers of the External Term Format.
 * Pure.
 * Source: Erlang, "External Term Format".
 */

/** First byte of every term. */
export const ETF_VERSION = 131;

/** What a term is, by its first byte. Those of processes, references, ports and functions are left out. */
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
