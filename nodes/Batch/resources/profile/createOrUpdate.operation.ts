import type { INodeProperties } from 'n8n-workflow';

import type { Attributes } from '../../../shared/batch/attributes/attribute';
import { mergeAttributes } from '../../../shared/batch/attributes/mergeAttributes';
import { writeProjectNotation } from '../../../shared/batch/attributes/writeProjectNotation';
import type { Entry, Lane } from '../../../shared/batch/bulk/lane';
import { checkAttributes } from '../../../shared/batch/contract/checks';
import { checkProject } from '../../../shared/batch/client/connection';
import { projectLimits } from '../../../shared/batch/contract/projectContract';
import { profileRates } from '../../../shared/batch/routes/profiles';
import { violation } from '../../../shared/batch/violation';
import { grouped } from '../../../shared/words';
import { lookAtColumns, nativeAttributesOf, nothingToSend, readAttributes, refuseWithoutAttributes } from '../../readAttributes';
import { attributeList, attributesFromField, attributeSourceFields } from '../../fields/attributes';
import { customIdField, identifyByField, installationField } from '../../fields/identity';
import { nativeAttributesField } from '../../fields/nativeAttributes';
import { shareOption, writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import { ofCustomId, profileLane, profilesPerMassCall, readIdentifiedBy, readInstallation, type Endpoint, type IdentifiedBy, type Identity } from '../profileUpdates';
import type { Item } from '../../run/item';

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
			description: `Real-time up to ${grouped(profileRates.profileUpdate.burst)} profiles, mass above`,
		},
		{
			name: 'Mass',
			value: 'mass',
			description: `Up to ${grouped(profilesPerMassCall)} profiles a call, applied later; meant for one or two runs a day`,
		},
		{
			name: 'Real-Time',
			value: 'realTime',
			description: `Up to ${projectLimits.editsPerUpdate.value} profiles a call, ${profileRates.profileUpdate.perSecond} profiles a second`,
		},
	],
	description: 'Which endpoint of Batch takes the profiles',
};

type Lanes = Readonly<Record<Endpoint, Lane<Attributes>>>;

const lanes: Readonly<Record<IdentifiedBy, Lanes>> = { customId: lanesBy('customId'), installation: lanesBy('installation') };

function lanesBy(by: IdentifiedBy): Lanes {
	return { automatic: laneFor('automatic', by), realTime: laneFor('realTime', by), mass: laneFor('mass', by) };
}

function laneFor(endpoint: Endpoint, by: IdentifiedBy): Lane<Attributes> {
	return profileLane<Attributes>(endpoint, by, {
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
export const createOrUpdateProfile = bulk<Attributes>({
	text: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update profile',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	fields: [
		identifyByField,
		{ ...customIdField, displayOptions: { show: { identifyBy: ['customId'] } } },
		{ ...installationField, displayOptions: { show: { identifyBy: ['installation'] } } },
		attributesFromField,
		{ ...nativeAttributesField, displayOptions: onlyForFields },
		{
			...attributeList({ owner: 'profile', text: projectLimits.textCharacters, url: projectLimits.urlCharacters }),
			displayOptions: onlyForFields,
		},
		...attributeSourceFields('attributesFrom'),
		endpointField,
		writeOptions([shareOption]),
	],
	begin: lookAtColumns('attributesFrom'),
	prepare,
});

function prepare(item: Item): Entry<Attributes> {
	const { by, identity, shown, violations } = readIdentity(item);
	item.show(shown);
	const source = item.choice('attributesFrom');
	const read = readAttributes(item, source, 'project', 'profile');
	const native = source === 'fields' ? nativeAttributesOf(item) : undefined;
	const attributes = native === undefined || native.attributes.size === 0 ? read.attributes : new Map([...native.attributes, ...read.attributes]);
	const twice = [...(native?.attributes.keys() ?? [])].filter((name) => read.attributes.has(name));
	const leftOut = [...(native?.leftOut ?? []), ...read.leftOut];
	item.show({ ...read.shown, ...(leftOut.length > 0 && { leftOut }) });
	item.check([
		...checkProject(item.connection),
		...violations,
		...read.violations,
		...(native?.violations ?? []),
		...twice.map((name) => violation('Attribute name', name, 'is given twice')),
	]);
	if (attributes.size === 0 && leftOut.length > 0) item.skip(nothingToSend);
	if (attributes.size === 0) refuseWithoutAttributes(item, source);
	return { lane: lanes[by][item.choice<Endpoint>('endpoint')], identity, payload: attributes };
}

function readIdentity(item: Item): Identity {
	return readIdentifiedBy(item, 'project') === 'installation' ? readInstallation(item) : ofCustomId(item.text('customId'));
}
