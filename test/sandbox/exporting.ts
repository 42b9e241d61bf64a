import type { ExportPart, ExportRequest } from './entities.ts';
import { trimMap } from './retention.ts';
import type { Call } from './route.ts';

/** Keeps a new export, and forgets the oldest. */
export function startExport(
	call: Call,
	request: Pick<ExportRequest, 'id' | 'request' | 'platform' | 'uri'>,
): ExportRequest {
	const { exports, exporting } = call.state;
	const failed = exporting.failures > 0;
	if (failed) exporting.failures -= 1;
	const started = { ...request, requestedAt: call.now, views: 0, failed, parts: [] };
	exports.set(request.id, started);
	trimMap(exports, call.retention.exports);
	return started;
}

/**
 * Where an export has come to.
 *
 * @param steps what it is called before it ends
 * @param makeParts its files, made once when it ends well
 */
export function advanceExport(
	call: Call,
	found: ExportRequest,
	steps: readonly string[],
	makeParts: () => ExportPart[],
): string {
	const { stepMilliseconds, stepByView } = call.state.exporting;
	const elapsed = Math.floor((call.now - found.requestedAt) / stepMilliseconds);
	const step = Math.max(stepByView ? found.views : 0, elapsed);
	if (step > 0) found.startedAt ??= call.now;
	if (step < steps.length) return steps[step];
	if (found.completedAt === undefined) {
		found.completedAt = call.now;
		if (found.failed !== true) found.parts = makeParts();
	}
	return found.failed === true ? 'ERROR' : 'SUCCESS';
}
