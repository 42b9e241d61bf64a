import { formatProjectTime } from '../../../shared/batch/attributes/readTime';
import type { Entry } from '../../../shared/batch/bulk/lane';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkEvent, timeWindowOf } from '../../../shared/batch/contract/checkEvent';
import { checkPlatforms, checkProject } from '../../../shared/batch/contract/checkScope';
import type { TrackedEvent } from '../../../shared/batch/event';
import type { Family } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';
import type { Endpoint } from '../profileLane';
import { appEventLane, projectEventLane, type EventPayload } from './eventLanes';
import { readEvent } from './readEvent';
import { originalTimeAttribute } from './window.fields';

/** Reads an item's event, holds it against the contract and puts it on its lane. */
export function prepareEvent(item: Item): Array<Entry<EventPayload>> {
	const family = item.choice<Family>('api');
	const read = readEvent(item, family);
	const { customId } = read;
	item.show({
		customId,
		event: read.event.name,
		...(read.event.time !== undefined && { time: formatProjectTime(read.event.time) }),
		...read.shown,
	});
	const timed = fitTimeWindow(read.event, item);
	if (timed.kind === 'send' && timed.event !== read.event) item.show({ sentWithoutTime: true });
	const platforms = family === 'project' ? [] : read.platform ? [read.platform] : item.platforms();
	const key = item.flag('sendOnce') ? read.key : undefined;
	item.check([
		...read.violations,
		...(read.violations.some(({ field }) => field === 'Prepared Event') ? [] : checkCustomId(customId)),
		...(timed.kind === 'refuse' ? [timed.violation] : []),
		...(timed.kind === 'send' && read.violations.length === 0 ? checkEvent(family, timed.event) : []),
		...(family === 'app' ? checkPlatforms(platforms, item.connection) : checkProject(item.connection)),
		...(key === '' ? [violation('Event Key', key, 'must not be empty with Send Once: it tells one event from another')] : []),
	]);
	if (timed.kind !== 'send') return item.skip('Its time lies outside the last 24 hours');
	const entry = {
		identity: customId,
		payload: { event: timed.event, repeatable: item.flag('options.retryLostAnswers') },
		events: 1,
		...(key !== undefined && { onceKey: key }),
	};
	if (family === 'project') return [{ ...entry, lane: projectEventLane(item.choice<Endpoint>('options.endpoint')) }];
	return platforms.map((platform) => ({ ...entry, lane: appEventLane(platform) }));
}

type Timed =
	| { readonly kind: 'send'; readonly event: TrackedEvent }
	| { readonly kind: 'skip' }
	| { readonly kind: 'refuse'; readonly violation: Violation };

function fitTimeWindow(event: TrackedEvent, item: Item): Timed {
	const { time } = event;
	const place = time === undefined ? 'inside' : timeWindowOf(time, item.now());
	if (time === undefined || place === 'inside') return { kind: 'send', event };
	const choice = item.choice('outsideWindow');
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
