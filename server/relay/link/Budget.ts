/** Bytes that all links together may keep for their clients. */
export class Budget {
	private used = 0;

	public constructor(private readonly limit: number) {}

	/** Bytes in use. */
	public get size(): number {
		return this.used;
	}

	/** Whether so many bytes more would fit. */
	public hasRoom(size: number): boolean {
		return this.used + size <= this.limit;
	}

	public take(size: number): void {
		this.used += size;
	}

	public free(size: number): void {
		this.used -= size;
	}
}
