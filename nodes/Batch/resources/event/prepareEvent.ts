import { formatProjectTime } from '../../../shared/batch/attributes/formatTime';
import type { Entry } from '../../../shared/batch/bulk/lane';
import { checkEvent } from '../../../shared/batch/contract/checks';
import { checkPlatforms, checkProject } from '../../../shared/batch/client/connection';
import { fitTimeWindow, type OutsideWindow } from '../../../shared/batch/eventTime';
import type { Family } from '../../../shared/batch/family';
import { ofCustomId, readIdentifiedBy, readInstallation, type Endpoint } from '../profileUpdates';
import type { Item } from '../../run/item';
import { keyViolations } from '../../run/sendOnce/onceKey';
import { appEventLane, projectEventLane, type EventPayload } from './eventLanes';
import { readEvent } from './readEvent';

/** What is wrong with these makes the custom ID an empty one. */
const saidAlready: ReadonlySet<string> = new Set(['Prepared Event', 'Custom ID']);

/** Reads an item's event, holds it against the contract and puts it on its lane. */
export function prepareEvent(item: Item): Array<Entry<EventPayload>> {
	const family = item.choice<Family>('api');
	const by = readIdentifiedBy(item, family);
	const read = readEvent(item, family, by);
	const { identity, ...whose } = by === 'installation' ? readInstallation(item) : ofCustomId(read.customId);
	item.show({
		...whose.shown,
		event: read.event.name,
		...(read.event.time !== undefined && { time: formatProjectTime(read.event.time) }),
		...read.shown,
	});
	// The clock is asked last: an expression of this item may have asked it, too.
	const timed = fitTimeWindow(family, read.event, item.now(), item.choice<OutsideWindow>('outsideWindow'));
	if (timed.kind === 'send' && timed.sentWithoutTime) {
		const { originalTimeLeftOut } = timed;
		item.show({ sentWithoutTime: true, ...(originalTimeLeftOut !== undefined && { originalTimeLeftOut }) });
	}
	const platforms = family === 'project' ? [] : read.platform ? [read.platform] : item.platforms();
	const key = item.flag('sendOnce') ? read.key : undefined;
	item.check([
		...read.violations,
		...(by === 'customId' && read.violations.some(({ field }) => saidAlready.has(field)) ? [] : whose.violations),
		...(timed.kind === 'refuse' ? [timed.violation] : []),
		...(timed.kind === 'send' && read.violations.length === 0 ? checkEvent(family, timed.event) : []),
		...(family === 'app' ? checkPlatforms(platforms, item.connection) : checkProject(item.connection)),
		...(key === undefined ? [] : keyViolations(key, 'Event Key', 'one event')),
	]);
	if (timed.kind === 'skip') item.skip(timed.reason);
	if (timed.kind === 'refuse') item.refuse(timed.violation);
	const entry = {
		identity,
		payload: { event: timed.event, repeatable: item.flag('options.retryLostAnswers') },
		events: 1,
		...(key !== undefined && { onceKey: key }),
	};
	if (family === 'project') return [{ ...entry, lane: projectEventLane(item.choice<Endpoint>('options.endpoint'), by) }];
	return platforms.map((platform) => ({ ...entry, lane: appEventLane(platform) }));
}
