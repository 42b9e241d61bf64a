import { existsSync } from 'node:fs';

import { afterAll, beforeAll, describe } from 'vitest';

import { describeAnswers } from './cases/answers.ts';
import { describeAway } from './cases/away.ts';
import { describeClock } from './cases/clock.ts';
import { describeDiskFull } from './cases/diskFull.ts';
import { describeKilled } from './cases/killed.ts';
import { describeLeftovers } from './cases/leftovers.ts';
import { describeNetwork } from './cases/network.ts';
import { describeStorages } from './cases/storages.ts';
import { describeTriggers } from './cases/triggers.ts';
import { openHandles } from './support/handles.ts';
import { Stage } from './support/stage.ts';

/** One n8n for all of them. */
describe('a real n8n', () => {
	let stage: Stage;
	let before = { sockets: 0 };
	beforeAll(async () => {
		stage = await Stage.start();
		if (existsSync('/proc/self/fd')) before = openHandles(stage.n8n.pid);
	});
	afterAll(async () => await stage?.stop());

	const current = (): Stage => stage;
	describe.concurrent('while things fail', () => {
		describeAnswers(current);
		describeAway(current);
		describeNetwork(current);
	});
	describeStorages(current);
	describeDiskFull(current);
	describeClock(current);
	describeTriggers(current);
	describeKilled(current);
	describeLeftovers(current, () => before);
});
