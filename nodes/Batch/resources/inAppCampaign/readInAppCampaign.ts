import type { IDataObject } from 'n8n-workflow';

import { appTimeOf, momentOf, shownTime, type Schedule } from '../../../shared/batch/campaigns/write/schedule';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { violation, type Violation } from '../../../shared/batch/violation';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { checkName } from '../campaign/readAppCampaign';
import { showCampaign } from '../campaign/readProjectCampaign';
import { readMoment, readSchedule, refusePast } from '../campaign/readSchedule';
import { checkTargeting, readTargeting } from '../campaign/readTargeting';
import { readDeeplink } from '../push/readDeeplink';
import { readPayload } from '../push/readMessage';
import { readLanding } from './readContents';

/** Reads the form of a new in-app campaign (batch-api-1x.md §4). */
export function readNewInAppCampaign(item: Item): IDataObject {
	const isReady = item.choice('state') === 'ready';
	const fields = readFields(item, isReady ? 'ready' : 'draft');
	const violations = checkName(item, fields.name ?? '');
	if (fields.landing === undefined) violations.push(violation(item.label('theme'), '', 'must not be empty'));
	item.check(violations);
	const campaign = withAdditional(item, { ...fields, live: isReady });
	checkTargeting(item, campaign.targeting, isReady);
	return campaign;
}

/** Reads what changes of one: whatever is filled in. Whether it is live is left to Start and Stop. */
export function readInAppChanges(item: Item): IDataObject {
	const fields = readFields(item, undefined);
	if (fields.name !== undefined) item.check(checkName(item, fields.name));
	const changes = withAdditional(item, fields);
	checkTargeting(item, changes.targeting, true);
	if ('live' in changes) item.refuse(violation(item.label('options.additionalJson'), 'live', 'is what Start and Stop change'));
	if (Object.keys(changes).length === 0) item.refuse(violation('Update', '', 'changes nothing: fill in what is to change'));
	return changes;
}

function readFields(item: Item, state: 'draft' | 'ready' | undefined): IDataObject {
	const name = item.text('name');
	const [start, end] = readPeriod(item, name, state);
	const landing = readLanding(item);
	const { deeplink, violations } = readDeeplink(item);
	const { value: longest } = appLimits.inAppDeeplinkCharacters;
	if (deeplink !== undefined && deeplink.length > longest) violations.push(violation(item.label('deeplink'), deeplink, `must be at most ${longest} characters`));
	const payload = readPayload(item, violations);
	const labels = item.list('options.labels');
	if (labels.length > appLimits.labelsPerCampaign.value) {
		violations.push(violation(item.label('options.labels'), labels.length, `must be at most ${appLimits.labelsPerCampaign.value}`));
	}
	const trigger = readTrigger(item, violations);
	item.check(violations);
	return {
		...(name !== '' && { name }),
		...(start !== undefined && appTimeOf(start, 'start_date')),
		...(end !== undefined && appTimeOf(end, 'end_date')),
		...(trigger !== undefined && { trigger }),
		...(landing !== undefined && { landing }),
		...readTargeting(item),
		...(deeplink !== undefined && { deeplink }),
		...payload,
		...(labels.length > 0 && { labels }),
	};
}

function readPeriod(item: Item, name: string, state: 'draft' | 'ready' | undefined): [Schedule | undefined, Schedule | undefined] {
	const start = readSchedule(item);
	const choice = item.choice('end');
	const end = choice === 'time' || choice === 'localTime' ? readMoment(item, 'endsAt', choice === 'localTime') : undefined;
	showCampaign(item, name, state, start);
	if (end !== undefined) item.show(shownTime(end, item.timezone, 'ends'));
	refusePast(item, start);
	refusePast(item, end, item.label('endsAt'));
	const [from, to] = [start, end].map((schedule) => schedule && momentOf(schedule, item.timezone));
	if (from !== undefined && to !== undefined && to <= from) item.refuse(violation(item.label('endsAt'), item.read('endsAt'), 'must be later than Starts At'));
	return [start, end];
}

function readTrigger(item: Item, violations: Violation[]): IDataObject | undefined {
	const choice = item.choice('trigger');
	if (choice === 'keep') return undefined;
	if (choice === 'json') {
		const trigger = item.jsonObject('triggerJson') ?? {};
		if (trigger.when === undefined) violations.push(violation(item.label('triggerJson'), trigger, 'must say “when”'));
		return trigger;
	}
	const capping = readPositive(item, 'capping', violations);
	const every = readPositive(item, 'gracePeriod', violations);
	return {
		when: 'NEXT_SESSION',
		...(capping !== undefined && { capping }),
		...(every !== undefined && { grace_period: { every, unit: 'HOURS' } }),
	};
}

function readPositive(item: Item, name: string, violations: Violation[]): number | undefined {
	const number = item.integer(name);
	if (number !== undefined && number < 1) violations.push(violation(item.label(name), number, 'must be at least 1'));
	return number;
}
