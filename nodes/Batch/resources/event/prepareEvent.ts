import type { IDataObject } from 'n8n-workflow';

import { formatProjectTime } from '../../../shared/batch/attributes/formatTime';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkEvent } from '../../../shared/batch/contract/checkEvent';
import { checkPlatforms, checkProject } from '../../../shared/batch/contract/checkScope';
import { fitTimeWindow, outsideWindowChoices } from '../../../shared/batch/eventTime';
import type { Family } from '../../../shared/batch/family';
import { readChoice } from '../../../shared/batch/values/readChoice';
import { violation } from '../../../shared/batch/violation';
import type { PreparedRow } from '../../operation';
import type { Row } from '../../row';
import { platformEntries } from '../platformLanes';
import type { Endpoint } from '../profileLane';
import { appEventLane, projectEventLane, type EventPayload } from './eventLanes';
import { readEvent } from './readEvent';

/** What is wrong with these makes the custom ID an empty one. */
const saidAlready: ReadonlySet<string> = new Set(['Prepared Event', 'Custom ID']);

/** Reads a row's event, holds it against the contract and puts it on its lane. */
export function prepareEvent(row: Row): PreparedRow<EventPayload> {
	const family: Family = row.text('api', 'project') === 'app' ? 'app' : 'project';
	const read = readEvent(row, family);
	const outside = row.read('outsideWindow', 'refuse');
	const choice = readChoice(outside, outsideWindowChoices);
	// The clock is asked last: an expression of this row may have asked it, too.
	const timed = fitTimeWindow(family, read.event, Date.now(), (choice.ok && choice.value) || 'refuse');
	const shown: IDataObject = {
		customId: read.customId,
		event: read.event.name,
		...(read.event.time !== undefined && { time: formatProjectTime(read.event.time) }),
		...(timed.kind === 'send' && timed.sentWithoutTime && { sentWithoutTime: true }),
		...(timed.kind === 'send' && timed.originalTimeLeftOut !== undefined && { originalTimeLeftOut: timed.originalTimeLeftOut }),
		...read.shown,
	};
	const platforms = read.platform ? [read.platform] : row.platforms();
	const key = row.flag('sendOnce') ? read.key : undefined;
	const violations = [
		...read.violations,
		...(read.violations.some(({ field }) => saidAlready.has(field)) ? [] : checkCustomId(read.customId)),
		...(choice.ok ? [] : [violation('Events Outside the Time Window', outside, choice.rule)]),
		...(timed.kind === 'refuse' ? [timed.violation] : []),
		...(timed.kind === 'send' && read.violations.length === 0 ? checkEvent(family, timed.event) : []),
		...(family === 'app' ? checkPlatforms(platforms, row.connection) : checkProject(row.connection)),
		...(key === '' ? [violation('Event Key', key, 'must not be empty with Send Once: it tells one event from another')] : []),
	];
	if (violations.length > 0 || timed.kind === 'refuse') return { kind: 'refuse', violations, shown };
	if (timed.kind === 'skip') return { kind: 'skip', reason: timed.reason, shown };

	const entry = {
		identity: read.customId,
		payload: { event: timed.event, repeatable: row.flag('options.retryLostAnswers') },
		events: 1,
	};
	const endpoint = row.text('options.endpoint', 'realTime') as Endpoint;
	return {
		kind: 'send',
		entries:
			family === 'project'
				? [{ ...entry, lane: projectEventLane(endpoint) }]
				: platformEntries(platforms, appEventLane, entry),
		shown,
		...(key !== undefined && { onceKey: key }),
	};
}
