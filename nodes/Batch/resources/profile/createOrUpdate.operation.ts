import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Attributes } from '../../../shared/batch/attributes/attribute';
import { mergeAttributes } from '../../../shared/batch/attributes/mergeAttributes';
import { writeProjectNotation } from '../../../shared/batch/attributes/writeProjectNotation';
import type { Lane } from '../../../shared/batch/bulk/sendAll';
import { checkAttributes } from '../../../shared/batch/contract/checkAttributes';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkProject } from '../../../shared/batch/contract/checkScope';
import { projectLimits, projectRates } from '../../../shared/batch/contract/projectContract';
import { violation } from '../../../shared/batch/violation';
import { attributeList, attributesFromField, attributeSourceFields } from '../../fields/attributes';
import { customIdField } from '../../fields/identity';
import { nativeAttributesField } from '../../fields/nativeAttributes';
import { optionsField, refusedRowsOption, shareOption } from '../../fields/options';
import type { BulkOperation, PreparedRow } from '../../operation';
import { nothingToSend, readAttributes } from '../../readAttributes';
import type { Row } from '../../row';
import { profileLane, type Endpoint } from '../profileLane';
import { nativeAttributesOfRow } from './nativeAttributesOfRow';

const onlyForFields = { show: { attributesFrom: ['fields'] } };

export const endpointField: INodeProperties = {
	displayName: 'Endpoint',
	name: 'endpoint',
	type: 'options',
	noDataExpression: true,
	default: 'automatic',
	options: [
		{
			name: 'Automatic',
			value: 'automatic',
			description: `Real-time up to ${projectRates.profileUpdate.burst} profiles, mass above`,
		},
		{
			name: 'Mass',
			value: 'mass',
			description: `Up to ${projectLimits.editsPerMassUpdate.value} profiles a call, applied later; meant for one or two runs a day`,
		},
		{
			name: 'Real-Time',
			value: 'realTime',
			description: `Up to ${projectLimits.editsPerUpdate.value} profiles a call, ${projectRates.profileUpdate.perSecond} profiles a second`,
		},
	],
	description: 'Which endpoint of Batch takes the profiles',
};

const lanes: Readonly<Record<Endpoint, Lane<Attributes>>> = {
	automatic: laneFor('automatic'),
	realTime: laneFor('realTime'),
	mass: laneFor('mass'),
};

function laneFor(endpoint: Endpoint): Lane<Attributes> {
	return profileLane<Attributes>(endpoint, {
		edit: ({ merged }) => ({ attributes: writeProjectNotation(merged) }),
		merge: mergeWithinLimits,
		mentions: (attributes, name) => attributes.has(name.replace(/^(?:date|url)\((.*)\)$/, '$1')),
		repeatable: () => true,
	});
}

/** Rows that keep the limits one by one may break them together: 20 topics and 20 others are 40 in one update. */
function mergeWithinLimits(earlier: Attributes, later: Attributes): Attributes | undefined {
	const merged = mergeAttributes(earlier, later);
	return merged && checkAttributes('project', 'profile', merged).length === 0 ? merged : undefined;
}

/** Profile → Create or Update: `POST /profiles/update` or `/profiles/mass-update` (batch-api-2x.md §3). */
export const createOrUpdateProfile: BulkOperation<Attributes> = {
	shape: 'bulk',
	text: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update profile',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	fields: [
		customIdField,
		attributesFromField,
		{ ...nativeAttributesField, displayOptions: onlyForFields },
		{
			...attributeList({ owner: 'profile', text: projectLimits.textCharacters, url: projectLimits.urlCharacters }),
			displayOptions: onlyForFields,
		},
		...attributeSourceFields('attributesFrom'),
		endpointField,
		optionsField([refusedRowsOption, shareOption]),
	],
	prepare,
};

function prepare(row: Row): PreparedRow<Attributes> {
	const customId = row.text('customId');
	const source = row.text('attributesFrom', 'fields');
	const read = readAttributes(row, source, 'project', 'profile');
	const native = source === 'fields' ? nativeAttributesOfRow(row) : undefined;
	const attributes = new Map([...(native?.attributes ?? []), ...read.attributes]);
	const leftOut = [...(native?.leftOut ?? []), ...read.leftOut];
	const violations = [
		...checkProject(row.connection),
		...checkCustomId(customId),
		...read.violations,
		...(native?.violations ?? []),
	];
	const isNothing = attributes.size === 0 && violations.length === 0;
	if (isNothing && leftOut.length === 0) violations.push(violation('Attributes', '', 'must hold at least one attribute'));
	const shown: IDataObject = { customId, ...read.shown, ...(leftOut.length > 0 && { leftOut }) };
	if (violations.length > 0) return { kind: 'refuse', violations, shown };
	if (isNothing) return { kind: 'skip', reason: nothingToSend, shown };
	const lane = lanes[row.text('endpoint', 'automatic') as Endpoint];
	const entry = { lane, identity: customId, payload: attributes, events: 0 };
	return { kind: 'send', entries: [entry], shown };
}
