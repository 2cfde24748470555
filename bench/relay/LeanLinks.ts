/** Many links of one process, in groups. */

import { LeanLink, type LeanLinkOptions, type LinkAnswer } from "./LeanLink.ts";

/** Links that are made at the same time. */
const WIDTH = 100;
const POLL = 20;

export interface LinkGroup extends Omit<LeanLinkOptions, "onAnswer" | "onFault"> {
	readonly count: number;
	/** Called with each answer that has records, after the links are open. */
	readonly onAnswer: (answer: LinkAnswer) => void;
}

export class LeanLinks {
	private readonly links: Array<LeanLink> = [];
	private fault: Error | undefined;

	/** Makes the links of a group, and waits until the first record of each has come. @throws If a link fails. */
	public async open({ count, onAnswer, ...options }: LinkGroup): Promise<void> {
		let opened = 0;
		for (let made = 0; made < count; made += 1) {
			let isOpen = false;
			const take = (answer: LinkAnswer): void => {
				if (answer.records.length === 0) return;
				if (isOpen) return onAnswer(answer);
				isOpen = true;
				opened += 1;
			};
			const onFault = (fault: Error): void => void (this.fault ??= fault);
			this.links.push(new LeanLink({ ...options, onAnswer: take, onFault }));
			while (made - opened >= WIDTH) await this.rest();
		}
		while (opened < count) await this.rest();
	}

	/** @throws If a link has failed. */
	public check(): void {
		if (this.fault !== undefined) throw this.fault;
	}

	public close(): void {
		for (const link of this.links) link.close();
	}

	private async rest(): Promise<void> {
		await new Promise((resolve) => setTimeout(resolve, POLL));
		this.check();
	}
}
