import { afterAll, beforeAll, describe } from 'vitest';

import type { Fixture } from '../../../servers/support/fixture.ts';
import { breaking } from './breaking.ts';
import { changing } from './changing.ts';
import { finishing } from './finishing.ts';
import { killing } from './killing.ts';
import { reading } from './reading.ts';
import { refusing } from './refusing.ts';
import { sets } from './sets.ts';

export interface TriggerConformance {
	/** Files in the large folder. */
	readonly many?: number;
}

/** Gives the running server; there is none before the first test. */
export type Running = () => Fixture;

/** What the trigger promises, on one kind of server, in n8n-core's real PollContext. */
export function describeTrigger(name: string, start: () => Promise<Fixture>, { many = 10_000 }: TriggerConformance = {}): void {
	describe(`the Batch File Trigger on ${name}`, () => {
		let fixture: Fixture;

		beforeAll(async () => {
			fixture = await start();
		});

		afterAll(async () => {
			await fixture?.stop();
		});

		const running: Running = () => fixture;
		reading(running, many);
		changing(running);
		refusing(running);
		finishing(running);
		breaking(running);
		killing(running);
		sets(running);
	});
}
