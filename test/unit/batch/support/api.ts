import { Api } from '../../../../nodes/shared/batch/client/api';
import { BatchClient } from '../../../../nodes/shared/batch/client/client';
import type { Transport } from '../../../../nodes/shared/batch/client/exchange';
import { newConnection } from './connection';
import type { VirtualClock } from './virtualClock';

/** Batch as operations see it, behind a transport and on a clock of the test's. */
export function apiThrough(transport: Transport, clock: VirtualClock): Api {
	const connection = newConnection();
	return Api.of({
		client: new BatchClient({ connection, transport, environment: clock }),
		connection,
		environment: clock,
		download: async () => await Promise.reject(new Error('This test downloads nothing')),
	});
}
