import type { IDataObject } from 'n8n-workflow';

import { formatAppTime, formatProjectTime } from '../../../shared/batch/attributes/formatTime';
import type { BatchRequest } from '../../../shared/batch/client/client';
import { checkPlatforms, checkProject } from '../../../shared/batch/client/connection';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { projectLimits } from '../../../shared/batch/contract/projectContract';
import { platformNames } from '../../../shared/batch/family';
import { appExports, projectExports } from '../../../shared/batch/routes/exports';
import { violation } from '../../../shared/batch/violation';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { readToken } from '../campaign/written';

/** What is to be created, and what somebody should know of it. */
export interface ExportRequest {
	readonly request: BatchRequest;
	readonly warning?: string;
}

/** Reads the fields of Create. Refuses the item for what Batch would refuse. */
export function readExportRequest(item: Item): ExportRequest {
	return item.choice('api') === 'app' ? readAppRequest(item) : { request: readProjectRequest(item) };
}

/** The three bodies of POST /profiles/export (batch-api-2x.md §3.4). */
function readProjectRequest(item: Item): BatchRequest {
	const kind = item.choice('exportType');
	item.show({ exportType: kind });
	item.check(checkProject(item.connection));
	const segment = readSegment(item);
	const body = withAdditional(item, {
		export_type: kind.toUpperCase(),
		...readKind(item, kind),
		...(segment !== '' && { filter: { segment } }),
	});
	const isBySegment = (body.filter as IDataObject | undefined)?.segment !== undefined;
	const waits = item.has('options.whenUsedUp') && item.choice('options.whenUsedUp') === 'wait';
	return {
		route: isBySegment ? projectExports.createBySegment : projectExports.create,
		body,
		repeatable: false,
		...(isBySegment && !waits && { patience: 0 }),
	};
}

/** Empty: all profiles. Where an expression gives nothing, nobody said all. */
function readSegment(item: Item): string {
	const segment = item.locator('segment');
	if (segment === '' && item.varies('segment')) {
		item.refuse({
			...violation(item.label('segment'), '', 'is empty, so the export would be of all profiles'),
			advice: 'Let the expression give a segment, or take it out for all profiles.',
		});
	}
	return segment;
}

function readKind(item: Item, kind: string): IDataObject {
	if (kind === 'attributes') return readAttributes(item);
	if (kind === 'events') {
		const events = requireSome(item, 'eventNames', item.list('eventNames'));
		const identifiers = item.list('eventIdentifiers');
		return { ...readProjectPeriod(item), events, ...(identifiers.length > 0 && { identifiers }) };
	}
	return { ...readProjectPeriod(item), channels: requireSome(item, 'channels', item.choices('channels')) };
}

function readAttributes(item: Item): IDataObject {
	const attributes = item.list('attributes');
	const identifiers = item.choices('identifiers');
	if (attributes.length + identifiers.length === 0) {
		item.refuse(violation(item.label('attributes'), '', 'must name at least one attribute, or IDs one ID'));
	}
	return { ...(attributes.length > 0 && { attributes }), ...(identifiers.length > 0 && { identifiers }) };
}

/** `from` and `to` in RFC 3339, `to` also "now"; a `from` beyond the look-back is an error there. */
function readProjectPeriod(item: Item): IDataObject {
	const { from, to } = readPeriod(item);
	const { value: days } = projectLimits.exportLookBackDays;
	if (isOlder(from, days, item)) {
		item.refuse(violation(item.label('from'), formatProjectTime(from), `must not be more than ${days} days ago`));
	}
	return { from: formatProjectTime(from), to: to === undefined ? 'now' : formatProjectTime(to) };
}

/** All four fields are required (batch-api-1x.md §14). */
function readAppRequest(item: Item): ExportRequest {
	const platform = item.platform();
	item.show({ platform: platformNames[platform] });
	const campaignToken = readToken(item);
	item.check(checkPlatforms([platform], item.connection));
	const { from, to } = readPeriod(item);
	const body = withAdditional(item, {
		from: formatAppTime(from),
		to: to === undefined ? 'now' : formatAppTime(to),
		events: requireSome(item, 'pushEvents', item.choices('pushEvents')),
		ids: requireSome(item, 'ids', item.choices('ids')),
	});
	const route = item.choice('appExport') === 'ids' ? appExports.createIds : appExports.createEvents;
	const { value: days } = appLimits.exportLookBackDays;
	return {
		request: { route, platform, parameters: { campaignToken }, body, repeatable: false },
		...(isOlder(from, days, item) && {
			warning: `From (${formatAppTime(from)} UTC) is more than ${days} days ago. What is older than that is missing in the file, and Batch does not say so.`,
		}),
	};
}

function readPeriod(item: Item): { readonly from: number; readonly to: number | undefined } {
	const from = item.requiredTime('from');
	const to = item.time('to');
	if (from >= (to ?? item.now())) {
		const rule = to === undefined ? 'must lie in the past' : 'must be earlier than To';
		item.refuse(violation(item.label('from'), formatProjectTime(from), rule));
	}
	return { from, to };
}

function isOlder(time: number, days: number, item: Item): boolean {
	return time < item.now() - days * 86_400_000;
}

function requireSome(item: Item, name: string, values: string[]): string[] {
	return values.length > 0 ? values : item.refuse(violation(item.label(name), '', 'must name at least one'));
}
