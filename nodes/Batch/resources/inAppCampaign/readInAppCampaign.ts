import type { IDataObject } from 'n8n-workflow';

import { appTimeOf, momentOf, shownTime, type Schedule } from '../../../shared/batch/campaigns/write/schedule';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { isMissing } from '../../../shared/batch/values/readValue';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';
import type { AppForm } from '../campaign/appForm';
import { showCampaign } from '../campaign/readProjectCampaign';
import { readMoment, readSchedule, refusePast } from '../campaign/readSchedule';
import { readTargeting } from '../campaign/readTargeting';
import { readDeeplink } from '../push/readDeeplink';
import { readPayload } from '../push/readMessage';
import { readLanding } from './readContents';

/** The form of in-app campaigns (batch-api-1x.md §4). */
export const inAppCampaignForm: AppForm = { read: readFields, content: { key: 'landing', field: 'theme' } };

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
	// Local times are held against each other as clocks show them: one may not exist in the time zone of the workflow.
	const timezone = start?.kind === 'localTime' && end?.kind === 'localTime' ? 'utc' : item.timezone;
	const [from, to] = [start, end].map((schedule) => schedule && momentOf(schedule, timezone));
	if (from !== undefined && to !== undefined && to <= from) item.refuse(violation(item.label('endsAt'), item.read('endsAt'), 'must be later than Starts At'));
	return [start, end];
}

function readTrigger(item: Item, violations: Violation[]): IDataObject | undefined {
	const choice = item.choice('trigger');
	if (choice === 'keep') return undefined;
	if (choice === 'json') {
		const trigger = item.jsonObject('triggerJson') ?? {};
		if (isMissing(trigger.when)) violations.push(violation(item.label('triggerJson'), trigger, 'must say “when”'));
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
