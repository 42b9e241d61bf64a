import type { IDataObject } from 'n8n-workflow';

import { formatProjectTime } from '../../../shared/batch/attributes/readTime';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkEvent, timeWindowOf } from '../../../shared/batch/contract/checkEvent';
import { checkPlatforms, checkProject } from '../../../shared/batch/contract/checkScope';
import type { TrackedEvent } from '../../../shared/batch/event';
import type { Family } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { PreparedRow } from '../../operation';
import type { Row } from '../../row';
import { platformEntries } from '../platformLanes';
import type { Endpoint } from '../profileLane';
import { appEventLane, projectEventLane, type EventPayload } from './eventLanes';
import { readEvent } from './readEvent';
import { originalTimeAttribute } from './window.fields';

/** Reads a row's event, holds it against the contract and puts it on its lane. */
export function prepareEvent(row: Row): PreparedRow<EventPayload> {
	const family: Family = row.text('api', 'project') === 'app' ? 'app' : 'project';
	const read = readEvent(row, family);
	const timed = fitTimeWindow(read.event, row);
	const shown: IDataObject = {
		customId: read.customId,
		event: read.event.name,
		...(read.event.time !== undefined && { time: formatProjectTime(read.event.time) }),
		...(timed.kind === 'send' && timed.event !== read.event && { sentWithoutTime: true }),
		...read.shown,
	};
	const platforms = read.platform ? [read.platform] : row.platforms();
	const key = row.flag('sendOnce') ? read.key : undefined;
	const violations = [
		...read.violations,
		...(read.violations.some(({ field }) => field === 'Prepared Event') ? [] : checkCustomId(read.customId)),
		...(timed.kind === 'refuse' ? [timed.violation] : []),
		...(timed.kind === 'send' && read.violations.length === 0 ? checkEvent(family, timed.event) : []),
		...(family === 'app' ? checkPlatforms(platforms, row.connection) : checkProject(row.connection)),
		...(key === '' ? [violation('Event Key', key, 'must not be empty with Send Once: it tells one event from another')] : []),
	];
	if (violations.length > 0) return { kind: 'refuse', violations, shown };
	if (timed.kind !== 'send') return { kind: 'skip', reason: 'Its time lies outside the last 24 hours', shown };

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

type Timed =
	| { readonly kind: 'send'; readonly event: TrackedEvent }
	| { readonly kind: 'skip' }
	| { readonly kind: 'refuse'; readonly violation: Violation };

function fitTimeWindow(event: TrackedEvent, row: Row): Timed {
	const { time } = event;
	const place = time === undefined ? 'inside' : timeWindowOf(time, row.now);
	if (time === undefined || place === 'inside') return { kind: 'send', event };
	const choice = row.text('outsideWindow', 'refuse');
	if (choice === 'skip') return { kind: 'skip' };
	if (choice === 'sendWithoutTime' && !event.attributes.has(originalTimeAttribute)) {
		const attributes = new Map(event.attributes).set(originalTimeAttribute, { type: 'date', value: time });
		return { kind: 'send', event: { ...event, time: undefined, attributes } };
	}
	const rule =
		place === 'tooOld'
			? 'is older than the 24 hours Batch accepts; see Events Outside the Time Window'
			: 'lies in the future, which Batch does not accept; see Events Outside the Time Window';
	return { kind: 'refuse', violation: violation('Event Time', formatProjectTime(time), rule) };
}
