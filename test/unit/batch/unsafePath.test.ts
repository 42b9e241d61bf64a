import { describe, expect, it } from 'vitest';

import { CallFailed } from '../../../nodes/shared/batch/client/failure';
import { push } from '../../../nodes/shared/batch/routes/push';
import { apiThrough } from './support/api';
import { VirtualClock } from './support/virtualClock';

describe('a parameter that would lead elsewhere', () => {
	it.each(['', '.', '..'])('%j is a failure of the one call, and nothing is sent', async (groupId) => {
		const clock = new VirtualClock();
		let sent = 0;
		const api = apiThrough(async () => {
			sent++;
			return { kind: 'answer', statusCode: 200, headers: {}, body: {} };
		}, clock);
		const request = { route: push.statistics, platform: 'ios', repeatable: true } as const;
		const failed = await clock.finish(api.send({ ...request, parameters: { groupId } }).catch((error: unknown) => error));
		expect(failed).toBeInstanceOf(CallFailed);
		expect((failed as CallFailed).failure).toMatchObject({ message: expect.stringContaining('group id'), mayHaveArrived: false, concernsEveryCall: false });
		await clock.finish(api.send({ ...request, parameters: { groupId: 'renewal' } }));
		expect(sent).toBe(1);
	});
});
